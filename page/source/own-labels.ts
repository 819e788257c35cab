/** Which rows carry which labels: an event names its source by id and place, not by row. */
import type { FieldRows } from '../../src/viewing/index.js'
import { type Answer, type LabelEvent, standing } from '../../src/votes/index.js'

/** The rows of the events' sources. Rows with one id and one place are one source. */
export class RowFinder {
  private readonly rows = new Map<string, number>()
  private readonly known = new WeakMap<LabelEvent, number>()

  constructor({ ids, x, y }: FieldRows) {
    for (let row = ids.length - 1; row >= 0; row--)
      this.rows.set(nameOf(ids[row], x[row], y[row]), row)
  }

  /** The row of an event; undefined where the catalogue has no such source. */
  rowOf(event: LabelEvent): number | undefined {
    const known = this.known.get(event)
    if (known !== undefined) return known
    const { id, x, y } = event.object
    const row = this.rows.get(nameOf(id, x, y))
    if (row !== undefined) this.known.set(event, row)
    return row
  }
}

function nameOf(id: string, x: number | null, y: number | null): string {
  const place = (at: number | null) => (at === null || Number.isNaN(at) ? '' : at.toFixed(3))
  return `${place(x)} ${place(y)} ${id}`
}

/** The labels of one person, those that were undone left out. */
export interface PersonLabels {
  /** By row; the last one of a row counts. */
  readonly first: ReadonlyMap<number, Answer>
  /** Of the second, blind pass. */
  readonly second: ReadonlyMap<number, Answer>
  /** All that count, oldest first: the last one is what "undo" takes back. */
  readonly inOrder: readonly Answer[]
}

/** @example labelsOf(events, 'anna', finder).first.get(12)?.class // 2 */
export function labelsOf(
  events: readonly LabelEvent[],
  person: string,
  finder: RowFinder,
): PersonLabels {
  const stand = standing(events.filter((event) => event.person === person)).events
  const inOrder = stand.filter((event) => event.kind !== 'settle')
  const [first, second] = [new Map<number, Answer>(), new Map<number, Answer>()]
  for (const answer of inOrder) {
    const row = finder.rowOf(answer)
    const isSecond = answer.kind === 'label' && answer.isSecond
    if (row !== undefined) (isSecond ? second : first).set(row, answer)
  }
  return { first, second, inOrder }
}

/** What other people say of a row: the last word of each. */
export function othersOn(
  row: number,
  events: readonly LabelEvent[],
  person: string,
  finder: RowFinder,
): readonly { readonly person: string; readonly class: number | null }[] {
  const about = events.filter(
    (event) => event.person !== person && event.kind !== 'settle' && finder.rowOf(event) === row,
  )
  const people = [...new Set(about.map((event) => event.person))]
  return people.flatMap((other) => {
    const last = labelsOf(about, other, finder).first.get(row)
    return last ? [{ person: other, class: last.class }] : []
  })
}
