/**
 * The notes on a table from the notes on its strips. A note on what was chosen must be the same in
 * all strips. A note that counts rows is joined: counts add up, and the first rows are named.
 */
import { Notes, rowsSaid } from '../notes.js'
import { NotInStrips } from '../tables/index.js'

/** What `rowsSaid` writes. */
const COUNTED = /(\d+) of (\d+) rows(?: \((\d[\d, ]*?)(?:, \.\.\.)?\))?/g
/** The counts of people's classes. */
const CLASSES = /^(human classes: .*), (\d+)\/(\d+)\/(\d+)\/(\d+) of 1-4, (\d+) not inspected$/
/** Only all rows together tell these. */
const OF_THE_WHOLE = [/position_mismatch$/, / -?\d{1,2} in .* is taken for no position$/]
/** This too; repeated-ids.ts tells it. */
const REPEATED = /repeat the id of an earlier row/
const IDS = /^ids: |have no id$/

interface Entry {
  readonly key: string
  readonly isDoubt: boolean
  nStrips: number
  /** What stands before and after the count. */
  readonly around?: readonly [string, string]
  nCounted: number
  readonly rows: number[]
  classes?: number[]
}

export class StripNotes {
  private readonly entries: Entry[] = []
  private nStrips = 0
  private nRows = 0

  /**
   * @param nRows rows of the strip
   * @throws NotInStrips if only the whole table tells what is said
   */
  add(notes: Notes, nRows: number): void {
    let at = 0
    for (const line of notes) {
      if (REPEATED.test(line)) continue
      if (OF_THE_WHOLE.some((pattern) => pattern.test(line))) throw new NotInStrips(line)
      at = this.addLine(line, notes.isDoubt(line), nRows, at)
    }
    this.nStrips++
    this.nRows += nRows
  }

  /** @returns the place behind the line */
  private addLine(line: string, isDoubt: boolean, nRows: number, at: number): number {
    const counts = [...line.matchAll(COUNTED)]
    const count = counts.length === 1 && Number(counts[0][2]) === nRows ? counts[0] : undefined
    const classes = CLASSES.exec(line)
    const around = count && ([line.slice(0, count.index), after(line, count)] as const)
    const key = around?.join('\n') ?? classes?.[1] ?? line
    let place = this.entries.findIndex((entry) => entry.key === key)
    if (place < 0) {
      place = at
      const entry = { key, isDoubt, nStrips: 0, nCounted: 0, rows: [], ...(around && { around }) }
      this.entries.splice(place, 0, entry)
    }
    const entry = this.entries[place]
    entry.nStrips++
    if (count) {
      entry.nCounted += Number(count[1])
      entry.rows.push(...rowsIn(count).map((row) => row - 1 + this.nRows))
    }
    if (classes) {
      const found = classes.slice(2).map(Number)
      entry.classes = found.map((n, i) => n + (entry.classes?.[i] ?? 0))
    }
    return place + 1
  }

  /**
   * @param repeated the doubt about ids that repeat
   * @throws NotInStrips if the strips disagree
   */
  joined(repeated?: string): Notes {
    const before = this.entries.flatMap(({ around }) => (around ? [around[0]] : []))
    const isSame = ({ around, nStrips }: Entry) => around !== undefined || nStrips === this.nStrips
    const odd = this.entries.find((entry) => !isSame(entry))
    if (odd) throw new NotInStrips(odd.key)
    if (new Set(before).size < before.length) throw new NotInStrips('one count with several words')
    const last = this.entries.findLastIndex((entry) => IDS.test(entry.key.replace('\n', '')))
    const notes = new Notes()
    for (const [i, entry] of this.entries.entries()) {
      const line = this.lineOf(entry)
      entry.isDoubt ? notes.doubt(line) : notes.say(line)
      if (i === last && repeated !== undefined) notes.doubt(repeated)
    }
    return notes
  }

  private lineOf({ key, around, nCounted, rows, classes }: Entry): string {
    if (classes) {
      const [unseen] = classes.slice(-1)
      return `${key}, ${classes.slice(0, -1).join('/')} of 1-4, ${unseen} not inspected`
    }
    if (!around) return key
    const said = rows.length > 0 ? countSaid(nCounted, rows, this.nRows) : undefined
    return around.join(said ?? `${nCounted} of ${this.nRows} rows`)
  }
}

function after(line: string, count: RegExpExecArray): string {
  return line.slice(count.index + count[0].length)
}

function rowsIn([, , , listed]: RegExpExecArray): number[] {
  return listed === undefined ? [] : listed.split(', ').map(Number)
}

/**
 * As `rowsSaid` writes it, of rows of which only the first few are known.
 *
 * @param first 0-based
 */
export function countSaid(nCounted: number, first: readonly number[], nRows: number): string {
  const rows = Array.from({ length: nCounted }, (_, i) => first[Math.min(i, first.length - 1)])
  return rowsSaid(rows, nRows)
}
