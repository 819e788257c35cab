/**
 * Tables of the CDS and machine-readable tables of the AAS (MRT): columns at fixed bytes, as a
 * description says (cds-description.ts), which stands above the rows or in a file `ReadMe`.
 */
import { InputError } from '../errors.js'
import { type Notes, rowsSaid } from '../notes.js'
import { type Description, descriptionOf, descriptionsIn, isRule } from './cds-description.js'
import { endOfLine, nextLine } from './lines.js'
import { Table } from './table.js'
import { cutColumn, gapsOf, isBlank, refuseSparse, strayRows, textRows } from './text-rows.js'
import { toldColumn } from './told-column.js'

/**
 * Reads a table below its description.
 *
 * @param notes gets a doubt on rows that do not keep to the described columns
 * @throws InputError if there are no rows, as in a ReadMe, or the description cannot be read
 */
export function parseCds(text: string, source: string, notes: Notes): Table {
  const descriptions = descriptionsIn(text, source, notes)
  const rowsAt = rowsBegin(text)
  if (descriptions.length === 0 || rowsAt < 0) {
    const files = descriptions.flatMap((description) => description.files)
    throw new InputError({
      what: 'a description of tables without a table',
      where: source,
      ...(files.length > 0 && { got: `the columns of ${files.slice(0, 10).join(', ')}` }),
      remedy: 'give the file of the table; the ReadMe is read where it lies beside',
    })
  }
  const [first, ...others] = descriptions
  const own = descriptionOf(baseName(source), descriptions) ?? first
  if (others.length > 0) {
    const files = own.files.join(', ')
    notes.doubt(`${descriptions.length} tables are described: the columns of ${files} are taken`)
  }
  return tableOf(text, rowsAt, own, source, notes)
}

/** What a ReadMe says of tables that lie beside it. */
export interface ReadMe {
  readonly text: string
  readonly name: string
}

/**
 * Reads a table whose columns a ReadMe describes.
 *
 * @returns undefined if the ReadMe does not describe a file of this name
 */
export function parseBesideReadMe(
  text: string,
  readMe: ReadMe,
  source: string,
  notes: Notes,
): Table | undefined {
  const found = descriptionOf(baseName(source), descriptionsIn(readMe.text, readMe.name, notes))
  if (!found) return undefined
  notes.say(`columns: as ${baseName(readMe.name)} describes those of ${found.files.join(', ')}`)
  return tableOf(text, 0, found, source, notes)
}

/** The name of a file, without folders and without the ending of a packing. */
function baseName(path: string): string {
  return path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.(?:gz|bz2|zst|z)$/i, '')
}

/** Where the last section begins that is more than blanks; -1 if it is the end of a ReadMe. */
function rowsBegin(text: string): number {
  let begin = -1
  let isNew = false
  for (let at = 0; at < text.length; ) {
    const end = endOfLine(text, at)
    if (isRuleAt(text, at, end)) isNew = true
    else if (isNew && !isBlank(text, at, end)) {
      begin = at
      isNew = false
    }
    at = nextLine(text, end)
  }
  return begin >= 0 && /^\s*\(End\)/i.test(text.slice(begin, begin + 100)) ? -1 : begin
}

const [DASH, EQUAL] = [45, 61]

function isRuleAt(text: string, start: number, end: number): boolean {
  let at = start
  while (text.charCodeAt(at) === 32) at++
  const code = text.charCodeAt(at)
  return (code === DASH || code === EQUAL) && isRule(text.slice(start, end))
}

/** The standard has none: bytes and letters are the same. */
function hasWideLetters(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) if (text.charCodeAt(at) > 127) return true
  return false
}

/** What may stand between columns: signs that divide. */
const isMark = (code: number) => '|,;:/&!'.includes(String.fromCharCode(code))

function tableOf(
  text: string,
  rowsAt: number,
  { columns }: Description,
  source: string,
  notes: Notes,
): Table {
  const rows = textRows(text, rowsAt)
  refuseSparse(rows, columns.length, source)
  const nRows = rows.starts.length
  const stray = strayRows(rows, gapsOf(columns), isMark)
  if (stray.length > 0) {
    notes.doubt(`${rowsSaid(stray, nRows)} have letters outside of the described columns`)
  }
  if (text.includes('\t', rowsAt)) notes.doubt('there are tabs among the rows: they shift columns')
  if (hasWideLetters(text, rowsAt)) {
    notes.doubt('there are letters beyond ASCII among the rows: columns are counted in letters')
  }
  const read = columns.map((column) => {
    const { name, type, unit, description, nulls } = column
    const isNumber = type !== undefined && type !== 'string'
    const cells = cutColumn(rows, column, { nulls, isNumber })
    return toldColumn(name, cells, type, { unit, description }, notes)
  })
  return new Table(read, { source, ...(notes.length > 0 && { notes }) })
}
