/**
 * What a file is, by its content: the ending of a name is only a hint, where the content leaves two
 * readings.
 */
import { InputError } from '../errors.js'
import { foreignFile } from '../fits/index.js'
import type { Notes } from '../notes.js'
import { isDescribed } from './cds-description.js'
import { isDaophot } from './daophot.js'
import { isFixedWidth } from './fixed-width.js'
import type { TableFormat } from './format-names.js'
import { isIpac } from './ipac.js'
import { isCommentAt, linesOf } from './lines.js'
import { isNpz } from './npz.js'

/** So many bytes tell the format. */
export const HEAD_BYTES = 1024
/** So many characters and rows are looked at to tell how the fields of a text are separated. */
const LOOKED_AT = 100_000
const N_ROWS = 50
/** In tables of fixed width, so many lines are held against the first. */
const MOST_LINES = 1000

interface Unread {
  /** How it begins, byte for byte, or a pattern in its beginning. */
  readonly sign: string | RegExp
  readonly what: string
  readonly remedy: string
}

/** Files that may hold tables, but are not read. */
const UNREAD: readonly Unread[] = [
  { sign: '\xd0\xcf\x11\xe0', what: 'old Excel files are', remedy: 'save the sheet as CSV' },
  { sign: /^(?:ARROW1|FEA1)/, what: 'Arrow tables are', remedy: 'write the table as FITS or CSV' },
  { sign: 'SQLite format 3', what: 'SQLite files are', remedy: 'export the table as CSV' },
  {
    sign: /^\s*(?:\{\s*"|\[\s*[{[])/,
    what: 'JSON files are',
    remedy: 'write the table as JSON lines (one object a line) or CSV',
  },
]

const COMMENTS = String.raw`(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*`
const SHAPE = '[+-]?(?:circle|ellipse|box|point|annulus|polygon)'
const SYSTEM = '(?:image|physical|fk[45]|icrs|galactic|j2000|b1950)'
/** What stands first in a DS9 region file, or first behind its comments. */
const REGION = new RegExp(
  String.raw`^# Region file format: DS9|^${COMMENTS}(?:global\s+\w+=|` +
    String.raw`${SHAPE}\s*\(\s*[\d+.-]|${SYSTEM}[ \t]*[;\r\n]${COMMENTS}${SHAPE}[(\s]+[\d+.-])`,
  'i',
)

/** Files that say themselves what they are, as {@link UNREAD} do. */
const READ: readonly { readonly sign: Unread['sign']; readonly format: TableFormat }[] = [
  { sign: /^SIMPLE {2}=/i, format: 'fits' },
  { sign: '# %ECSV ', format: 'ecsv' },
  // A note of column-notes.ts.
  { sign: '# starsift: {"column":', format: 'fixed' },
  { sign: /^PAR[1E](?![,;\t ]\S)/, format: 'parquet' },
  { sign: /^\s*\{[ \t]*"/, format: 'jsonl' },
  { sign: '\x93NUMPY', format: 'npy' },
  { sign: REGION, format: 'regions' },
  {
    sign: /^\s*(?:<\?xml|<!--|<!DOCTYPE(?!\s+html)|<(?:\w+:)?VOTABLE)(?![\s\S]*<html)/i,
    format: 'votable',
  },
]

function begins(text: string, sign: Unread['sign']): boolean {
  return typeof sign === 'string' ? text.startsWith(sign) : sign.test(text)
}

/**
 * The format that the first bytes of a file show; undefined if it may be a text table.
 *
 * @throws InputError for a file that is no table, or one of a kind that is not read
 */
export function formatShown(bytes: Uint8Array, source: string): TableFormat | undefined {
  const head = bytes.subarray(0, HEAD_BYTES)
  if (isNpz(head)) return 'npy'
  const text = String.fromCharCode(...head).replace(/^ï»¿/, '')
  const read = READ.find(({ sign }) => begins(text, sign))
  if (read) return read.format
  const known = UNREAD.find(({ sign }) => begins(text, sign))
  if (known) {
    const { what, remedy } = known
    throw new InputError({ what: `${what} not supported yet`, where: source, remedy })
  }
  const { looks: like, remedy } = foreignFile(head)
  if (head.length === 0 || !like.startsWith('"')) {
    throw new InputError({ what: `not a table, but ${like}`, where: source, remedy })
  }
  return undefined
}

/**
 * How the fields of a text table are separated. Commas, semicolons or tabs below a header are CSV;
 * other columns stand between blanks or tabs.
 *
 * @param ending of the file's name, which decides where the content does not
 */
export function formatOfText(text: string, ending: string, notes: Notes): TableFormat {
  const head = text.slice(0, LOOKED_AT)
  if (head.startsWith('# %ECSV ')) return 'ecsv'
  if (isDescribed(head)) return 'cds'
  if (isDaophot(head)) return 'daophot'
  const whole = text.length > LOOKED_AT ? linesOf(head).slice(0, -1) : linesOf(head)
  const lines = whole.filter((line) => line.trim() !== '' && !isCommentAt(line, 0))
  const [first = '', ...others] = lines
  if (isIpac(lines)) return 'ipac'
  if (!looksLikeCsv(first) && isFixedWidth(lines.slice(0, MOST_LINES))) return 'fixed'
  // Under this name there are also plain columns of numbers, DS9's format "xy".
  if (ending === 'reg' && /^\s*[+-]?[a-z]/i.test(first)) return 'regions'
  if (ending !== 'csv') return looksLikeCsv(first) ? 'csv' : 'tab'
  const nWords = first.trim().split(/\s+/).length
  const isBlank = (line: string) =>
    !/[,;\t"]/.test(line) && line.trim().split(/\s+/).length === nWords
  const rows = [first, ...others.slice(0, N_ROWS)]
  if (nWords === 1 || rows.length === 1 || !rows.every(isBlank)) return 'csv'
  notes.say('a .csv without commas: columns between blanks')
  return 'tab'
}

/** Commas or semicolons between words, of which only the last may have blanks after it. */
function looksLikeCsv(first: string): boolean {
  if (/^sep=.$/i.test(first.trim())) return true
  return [',', ';'].some((mark) => {
    const words = first.trim().split(/\s+/)
    return first.includes(mark) && words.slice(0, -1).every((word) => word.endsWith(mark))
  })
}
