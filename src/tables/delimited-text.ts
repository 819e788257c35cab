/**
 * Text in fields between delimiters (RFC 4180). A field may stand in double quotes; then a quote
 * inside is doubled, and the field may hold delimiters and line ends. Unlike in the RFC, blank
 * lines are skipped, comments too (lines.ts), and a quote is special only at the start of a field.
 */
import { InputError } from '../errors.js'
import { SliceCollector, type TextSlices } from './cell-texts.js'
import { type CommentLine, endOfLine, isCommentAt, nextLine } from './lines.js'

/** The fields of a text, column by column. */
export interface Records {
  /** The fields of the first record. */
  header: string[]
  /** The fields of all further records: `columns[c].at(row)`. */
  columns: TextSlices[]
  /** For each column, the rows whose field was `""`: empty, but not absent. */
  emptyStrings: ReadonlyMap<number, ReadonlySet<number>>
  /** Comments below the header. */
  comments: CommentLine[]
}

/** How the text is written. */
export interface RecordOptions {
  /** One character. */
  delimiter: string
  /** Name of the file, for messages. */
  source?: string
  /** Offset of the first record in the text. Lines before it count in line numbers. */
  start?: number
  /**
   * Whether blanks before a field are skipped, as ECSV with blanks as delimiter needs; default
   * false.
   */
  skipBlanks?: boolean
  /** The names, if all records are rows. */
  header?: readonly string[]
}

/**
 * Reads all records; the first one is the header.
 *
 * @throws InputError naming the line of a record with too few or too many fields, of a quote that
 *   never ends, and of text after a closing quote
 */
export function readRecords(text: string, options: RecordOptions): Records {
  const scanner = new Scanner(text, options)
  const header = [...(options.header ?? (scanner.next() ? scanner.fields() : []))]
  if (scanner.nFields > MOST_COLUMNS) {
    throw new InputError({
      what: 'a table of too many columns',
      where: options.source,
      expected: `at most ${MOST_COLUMNS}`,
      got: `${scanner.nFields}`,
      remedy: 'see whether the first line holds the names, and leave out what is not needed',
    })
  }
  scanner.comments.length = 0
  const columns = header.map(() => new SliceCollector(text))
  const emptyStrings = new Map<number, Set<number>>()
  for (let row = 0; scanner.next(header.length); row++) {
    if (scanner.nFields !== header.length) throw scanner.ragged(header, scanner.nFields)
    const { starts, ends, quotes } = scanner
    for (let c = 0; c < header.length; c++) {
      columns[c].add(starts[c], ends[c], quotes[c] === QUOTES.doubled)
      if (quotes[c] !== QUOTES.none && starts[c] === ends[c]) {
        emptyStrings.set(c, (emptyStrings.get(c) ?? new Set()).add(row))
      }
    }
  }
  const read = columns.map((column) => column.collected())
  return { header, columns: read, emptyStrings, comments: scanner.comments }
}

const QUOTE = 34

/** More columns than this have no table of the sky; they would take gigabytes. */
const MOST_COLUMNS = 100_000

/** Whether a field stands in quotes, and whether quotes inside are doubled. */
const QUOTES = { none: 0, around: 1, doubled: 2 }

class Scanner {
  readonly comments: CommentLine[] = []
  /** Where the fields of the last record that were kept begin and end, without their quotes. */
  readonly starts: number[] = []
  readonly ends: number[] = []
  /** One of {@link QUOTES} for each field. */
  readonly quotes: number[] = []
  /** Fields of the last record, with those that were not kept. */
  nFields = 0
  private at: number
  private counted = 0
  private line = 1
  private recordStart: number

  constructor(
    private readonly text: string,
    private readonly options: RecordOptions,
  ) {
    this.at = options.start ?? 0
    this.recordStart = this.at
  }

  /**
   * Reads the next record that is neither blank nor a comment.
   *
   * @param most so many are kept: a row of a million commas must not cost a million fields
   * @returns false at the end of the text
   */
  next(most = MOST_COLUMNS): boolean {
    while (this.at < this.text.length) {
      this.recordStart = this.at
      if (isCommentAt(this.text, this.at, this.options.delimiter)) {
        this.comment()
        continue
      }
      this.record(most)
      if (this.nFields > 1 || this.quotes[0] !== QUOTES.none || this.field(0).trim() !== '') {
        return true
      }
    }
    return false
  }

  /** The texts of the last record. */
  fields(): string[] {
    return Array.from({ length: Math.min(this.nFields, MOST_COLUMNS) }, (_, c) => this.field(c))
  }

  private field(c: number): string {
    const text = this.text.slice(this.starts[c], this.ends[c])
    return this.quotes[c] === QUOTES.doubled ? text.replaceAll('""', '"') : text
  }

  private comment(): void {
    const line = this.lineOf(this.at)
    const end = endOfLine(this.text, this.at)
    const text = this.text.slice(this.at, end).trimStart().slice(1)
    this.comments.push({ line, text: text.replace(/^ /, '').trimEnd() })
    this.at = nextLine(this.text, end)
  }

  ragged(header: readonly string[], got: number): InputError {
    return new InputError({
      what: 'a row of another length than the header',
      where: this.where(this.recordStart),
      expected: `${header.length} fields`,
      got: `${got}`,
      remedy: 'quote fields that hold the delimiter, and see that the row is complete',
    })
  }

  private record(most: number): void {
    this.nFields = 0
    const { delimiter, skipBlanks } = this.options
    for (;;) {
      if (skipBlanks) while (this.text[this.at] === ' ') this.at++
      if (skipBlanks && delimiter === ' ' && this.nFields > 0 && this.atLineEnd()) {
        this.at = nextLine(this.text, endOfLine(this.text, this.at))
        return
      }
      const c = Math.min(this.nFields++, most)
      if (this.text.charCodeAt(this.at) === QUOTE) this.quoted(c)
      else this.plain(c)
      if (this.text[this.at] === delimiter) this.at++
      else {
        this.at = nextLine(this.text, endOfLine(this.text, this.at))
        return
      }
    }
  }

  private plain(c: number): void {
    const { text, at } = this
    const delimiter = this.options.delimiter.charCodeAt(0)
    let end = at
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code === delimiter || code === 10 || code === 13) break
    }
    this.at = end
    this.keep(c, at, end, QUOTES.none)
  }

  private keep(c: number, start: number, end: number, quotes: number): void {
    this.starts[c] = start
    this.ends[c] = end
    this.quotes[c] = quotes
  }

  private quoted(c: number): void {
    const { text, at } = this
    let quotes = QUOTES.around
    let end = text.indexOf('"', at + 1)
    while (end >= 0 && text[end + 1] === '"') {
      quotes = QUOTES.doubled
      end = text.indexOf('"', end + 2)
    }
    if (end < 0) {
      const remedy = 'close the quote, and double the quotes inside a quoted field'
      throw new InputError({ what: 'a quote that never ends', where: this.where(at), remedy })
    }
    this.at = end + 1
    if (this.text[this.at] !== this.options.delimiter && !this.atLineEnd()) {
      throw new InputError({
        what: 'text after a closing quote',
        where: this.where(this.at),
        got: text.slice(at, endOfLine(text, at)).slice(0, 40),
        remedy: 'double the quotes inside a quoted field',
      })
    }
    this.keep(c, at + 1, end, quotes)
  }

  private atLineEnd(): boolean {
    return endOfLine(this.text, this.at) === this.at
  }

  private where(offset: number): string {
    return `${this.options.source ?? 'table'}, line ${this.lineOf(offset)}`
  }

  private lineOf(offset: number): number {
    for (; this.counted < offset; this.counted++) {
      const code = this.text.charCodeAt(this.counted)
      const alone = code === 13 && this.text.charCodeAt(this.counted + 1) !== 10
      if (code === 10 || alone) this.line++
    }
    return this.line
  }
}

/** A field as it must be written: in quotes if the reader would misread it without them. */
export function quoteField(field: string, delimiter: string): string {
  if (!/["#\s]/.test(field) && !field.includes(delimiter)) return field
  const plain = !/["\r\n]|^#|^\s|\s$/.test(field) && !field.includes(delimiter)
  return plain ? field : `"${field.replaceAll('"', '""')}"`
}
