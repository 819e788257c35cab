/**
 * Text databases of IRAF's apphot and daophot ("A Reference Guide to the IRAF/DAOPHOT Package",
 * Davis 1994, and IRAF's help page `apphot.datapars`): above the rows stand keywords (`#K`), names
 * (`#N`), units (`#U`) and formats (`#F`). A row may take several lines, each ended by a backslash;
 * the formats tell where its cells begin. If photometry is in several apertures, the last line is
 * repeated, ended by `*`; then the names of its columns end in 1, 2, ... as in astropy. INDEF is no
 * value.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { endOfLine, nextLine } from './lines.js'
import { type EcsvMetaValue, Table } from './table.js'
import {
  cutColumn,
  isBlank,
  refuseSparse,
  type Span,
  type TextRows,
  textRows,
} from './text-rows.js'
import { type ToldType, toldColumn } from './told-column.js'

/** The columns of one line of a row. */
type LineColumns = (Span & { name: string; unit?: string; type?: ToldType })[]

/** So many lines a row has at most: 100 apertures are many. */
const MOST_LINES = 1000

/** Whether comments are the header of such a database. */
export function isDaophot(head: string): boolean {
  return [/^#N\s/m, /^#U\s/m, /^#F\s+%/m].every((sign) => sign.test(head))
}

/**
 * Reads a database of apphot or daophot.
 *
 * @throws InputError naming the line of a row that has other lines than the first
 */
export function parseDaophot(text: string, source: string, notes: Notes): Table {
  const { keywords, blocks } = headOf(text, source)
  const lines = textRows(text, 0, (start) => text[start] !== '#')
  const { nLines, isRepeated } = firstRow(lines, blocks.length)
  const all = isRepeated ? repeated(blocks, nLines - blocks.length + 1) : blocks
  const rows = rowsByLine(lines, all.length, source)
  refuseSparse(rows[0], all.flat().length, source)
  const columns = all.flatMap((block, k) =>
    block.map((column) => {
      const { name, type, unit } = column
      const isNumber = type !== undefined && type !== 'string'
      const cells = cutColumn(rows[k], column, { nulls: ['INDEF'], isNumber })
      return toldColumn(name, cells, type, { unit }, notes)
    }),
  )
  return new Table(columns, {
    source,
    ...(Object.keys(keywords).length > 0 && { attributes: { keywords } }),
    ...(notes.length > 0 && { notes }),
  })
}

function headOf(text: string, source: string) {
  const keywords: Record<string, EcsvMetaValue> = {}
  const found: Record<string, string[][]> = { N: [], U: [], F: [] }
  for (let at = 0; at < text.length; ) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end)
    if (line[0] !== '#' && line.trim() !== '') break
    const words = line.slice(2).trim().replace(/\\$/, '').trim()
    if (found[line[1]]) found[line[1]].push(words.split(/\s+/))
    const [, key, rest] = line[1] === 'K' ? (/^(\w+)\s*=(.*)$/.exec(words) ?? []) : []
    // The last two words are a unit and a format.
    if (key) keywords[key] = rest.trim().split(/\s+/).slice(0, -2).join(' ')
    at = nextLine(text, end)
  }
  const { N: names, U: units, F: formats } = found
  const isEven = names.every(
    (words, k) => words.length === units[k]?.length && words.length === formats[k]?.length,
  )
  if (names.length === 0 || !isEven || units.length !== names.length) {
    throw new InputError({
      what: 'the header of a DAOPHOT table is damaged',
      where: source,
      expected: 'as many units (#U) and formats (#F) as names (#N)',
      got: [names, units, formats].map((words) => words.flat().length).join(', '),
    })
  }
  return { keywords, blocks: names.map((words, k) => lineColumns(words, units[k], formats[k])) }
}

function lineColumns(
  names: readonly string[],
  units: readonly string[],
  formats: readonly string[],
): LineColumns {
  let start = 0
  return names.map((name, c) => {
    const [, width = '0', letter = ''] = /^%-?(\d+)(?:\.\d*)?([a-z])/i.exec(formats[c]) ?? []
    const from = start
    start += Number(width)
    const isLast = c === names.length - 1
    const type = TYPES[letter.toLowerCase()]
    return {
      ...{ name, start: from, end: isLast ? Number.POSITIVE_INFINITY : start },
      ...(units[c] !== '##' && { unit: units[c] }),
      ...(type && { type }),
    }
  })
}

const TYPES: Readonly<Record<string, ToldType | undefined>> = {
  ...{ d: 'int32', i: 'int32', f: 'float64', g: 'float64', e: 'float64' },
  ...{ s: 'string', b: 'string', c: 'string' },
}

/** How many lines the first row has, and whether its last ones are of several apertures. */
function firstRow({ text, starts, ends }: TextRows, nBlocks: number) {
  let isRepeated = false
  for (let line = 0; line < Math.min(starts.length, MOST_LINES); line++) {
    const bare = text.slice(starts[line], ends[line]).trimEnd()
    const goesOn = bare.endsWith('\\')
    isRepeated ||= bare.endsWith('*', goesOn ? bare.length - 1 : bare.length)
    if (!goesOn) return { nLines: line + 1, isRepeated }
  }
  return { nLines: nBlocks, isRepeated }
}

function repeated(blocks: readonly LineColumns[], nApertures: number): LineColumns[] {
  const last = blocks.at(-1)!
  const apertures = Array.from({ length: Math.max(nApertures, 1) }, (_, k) =>
    last.map((column) => ({ ...column, name: `${column.name}${k + 1}` })),
  )
  return [...blocks.slice(0, -1), ...apertures]
}

/** The k-th lines of all rows, without the marks at their ends. */
function rowsByLine(lines: TextRows, nLines: number, source: string): TextRows[] {
  const { text, starts } = lines
  const nRows = Math.ceil(starts.length / nLines)
  const rows = Array.from({ length: nLines }, () => ({
    text,
    starts: new Int32Array(nRows),
    ends: new Int32Array(nRows),
  }))
  for (let line = 0; line < nRows * nLines; line++) {
    const [row, k] = [Math.floor(line / nLines), line % nLines]
    const { end, goesOn } = lineEnd(lines, line)
    if (line >= starts.length || goesOn !== k < nLines - 1) {
      throw new InputError({
        what: 'a row of another length than the first',
        where: `${source}, row ${row + 1}`,
        expected: `${nLines} lines, all but the last ended by a backslash`,
        got: `${k + 1} lines`,
        remedy: 'see whether the file is whole',
      })
    }
    rows[k].starts[row] = starts[line]
    rows[k].ends[row] = end
  }
  return rows
}

/** The end of a line without blanks, its backslash and its star. */
function lineEnd({ text, starts, ends }: TextRows, line: number) {
  const start = starts[line]
  let end = ends[line] ?? 0
  const isAt = (letter: string) => end > start && text[end - 1] === letter
  while (end > start && isBlank(text, end - 1, end)) end--
  const goesOn = isAt('\\')
  if (goesOn) end--
  if (isAt('*')) end--
  return { end, goesOn }
}
