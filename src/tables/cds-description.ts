/**
 * The byte-by-byte description of a table, as the CDS ("Standards for Astronomical Catalogues",
 * version 2.0, sections 3.2.7 and 3.2.8, http://cdsarc.u-strasbg.fr/doc/catstd.htx) and the
 * journals of the AAS write it:
 *
 *     Byte-by-byte Description of file: table2.dat
 *     -----------------------------------------------------------
 *        Bytes Format Units   Label   Explanations
 *     -----------------------------------------------------------
 *        1-  7  A7    ---     Name    Name of the cluster
 *        9- 14  F6.2  mag     Vmag    [15/26]?=-99 V magnitude
 *     -----------------------------------------------------------
 *
 * `?` before an explanation says that blanks are no value, `?=-99` that -99 is none, and `?=-` that
 * dashes are none.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { endOfLine, nextLine } from './lines.js'
import type { Span } from './text-rows.js'
import type { ToldType } from './told-column.js'

export interface DescribedColumn extends Span {
  name: string
  /** Undefined for a format that the standard does not have. */
  type?: ToldType
  unit?: string
  description: string
  nulls: readonly string[]
}

/** What is described: a table, or several of the same columns. */
export interface Description {
  /** Names of the files, in which `*` and `?` stand for letters. */
  readonly files: readonly string[]
  readonly columns: readonly DescribedColumn[]
}

/** More columns than this no table of the sky has. */
const MOST_COLUMNS = 10_000

const TITLE = /^[ \t]*Byte-by-byte Description of file\b:?(.*)$/i
/** A line of dashes or equal signs between the sections of a file. */
const RULE = /^\s*(?:-{6,}|={6,})\s*$/
const COLUMN =
  /^(?:(\d+)\s*-\s*)?(\d+)\s+(\d*[A-Z]\d+(?:\.\d+)?(?:E\d+)?)\s+(\S+)\s+(\S+)(?:\s+(\S.*))?$/i

export function isRule(line: string): boolean {
  return RULE.test(line)
}

/** Whether a text has such a description. */
export function isDescribed(text: string): boolean {
  return /^[ \t]*Byte-by-byte Description of file/im.test(text)
}

/**
 * All descriptions of a text.
 *
 * @throws InputError for one without columns
 */
export function descriptionsIn(text: string, source: string, notes: Notes): Description[] {
  const found: Description[] = []
  let files: string[] = []
  let lines: string[] | undefined
  let nRules = 0
  for (let at = 0; at < text.length; ) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end)
    at = nextLine(text, end)
    const title = TITLE.exec(line)
    if (title && nRules === 0) {
      files.push(...title[1].split(/[,\s]+/).filter((word) => word !== ''))
      lines ??= []
    } else if (lines && RULE.test(line)) {
      nRules++
      if (nRules < 3) continue
      found.push({ files, columns: columnsOf(lines, source, notes) })
      ;[files, lines, nRules] = [[], undefined, 0]
    } else if (nRules === 2) lines?.push(line)
  }
  if (lines) found.push({ files, columns: columnsOf(lines, source, notes) })
  return found
}

function columnsOf(lines: readonly string[], source: string, notes: Notes): DescribedColumn[] {
  const columns: DescribedColumn[] = []
  // An explanation may go on in the lines below.
  const words: string[][] = []
  for (const line of lines) {
    const match = COLUMN.exec(line.trim())
    if (match) columns.push(columnOf(match, notes))
    if (match) words.push([columns.at(-1)!.description])
    else if (columns.length > 0) words.at(-1)!.push(line.trim())
    else if (line.trim() !== '') throw noColumn(line, source)
    if (columns.length > MOST_COLUMNS) throw noColumn(`${columns.length} columns`, source)
  }
  if (columns.length === 0) throw noColumn('nothing', source)
  return columns.map((column, c) =>
    explained({ ...column, description: words[c].join(' ').trim() }),
  )
}

function columnOf(match: RegExpExecArray, notes: Notes): DescribedColumn {
  const [, first, last, format, unit, name, description = ''] = match
  const type = TYPES[format.replace(/^\d+/, '')[0].toUpperCase()]
  if (!type) {
    notes.doubt(`column ${name}: a format ${format} is not known; its cells tell what it holds`)
  }
  const start = Number(first ?? last) - 1
  return {
    ...{ name, start, end: Number(last), description, nulls: [] },
    ...(type && { type }),
    ...(!/^-+$/.test(unit) && { unit }),
  }
}

const TYPES: Readonly<Record<string, ToldType | undefined>> = {
  A: 'string',
  I: 'int32',
  F: 'float64',
  E: 'float64',
  D: 'float64',
  G: 'float64',
}

/** Limits, whether a value may be missing and how that is written, an order, and the rest. */
const EXPLANATION = /^(?:[[\]][^[\]]*[[\]])?\s*\?(?:=(\S*))?([-+]?=?)\s*(.*)$/

function explained(column: DescribedColumn): DescribedColumn {
  const [, word, , rest] = EXPLANATION.exec(column.description) ?? []
  if (rest === undefined) return column
  const nulls = word === undefined ? [] : word === '-' ? ['-', '--', '---', '----'] : [word]
  return { ...column, description: rest, nulls }
}

/**
 * The description of the file of this name.
 *
 * @example descriptionOf('table1.dat', descriptions)?.columns.length
 */
export function descriptionOf(
  file: string,
  descriptions: readonly Description[],
): Description | undefined {
  return descriptions.find(({ files }) => files.some((pattern) => isLike(file, pattern)))
}

/** Whether a name fits a pattern as shells have it: `*`, `?`, `[12]`. */
function isLike(file: string, pattern: string): boolean {
  const name = file.toLowerCase()
  const signs = pattern.toLowerCase().match(/\[[^\]]*\]|./g) ?? []
  let [at, sign, star, back] = [0, 0, -1, 0]
  while (at < name.length) {
    if (signs[sign] === '*') [star, back] = [sign++, at]
    else if (sign < signs.length && isLetter(name[at], signs[sign])) [at, sign] = [at + 1, sign + 1]
    else if (star >= 0) [at, sign] = [++back, star + 1]
    else return false
  }
  return signs.slice(sign).every((rest) => rest === '*')
}

function isLetter(letter: string, sign: string): boolean {
  return sign === '?' || sign === letter || (sign.length > 2 && sign.slice(1, -1).includes(letter))
}

function noColumn(got: string, source: string): InputError {
  return new InputError({
    what: 'a byte-by-byte description that cannot be read',
    where: source,
    expected: `up to ${MOST_COLUMNS} lines such as "1- 7 A7 --- Name Name of the cluster"`,
    got: got.trim().slice(0, 80),
  })
}
