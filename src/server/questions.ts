/** What each person is asked next: the plan, and what the person has answered by now. */
import { PeoplesAnswers, type Plan, type Question } from '../asking/index.js'
import type { FieldRows } from '../viewing/index.js'
import type { LabelEvent } from '../votes/index.js'

export class Questions {
  readonly #answers: PeoplesAnswers
  /** May be replaced, as when the model has looked at every source. */
  plan: Plan

  constructor(places: Pick<FieldRows, 'ids' | 'x' | 'y'>, plan: Plan) {
    this.#answers = new PeoplesAnswers(places)
    this.plan = plan
  }

  /** Begins anew with the events of a log. */
  restart(events: readonly LabelEvent[]): void {
    this.#answers.restart(events)
  }

  add(event: LabelEvent): void {
    this.#answers.add(event)
  }

  next(person: string, count: number): Question[] {
    return this.plan.next(this.#answers.of(person), count)
  }
}
