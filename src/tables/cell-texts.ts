/**
 * The texts of a column's cells without a string for each: a table of a million rows has millions
 * of cells, and most are looked at once, as numbers. What is kept is where each cell stands in the
 * text of the file.
 */
import type { TextBytes } from './text-bytes.js'
import { plainNumber } from './words.js'

/** The texts of a column, row by row. An array of strings is one. */
export interface CellTexts {
  readonly length: number
  /** The text of one row; undefined beyond the last. */
  at(row: number): string | undefined
  /** The rows from `start` on. */
  slice(start: number): CellTexts
}

/** The texts of some rows as strings; by default of all rows. */
export function textsOf(texts: CellTexts, nRows = texts.length): string[] {
  const strings = new Array<string>(Math.min(nRows, texts.length))
  for (let row = 0; row < strings.length; row++) strings[row] = texts.at(row)!
  return strings
}

/** The texts of the rows with these indices, in this order. */
export function pickTexts(texts: CellTexts, indices: ArrayLike<number>): CellTexts {
  return texts instanceof TextSlices
    ? texts.pick(indices)
    : Array.from(indices, (row) => texts.at(row)!)
}

/** Cells that are pieces of one text, each from a start up to an end. */
export class TextSlices implements CellTexts {
  readonly length: number

  /** @param unescaped by row, the cells that differ from their piece: quotes stood in them */
  constructor(
    private readonly text: string,
    private readonly starts: Int32Array,
    private readonly ends: Int32Array,
    private readonly unescaped: ReadonlyMap<number, string>,
  ) {
    this.length = starts.length
  }

  at(row: number): string | undefined {
    if (!(row >= 0 && row < this.length)) return undefined
    return this.unescaped.get(row) ?? this.text.slice(this.starts[row], this.ends[row])
  }

  slice(start: number): TextSlices {
    const unescaped = new Map([...this.unescaped].map(([row, text]) => [row - start, text]))
    return new TextSlices(
      this.text,
      this.starts.subarray(start),
      this.ends.subarray(start),
      unescaped,
    )
  }

  pick(indices: ArrayLike<number>): TextSlices {
    const unescaped = new Map<number, string>()
    for (let i = 0; i < indices.length && this.unescaped.size > 0; i++) {
      const text = this.unescaped.get(indices[i])
      if (text !== undefined) unescaped.set(i, text)
    }
    const picked = (of: Int32Array) => Int32Array.from(indices, (row) => of[row])
    return new TextSlices(this.text, picked(this.starts), picked(this.ends), unescaped)
  }

  /** Like {@link plainNumber} for one row. */
  plainNumber(row: number, into: Float64Array): number {
    if (this.unescaped.has(row)) return 0
    return plainNumber(this.text, this.starts[row], this.ends[row], into, row)
  }
}

/** Collects the pieces of one column. */
export class SliceCollector {
  private starts = new Int32Array(64)
  private ends = new Int32Array(64)
  private n = 0
  private readonly unescaped = new Map<number, string>()

  constructor(private readonly text: string) {}

  /** @param doubled whether double quotes in it are written twice */
  add(start: number, end: number, doubled: boolean): void {
    if (this.n === this.starts.length) {
      this.starts = grown(this.starts)
      this.ends = grown(this.ends)
    }
    if (doubled) this.unescaped.set(this.n, this.text.slice(start, end).replaceAll('""', '"'))
    this.starts[this.n] = start
    this.ends[this.n++] = end
  }

  collected(): TextSlices {
    const [starts, ends] = [this.starts.slice(0, this.n), this.ends.slice(0, this.n)]
    return new TextSlices(this.text, starts, ends, this.unescaped)
  }
}

function grown(values: Int32Array): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(2 * values.length)
  twice.set(values)
  return twice
}

/** Numbers whose texts are made when they are asked for: `''` where a value is missing. */
export class NumberTexts implements CellTexts {
  readonly length: number

  constructor(
    private readonly numbers: Float64Array | Int32Array,
    private readonly missing?: Uint8Array,
  ) {
    this.length = numbers.length
  }

  at(row: number): string | undefined {
    if (!(row >= 0 && row < this.length)) return undefined
    return this.missing?.[row] ? '' : String(this.numbers[row])
  }

  /** Writes the text of one row. */
  write(row: number, into: TextBytes): void {
    if (!this.missing?.[row]) into.number(this.numbers[row])
  }

  slice(start: number): NumberTexts {
    return new NumberTexts(this.numbers.subarray(start), this.missing?.subarray(start))
  }
}
