/** What each person is asked next: the plan, and what the person has answered by now. */
import type { Answer, Plan, Question } from '../asking/index.js'
import type { FieldRows } from '../viewing/index.js'
import type { LabelEvent } from '../votes/index.js'

type Places = Pick<FieldRows, 'ids' | 'x' | 'y'>

/** An answer, with the key of its event, by which it may be taken back. */
interface KeptAnswer extends Answer {
  readonly key: string
}

export class Questions {
  readonly #rowOf: (object: LabelEvent['object']) => number | undefined
  readonly #answers = new Map<string, KeptAnswer[]>()
  /** May be replaced, as when the model has looked at every source. */
  plan: Plan

  constructor(places: Places, plan: Plan) {
    this.#rowOf = rowFinder(places)
    this.plan = plan
  }

  /** Begins anew with the events of a log. */
  restart(events: readonly LabelEvent[]): void {
    this.#answers.clear()
    for (const event of events) this.add(event)
  }

  add(event: LabelEvent): void {
    const own = this.#answers.get(event.person) ?? []
    this.#answers.set(event.person, own)
    if (event.kind === 'undo') {
      const at = own.findIndex(({ key }) => key === event.of)
      if (at >= 0) own.splice(at, 1)
    }
    if (event.kind !== 'label' || own.some(({ key }) => key === event.key)) return
    const row = this.#rowOf(event.object)
    const { key, order, round, isTest, isSecond } = event
    if (row !== undefined) own.push({ key, row, order, round, isTest, isSecond })
  }

  next(person: string, count: number): Question[] {
    return this.plan.next(this.#answers.get(person) ?? [], count)
  }
}

/**
 * The row of an object of this catalogue: the one of its id at its place, to half a pixel. A label
 * of a source that the catalogue has no more, or has elsewhere, asks nothing again.
 */
function rowFinder({ ids, x, y }: Places): (object: LabelEvent['object']) => number | undefined {
  const rows = new Map<string, number[]>()
  for (const [row, id] of ids.entries()) rows.set(id, [...(rows.get(id) ?? []), row])
  const isNear = (one: number, other: number | null) =>
    Number.isFinite(one) ? other !== null && Math.abs(one - other) <= 0.5 : other === null
  return (object) =>
    rows.get(object.id)?.find((row) => isNear(x[row], object.x) && isNear(y[row], object.y))
}
