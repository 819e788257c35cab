/**
 * The header of Source Extractor's ASCII_HEAD catalogues (its manual, "The measurement catalogue"):
 * one comment line a column,
 *
 *     #   2 X_IMAGE                Object position along x                     [pixel]
 *
 * A vector parameter takes several columns, of which only the first is listed; the following ones
 * are named NAME_1, NAME_2, ... as astropy does.
 */

export interface ListedColumn {
  name: string
  unit?: string
  description?: string
}

const LINE = /^\s*(\d+)\s+([A-Za-z]\w*)(?:\s+(.*?))?\s*$/
const UNIT = /^(.*?)\s*\[([^\]]*)\]$/

/**
 * The columns that comment lines (without their `#`) list, or undefined if this is no such header: other lines may come
 * before it, none after its first.
 *
 * @param nColumns fields in a data row, which says how far the last vector reaches
 */
export function sextractorColumns(
  comments: readonly string[],
  nColumns: number,
): ListedColumn[] | undefined {
  const lines = comments.map((line) => LINE.exec(line))
  const header = lines.slice(lines.findIndex((match) => match !== null))
  const listed = header.filter((match) => match !== null)
  if (listed.length < header.length) return undefined
  const numbers = listed.map((match) => Number(match[1]))
  const ascending = numbers.every((number, i) => number > (numbers[i - 1] ?? 0))
  if (listed.length === 0 || numbers[0] !== 1 || !ascending) return undefined
  if (numbers.at(-1)! > nColumns) return undefined
  return listed.flatMap((match, i) => {
    const first = listedColumn(match[2], match[3] ?? '')
    const width = (numbers[i + 1] ?? nColumns + 1) - numbers[i]
    const others = Array.from({ length: width - 1 }, (_, k) => `${first.name}_${k + 1}`)
    return [first, ...others.map((name) => ({ ...first, name }))]
  })
}

function listedColumn(name: string, rest: string): ListedColumn {
  const [, description, unit] = UNIT.exec(rest) ?? [undefined, rest, undefined]
  return {
    name,
    ...(description && { description }),
    ...(unit && { unit: FITS_UNITS[unit] ?? unit }),
  }
}

/** Source Extractor's spelling where FITS 4.0 (table 3 to 5) has another. */
const FITS_UNITS: Readonly<Record<string, string>> = { pixel: 'pix', 'pixel**2': 'pix**2' }
