/** The Python that stands in the header of an NPY file: dicts, lists, tuples, texts and numbers. */

export type Literal = string | number | boolean | null | Literal[] | { [key: string]: Literal }

/** Deeper than this no header is nested. */
const MOST_DEPTH = 20
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
])
/** Numbers of Python 2 may end in L. */
const TOKEN = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)L?|(\w+)|([[\](){},:]))/y

/**
 * The value of a Python literal; tuples become lists.
 *
 * @returns undefined if the text is no such literal
 * @example pythonLiteral("{'shape': (2, 3), }") // { shape: [2, 3] }
 */
export function pythonLiteral(text: string): Literal | undefined {
  const reader = new Reader(text)
  const value = reader.value(0)
  return reader.isAtEnd() ? value : undefined
}

class Reader {
  private at = 0

  constructor(private readonly text: string) {}

  isAtEnd(): boolean {
    return this.text.slice(this.at).trim() === ''
  }

  value(depth: number): Literal | undefined {
    const token = this.next()
    if (!token || depth > MOST_DEPTH) return undefined
    const [, single, double, number, word, mark] = token
    const quoted = single ?? double
    if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1')
    if (number !== undefined) return Number(number)
    if (word !== undefined) return WORDS.get(word)
    if (mark === '{') return this.dict(depth)
    return mark === '[' || mark === '(' ? this.list(mark === '[' ? ']' : ')', depth) : undefined
  }

  private next(): RegExpExecArray | null {
    TOKEN.lastIndex = this.at
    const token = TOKEN.exec(this.text)
    if (token) this.at = TOKEN.lastIndex
    return token
  }

  /** Goes past a mark, if it is the next token. */
  private takes(mark: string): boolean {
    const before = this.at
    if (this.next()?.[5] === mark) return true
    this.at = before
    return false
  }

  private list(end: string, depth: number): Literal[] | undefined {
    const values: Literal[] = []
    while (!this.takes(end)) {
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      values.push(value)
      if (!this.takes(',')) return this.takes(end) ? values : undefined
    }
    return values
  }

  private dict(depth: number): { [key: string]: Literal } | undefined {
    const pairs: [string, Literal][] = []
    while (!this.takes('}')) {
      const key = this.value(depth + 1)
      if (typeof key !== 'string' || !this.takes(':')) return undefined
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      pairs.push([key, value])
      if (!this.takes(',')) return this.takes('}') ? Object.fromEntries(pairs) : undefined
    }
    return Object.fromEntries(pairs)
  }
}
