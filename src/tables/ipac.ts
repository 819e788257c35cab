/**
 * IPAC tables, as IRSA, Spitzer, WISE and the NASA archives write them ("IPAC Table Format
 * Description", DDGEN, https://irsa.ipac.caltech.edu/applications/DDGEN/Doc/ipac_tbl.html):
 *
 *     \fixlen = T                      a keyword
 *     \ any text                       a comment
 *     |  ra     |  dec    |  name  |   names; the bars are the borders of the columns
 *     |  double |  double |  char  |   types, which may be shortened: i, int, l, d, f, r, c, da
 *     |  deg    |  deg    |        |   units
 *     |  null   |  null   |  null  |   what stands for no value
 *        10.5      -3.2     M 51       rows: what is under a bar belongs to no column
 *
 * The lines below the names may be absent. IRSA describes columns in pairs of comments,
 * `\ ra (deg)` and `\ ___ right ascension`.
 */
import { InputError } from '../errors.js'
import { type Notes, rowsSaid } from '../notes.js'
import { type ColumnNote, notesAmong, oneLine, sayUnused, withTexts } from './column-notes.js'
import { endOfLine, nextLine } from './lines.js'
import { type EcsvMetaValue, Table } from './table.js'
import {
  cutColumn,
  isBlank,
  refuseSparse,
  type Span,
  strayRows,
  type TextRows,
  textRows,
} from './text-rows.js'
import { type ToldType, toldColumn } from './told-column.js'

/** Types in their whole length; `d` is double, because it is looked for in this order. */
const TYPES: readonly (readonly [string, ToldType])[] = [
  ['integer', 'int32'],
  ['long', 'int64'],
  ['double', 'float64'],
  ['float', 'float64'],
  ['real', 'float64'],
  ['character', 'string'],
  ['date', 'string'],
]
const MOST_HEADER_LINES = 4
const [BAR, BACKSLASH] = ['|', '\\']

interface IpacColumn extends Span {
  name: string
  type?: ToldType
  /** The type in the words of the header. */
  word?: string
  unit?: string
  nulls: string[]
}

/**
 * Whether a text is such a table. Tables that have bars in all their rows are of other programs.
 *
 * @param lines of the beginning, without blank lines
 */
export function isIpac(lines: readonly string[]): boolean {
  if (/^\\(?:[\w.]+\s*=|\s)/.test(lines[0] ?? '')) return true
  const [names, types = '', ...others] = lines.filter((line) => !line.startsWith(BACKSLASH))
  if (!names?.startsWith(BAR)) return false
  const words = types.split(BAR).map(bare)
  const isTyped = words.every((word) => word === '' || isType(word))
  return (
    (isTyped && words.some(isType)) ||
    [types, ...others].some((line) => /^[^|\s]|^ +[^|\s]/.test(line))
  )
}

function isType(word: string): boolean {
  return word !== '' && TYPES.some(([type]) => type.startsWith(word.toLowerCase()))
}

/**
 * Reads an IPAC table.
 *
 * @param notes gets a doubt on types that IPAC does not have, and on rows that run under the bars
 * @throws InputError if the lines of the header do not fit each other
 * @example parseIpac('| x   |\n| int |\n  7\n', 'a.tbl', notes).column('x').values // [7]
 */
export function parseIpac(text: string, source: string, notes: Notes): Table {
  const { remarks, bars, rowsAt } = headOf(text)
  const columns = columnsOf(bars, source, notes)
  const rows = textRows(text, rowsAt, isRowBelow(text, bars[0], source, notes))
  refuseSparse(rows, columns.length, source)
  const { keywords, comments, descriptions, told } = remarksOf(remarks)
  const others = cellsUnderBars(rows, columns, notes)
  const read = columns.map((column, c) => {
    const { name, type, unit, nulls } = column
    const cut = { nulls, isNumber: type !== undefined && type !== 'string', others: others[c] }
    const texts = cutColumn(rows, column, cut)
    const hints = { unit, description: descriptions.get(name) }
    const note = told.get(name)
    if (!note) return toldColumn(name, texts, type, hints, notes)
    const exact = toldColumn(
      name,
      texts,
      noteType(note, column, notes),
      exactly(hints, note),
      notes,
    )
    return withTexts(exact, note)
  })
  sayUnused(
    told,
    columns.map(({ name }) => name),
    notes,
  )
  return new Table(read, {
    source,
    ...(comments.length > 0 && { comments }),
    ...(Object.keys(keywords).length > 0 && { attributes: { keywords } }),
    ...(notes.length > 0 && { notes }),
  })
}

/** The lines that begin with `\`, those that begin with `|`, and where the rows begin. */
function headOf(text: string) {
  const remarks: string[] = []
  const bars: string[] = []
  let at = 0
  while (at < text.length) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end).trimEnd()
    if (line.startsWith(BACKSLASH)) remarks.push(line)
    else if (line.startsWith(BAR)) bars.push(line)
    else if (line !== '') break
    at = nextLine(text, end)
  }
  return { remarks, bars, rowsAt: at }
}

function columnsOf(bars: readonly string[], source: string, notes: Notes): IpacColumn[] {
  const lines = bars.map((line) => line.slice(1).replace(/\|$/, '').split(BAR))
  const [names = []] = lines
  const isEven = lines.every((cells) => cells.length === names.length)
  if (lines.length === 0 || lines.length > MOST_HEADER_LINES || !isEven) {
    throw new InputError({
      what: 'the header of an IPAC table is damaged',
      where: source,
      expected: 'one to four lines between bars: names, types, units, nulls',
      got: isEven ? `${lines.length} lines` : `${lines.map((cells) => cells.length)} columns`,
    })
  }
  let start = 1
  return names.map((cell, c) => {
    const column: IpacColumn = {
      ...{ name: bare(cell) || `col${c + 1}`, start, end: start + cell.length, nulls: [] },
      ...(lines[1] && typeNamed(bare(lines[1][c]), bare(cell), notes)),
      ...(lines[2]?.[c].trim() && { unit: lines[2][c].trim() }),
    }
    start += cell.length + 1
    if (lines[3]) column.nulls.push(lines[3][c].trim())
    return column
  })
}

/** Names and types may stand between dashes. */
function bare(cell: string): string {
  const isOutside = (at: number) => cell[at] === ' ' || cell[at] === '-'
  let [start, end] = [0, cell.length]
  while (start < end && isOutside(start)) start++
  while (end > start && isOutside(end - 1)) end--
  return cell.slice(start, end)
}

function typeNamed(word: string, name: string, notes: Notes): Pick<IpacColumn, 'type' | 'word'> {
  const lower = word.toLowerCase()
  const found = lower === '' ? undefined : TYPES.find(([type]) => type.startsWith(lower))
  if (found) return { type: found[1], word: lower }
  notes.doubt(`column ${name}: IPAC has no type "${word}"; its cells tell what it holds`)
  return {}
}

/** The types of a note that are written as this type of IPAC. */
const NOTED: readonly (readonly [ToldType, string])[] = [
  ...[['float32', 'float'] as const, ['bool', 'char'] as const],
  ...[['int16', 'int'] as const, ['uint8', 'int'] as const],
]

/** Another program may have changed the column below the note: then the header counts. */
function noteType(note: ColumnNote, { name, type, word }: IpacColumn, notes: Notes) {
  if (!note.type || NOTED.some(([noted, said]) => noted === note.type && said === word)) {
    return note.type ?? type
  }
  notes.say(`column ${name}: its note says ${note.type}, its header ${word}, which is taken`)
  return type
}

/** The unit and the description of a note, where the header does not say another. */
function exactly(
  hints: { unit?: string; description?: string },
  { unit, description }: ColumnNote,
): { unit?: string; description?: string } {
  const isSame = (plain: string | undefined, full: string) =>
    plain === undefined || plain === oneLine(full)
  return {
    unit: unit && isSame(hints.unit, unit) ? unit : hints.unit,
    description:
      description && isSame(hints.description, description) ? description : hints.description,
  }
}

/** Tables that were written one behind the other repeat their headers. */
function isRowBelow(text: string, names: string, source: string, notes: Notes) {
  let isSaid = false
  return (start: number, end: number): boolean => {
    if (text[start] === BACKSLASH) return false
    if (text[start] !== BAR) return true
    const line = text.slice(start, end).trimEnd()
    const bars = (of: string) => [...of].map((letter) => letter === BAR).join()
    if (line.length !== names.length || bars(line) !== bars(names)) {
      throw new InputError({
        what: 'an IPAC table with a second header',
        where: source,
        expected: `the columns ${names}`,
        got: line.slice(0, 200),
        remedy: 'give each table in a file of its own',
      })
    }
    if (!isSaid) notes.say('header lines among the rows left out')
    isSaid = true
    return false
  }
}

/**
 * What stands under a bar. By the standard it belongs to no column. Some programs write it
 * nevertheless, as the first or the last letter of a cell: it goes to the cell that it touches. If
 * it touches both, nobody knows where one cell ends, and both are missing.
 *
 * @returns for each column the cells that differ from what stands between the bars
 */
function cellsUnderBars(rows: TextRows, columns: readonly IpacColumn[], notes: Notes) {
  const others = columns.map(() => new Map<number, string>())
  const places = columns.map(({ start }) => ({ start: start - 1, end: start }))
  const odd = strayRows(rows, places)
  const torn: number[] = []
  for (const row of odd) {
    const { cells, isTorn } = cellsOfRow(rows, row, columns)
    for (const [c, cell] of cells.entries()) others[c].set(row, cell)
    if (isTorn) torn.push(row)
  }
  const nRows = rows.starts.length
  const taken = odd.filter((row) => !torn.includes(row))
  if (taken.length > 0) {
    notes.say(
      `${rowsSaid(taken, nRows)} have letters under the bars: taken to the cells they touch`,
    )
  }
  if (torn.length > 0) {
    notes.doubt(`${rowsSaid(torn, nRows)} run under the bars: cells that touch are missing`)
  }
  const last = columns.at(-1)!
  const beyond = strayRows(rows, [{ start: last.end, end: Number.POSITIVE_INFINITY }])
  if (beyond.length > 0) notes.doubt(`${rowsSaid(beyond, nRows)} have text behind the last bar`)
  return others
}

function cellsOfRow({ text, starts, ends }: TextRows, row: number, columns: readonly IpacColumn[]) {
  const line = text.slice(starts[row], ends[row])
  const filled = (at: number) => at >= 0 && at < line.length && !isBlank(line, at, at + 1)
  const bounds = columns.map(({ start, end }) => ({ start, end, isTorn: false }))
  for (const [c, { start }] of columns.entries()) {
    const bar = start - 1
    if (!filled(bar)) continue
    const [left, right] = [c > 0 && filled(bar - 1), filled(bar + 1)]
    if (left && !right) bounds[c - 1].end = start
    else if (!left && (right || c === 0)) bounds[c].start = bar
    else {
      bounds[c].isTorn = true
      if (c > 0) bounds[c - 1].isTorn = true
    }
  }
  const cells = bounds.map(({ start, end, isTorn }) =>
    isTorn ? '' : line.slice(start, end).trim(),
  )
  return { cells, isTorn: bounds.some(({ isTorn }) => isTorn) }
}

const KEYWORD = /^\\([\w.]+)\s*=(.*)$/

/** Keywords, comments, and what IRSA's pairs of comments say of columns. */
function remarksOf(lines: readonly string[]) {
  const keywords: Record<string, EcsvMetaValue> = {}
  const comments: string[] = []
  const descriptions = new Map<string, string>()
  let named: string | undefined
  for (const line of lines) {
    const [, key, value] = KEYWORD.exec(line) ?? []
    const comment = line.slice(1).trim()
    if (key) keywords[key] = continued(keywords[key], keywordValue(value.trim()))
    else if (named && comment.startsWith('___ ')) {
      descriptions.set(named, comment.slice(4).trim())
      comments.pop()
    } else if (comment) comments.push(comment)
    named = key ? undefined : /^(\S+)(?:\s+\(.*\))?$/.exec(comment)?.[1]
  }
  return { keywords, descriptions, ...notesAmong(comments) }
}

/** A long text is written as the same keyword several times. */
function continued(before: EcsvMetaValue | undefined, value: string | number): EcsvMetaValue {
  return typeof before === 'string' && typeof value === 'string' ? before + value : value
}

function keywordValue(text: string): string | number {
  const [, , quoted] = /^(["'])(.*)\1$/.exec(text) ?? []
  if (quoted !== undefined) return quoted
  const number = Number(text)
  return text !== '' && Number.isFinite(number) && text.length < 16 ? number : text
}
