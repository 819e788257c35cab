/**
 * As much of YAML 1.1 as the headers of ECSV files use: block and flow mappings and sequences, plain
 * and quoted scalars over several lines, comments, and the tag `!!omap`. Whatever else YAML has
 * (anchors, other tags, block scalars, several documents) is refused and never guessed at.
 */
import { InputError } from '../errors.js'
import { doubleQuoted, plainValue, singleQuoted } from './yaml-scalar.js'

export type YamlScalar = string | number | bigint | boolean | null
export type YamlValue = YamlScalar | readonly YamlValue[] | { readonly [key: string]: YamlValue }

/**
 * @param where file, for errors
 * @throws InputError naming the line of anything beyond this subset
 * @example parseYaml('a: [1, x]\nb:\n- {c: yes}') // { a: [1, 'x'], b: [{ c: true }] }
 */
export function parseYaml(text: string, where = 'YAML'): YamlValue {
  return new Parser(`${text}\n`, where).document()
}

/** A quoted or plain text with a colon and a blank behind it. */
const KEY =
  /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'[{&*!|>%@`?#-](?:[^:#]|:(?=\S)|\S#)*?|-(?=\S)[^:]*)\s*:(?:\s|$)/

class Parser {
  private at = 0

  constructor(
    private readonly text: string,
    private readonly where: string,
  ) {}

  document(): YamlValue {
    this.skipLines()
    const value = this.at < this.text.length ? this.node(-1) : null
    this.skipLines()
    if (this.at < this.text.length) throw this.refusal('a line that belongs to nothing')
    return value
  }

  /**
   * A value that starts here; what continues it is indented by more than `parent`. Behind `key:` on
   * the same line no block can begin.
   */
  private node(parent: number, behindKey = false): YamlValue {
    if (this.text.startsWith('!!omap', this.at)) return this.omap(parent)
    if (/[[{]/.test(this.text[this.at])) return this.endOfLine(this.flow())
    if (!behindKey && this.isItem()) return this.sequence(this.column())
    if (!behindKey && this.isKey()) return this.mapping(this.column())
    return this.endOfLine(this.scalar(parent))
  }

  /** Pairs in order; a mapping keeps the order too. */
  private omap(parent: number): YamlValue {
    this.at += '!!omap'.length
    this.skipLines()
    const value = this.node(parent)
    if (!Array.isArray(value)) throw this.refusal('an !!omap that is no sequence')
    return Object.assign({}, ...value)
  }

  private sequence(column: number): YamlValue[] {
    const items: YamlValue[] = []
    while (this.column() === column && this.isItem()) {
      this.at++
      items.push(this.valueAfterMark(column, false))
    }
    return items
  }

  private mapping(column: number): { [key: string]: YamlValue } {
    const entries: [string, YamlValue][] = []
    while (this.at < this.text.length && this.column() === column && !this.isItem()) {
      if (!this.isKey()) throw this.refusal('a line that is no "key: value"')
      const key = String(this.key())
      this.at++
      entries.push([key, this.valueAfterMark(column, true)])
    }
    return Object.fromEntries(entries)
  }

  /** What follows `-` or `key:`; a sequence may stand at the indentation of its key. */
  private valueAfterMark(column: number, afterKey: boolean): YamlValue {
    const line = this.lineStart()
    this.skipLines()
    const sameLine = this.lineStart() === line
    const inside = this.column() > column || (afterKey && this.column() === column && this.isItem())
    const value = sameLine || inside ? this.node(column, sameLine && afterKey) : null
    this.skipLines()
    return this.at >= this.text.length || this.column() <= column ? value : this.misplaced()
  }

  private flow(): YamlValue {
    const open = this.text[this.at++]
    const entries: [string, YamlValue][] = []
    const items: YamlValue[] = []
    for (this.skipLines(); this.text[this.at] !== (open === '[' ? ']' : '}'); this.skipLines()) {
      if (open === '[') items.push(this.flowValue())
      else entries.push(this.flowPair())
      this.skipLines()
      if (this.text[this.at] === ',') this.at++
      else if (!/[\]}]/.test(this.text[this.at] ?? '')) throw this.refusal('a list without end')
    }
    this.at++
    return open === '[' ? items : Object.fromEntries(entries)
  }

  private flowPair(): [string, YamlValue] {
    const key = this.flowValue()
    this.skipLines()
    if (this.text[this.at++] !== ':') throw this.refusal('a flow mapping without ":"')
    this.skipLines()
    return [String(key), /[,}]/.test(this.text[this.at]) ? null : this.flowValue()]
  }

  private flowValue(): YamlValue {
    const first = this.text[this.at] ?? ''
    if (first === '[' || first === '{') return this.flow()
    if (first === '"' || first === "'") return this.quoted()
    return this.plain(/[^,[\]{}:#\n]|:(?=[^\s,[\]{}])|(?<=\S)#|\n(?=\s*[^\s,[\]{}:#])/y)
  }

  private scalar(parent: number): YamlValue {
    if (/["']/.test(this.text[this.at])) return this.quoted()
    const deeper = `\\n+(?= {${parent + 1},}[^\\s#])`
    return this.plain(new RegExp(`[^:#\\n]|:(?=\\S)|(?<=\\S)#|${deeper}`, 'y'))
  }

  /** A scalar without quotes, of the characters that `part` matches one by one. */
  private plain(part: RegExp): YamlValue {
    const start = this.at
    if (/[&*!|>%@`?]/.test(this.text[start] ?? '') || this.isItem())
      throw this.refusal('unsupported YAML')
    for (part.lastIndex = start; part.test(this.text); ) this.at = part.lastIndex
    if (this.at === start) throw this.refusal('no value')
    return plainValue(this.text.slice(start, this.at))
  }

  private quoted(): string {
    const read = this.text[this.at] === '"' ? doubleQuoted : singleQuoted
    const found = read(this.text, this.at)
    if (!found) throw this.refusal('a quoted text without end, or an unknown escape')
    this.at = found.end
    return found.value
  }

  private key(): YamlValue {
    if (/["']/.test(this.text[this.at])) return this.quoted()
    return this.plain(/[^:#\n]|:(?=\S)|(?<=\S)#/y)
  }

  /** Whether `key:` starts here. */
  private isKey(): boolean {
    const line = this.text.slice(this.at, this.text.indexOf('\n', this.at))
    return KEY.test(line)
  }

  private isItem(): boolean {
    return this.text[this.at] === '-' && /\s/.test(this.text[this.at + 1])
  }

  private endOfLine<T>(value: T): T {
    const rest = this.text.slice(this.at, this.text.indexOf('\n', this.at))
    if (!/^\s*(?:#.*)?$/.test(rest)) throw this.refusal('text after a value')
    return value
  }

  /** Blanks, line ends and comments. */
  private skipLines(): void {
    const blank = /(?:[ \n]|(?<=\s|^)#[^\n]*)*/y
    blank.lastIndex = this.at
    this.at += blank.exec(this.text)![0].length
  }

  private lineStart(): number {
    return this.text.lastIndexOf('\n', this.at - 1) + 1
  }

  private column(): number {
    return this.at - this.lineStart()
  }

  private misplaced(): never {
    throw this.refusal('a line with unexpected indentation')
  }

  private refusal(what: string): InputError {
    const line = this.text.slice(0, this.at).split('\n').length
    return new InputError({
      what: `${what} in the YAML header`,
      where: `${this.where}, header line ${line}`,
      got: this.text.slice(this.lineStart(), this.text.indexOf('\n', this.at)).trim().slice(0, 60),
      remedy: 'read the table with astropy and write it as FITS or as CSV',
    })
  }
}
