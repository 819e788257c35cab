/**
 * The header of Source Extractor's ASCII_HEAD catalogues (its manual, "The measurement catalogue"):
 * one comment line per column,
 *
 *     #   2 X_IMAGE                Object position along x                     [pixel]
 *
 * A vector parameter has several columns, but only the first is listed. The others are named
 * NAME_1, NAME_2, ... as in astropy.
 */

/** A column that a header lists. */
export interface ListedColumn {
  name: string
  unit?: string
  description?: string
}

const LINE = /^\s*(\d+)\s+([A-Za-z]\w*)(?:\s+(.*?))?\s*$/
const UNIT = /^(.*?)\s*\[([^\]]*)\]$/

/**
 * The columns that comment lines (without their `#`) list, or undefined if they are not such a
 * header. Other comments may stand before the header, but not inside or after it.
 *
 * @param nColumns number of fields in a data row, which shows the length of the last vector
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

/** Units that Source Extractor writes in another way than FITS 4.0 (tables 3 to 5). */
const FITS_UNITS: Readonly<Record<string, string>> = { pixel: 'pix', 'pixel**2': 'pix**2' }
