/** Which class each person gave to each row, from the events. */
import type { FieldRows } from '../../src/viewing/index.js'
import type { LabelEvent } from '../../src/votes/index.js'

/** In a column of classes: nobody gave one, the person was unsure, the class is not shown yet. */
export const NONE = 0
export const UNSURE = -1
export const HIDDEN = -2

export interface PeopleClasses {
  /** By name of the person, in the order of their first labels. */
  readonly people: ReadonlyMap<string, Int16Array>
  /** What the people agreed on together; undefined where nothing was settled. */
  readonly settled: Int16Array | undefined
}

/** The rows of events by what names their objects. */
export class RowNames {
  private readonly rows = new Map<string, number>()
  readonly nRows: number

  constructor({ ids, x, y }: Pick<FieldRows, 'ids' | 'x' | 'y'>) {
    this.nRows = ids.length
    ids.forEach((id, row) => {
      const name = nameOf(id, x[row], y[row])
      if (!this.rows.has(name)) this.rows.set(name, row)
    })
  }

  /** -1 where the catalogue has no such object. */
  rowOf({ id, x, y }: LabelEvent['object']): number {
    return this.rows.get(nameOf(id, x, y)) ?? -1
  }
}

/** The last label of each person for each row, without those that were taken back. */
export function classesOfPeople(events: readonly LabelEvent[], names: RowNames): PeopleClasses {
  const undone = new Set<string>()
  for (const event of events) if (event.kind === 'undo') undone.add(event.of)
  const people = new Map<string, Int16Array>()
  let settled: Int16Array | undefined
  for (const event of events) {
    const row = names.rowOf(event.object)
    if (row < 0 || event.kind === 'undo' || undone.has(event.key)) continue
    if (event.kind === 'settle') {
      settled ??= new Int16Array(names.nRows)
      settled[row] = event.class ?? NONE
      continue
    }
    const classes = people.get(event.person) ?? new Int16Array(names.nRows)
    people.set(event.person, classes)
    classes[row] = event.class ?? UNSURE
  }
  return { people, settled }
}

/** Pixels as a number has them in JSON, so that an event finds its row again. */
function nameOf(id: string, x: number | null, y: number | null): string {
  return `${id} ${(x ?? Number.NaN).toFixed(3)} ${(y ?? Number.NaN).toFixed(3)}`
}
