/**
 * What a run tells its user beside its results. A note is one line. Most notes name a choice: which
 * columns are the positions, which model is used. A doubt names something that may be wrong: rows
 * that two columns place apart, a unit that nobody gave. `--strict` makes doubts errors.
 */
import { InputError } from './errors.js'
import { visible } from './visible.js'

/** Gets a note as soon as it is known, and whether it is a doubt. */
export type OnNote = (note: string, isDoubt: boolean) => void

/**
 * The notes of a run in their order: an array of lines that knows which of them are doubts.
 *
 * @example
 * const notes = new Notes()
 * notes.say('ids: column id')
 * notes.doubt(`column x: ${rowsSaid([3, 8], 48)} hold no number`)
 */
export class Notes extends Array<string> {
  /** `map`, `filter` and the like give plain arrays. */
  static override get [Symbol.species]() {
    return Array
  }

  readonly #doubts = new Set<string>()

  /** Adds notes on what was chosen. */
  say(...lines: readonly string[]): void {
    this.push(...lines.map(visible))
  }

  /** Adds notes on what may be wrong. */
  doubt(...lines: readonly string[]): void {
    this.say(...lines)
    for (const line of lines) this.#doubts.add(visible(line))
  }

  /** Adds the notes of a part of the work. Doubts stay doubts. */
  add(...parts: readonly (Notes | undefined)[]): this {
    for (const part of parts) {
      for (const line of part ?? []) part!.isDoubt(line) ? this.doubt(line) : this.say(line)
    }
    return this
  }

  /** Whether the line was added as a doubt. */
  isDoubt(line: string): boolean {
    return this.#doubts.has(line)
  }

  /** The notes with a name before each, e.g. of the field that they are about. */
  under(name: string): Notes {
    const notes = new Notes()
    for (const line of this) {
      const named = `${name}: ${line}`
      this.isDoubt(line) ? notes.doubt(named) : notes.say(named)
    }
    return notes
  }

  /** The notes without those that stand there already. */
  unique(): Notes {
    const seen = new Set<string>()
    const notes = new Notes()
    for (const line of this) {
      if (seen.has(line)) continue
      seen.add(line)
      this.isDoubt(line) ? notes.doubt(line) : notes.say(line)
    }
    return notes
  }

  /** Hands every note to a listener. */
  tell(onNote: OnNote | undefined): void {
    for (const line of this) onNote?.(line, this.isDoubt(line))
  }
}

/** How a caller wants to be told. */
export interface NoteOptions {
  /** Gets every note as soon as it is known. */
  readonly onNote?: OnNote
  /** Makes the first doubt an error; default: false. */
  readonly strict?: boolean
}

/**
 * The listener for a run's notes.
 *
 * @throws InputError from the listener, for a doubt, if the run is strict
 */
export function listenerOf({ onNote, strict = false }: NoteOptions): OnNote {
  return (note, isDoubt) => {
    if (strict && isDoubt) {
      const remedy = 'mend the input, or leave out --strict to go on with this as a note'
      throw new InputError({ what: note, remedy })
    }
    onNote?.(note, isDoubt)
  }
}

/** So many rows are named in a note. */
const N_NAMED = 3

/**
 * How many rows something is true of, and the first three of them.
 *
 * @param rows their indices, 0-based; people read row numbers from 1
 * @param nRows rows of the table
 * @param nameOf what to call a row, e.g. its id; default: its number from 1
 * @example
 * rowsSaid([1, 4, 8, 11], 48) // 4 of 48 rows (2, 5, 9, ...)
 */
export function rowsSaid(
  rows: ArrayLike<number>,
  nRows: number,
  nameOf: (row: number) => string | number = (row) => row + 1,
): string {
  const named = Array.from({ length: Math.min(N_NAMED, rows.length) }, (_, i) => nameOf(rows[i]))
  const list = rows.length > N_NAMED ? [...named, '...'] : named
  return `${rows.length} of ${nRows} rows${list.length > 0 ? ` (${list.join(', ')})` : ''}`
}

/**
 * The rows of which something is true.
 *
 * @example rowsWhere(ids.length, (row) => ids[row] === '')
 */
export function rowsWhere(nRows: number, isTrue: (row: number) => boolean): number[] {
  const rows: number[] = []
  for (let row = 0; row < nRows; row++) if (isTrue(row)) rows.push(row)
  return rows
}
