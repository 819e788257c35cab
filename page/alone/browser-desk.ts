/** The desk of the page alone: labels go into the browser's own store. */
import { type Answer, PeoplesAnswers, type Question, rowFinder } from '../../src/asking/index.js'
import type { FieldRows } from '../../src/viewing/index.js'
import type { LabelEvent } from '../../src/votes/index.js'
import type { Desk } from '../desk.js'
import type { LabelStore } from './label-store.js'

/** Asks the plan, which lies in the worker, what comes next. */
export type AskPlan = (answers: readonly Answer[], count: number) => Promise<Question[]>

/** The sources that labels are about. */
export interface LabelledField {
  readonly rows: FieldRows
  /** SHA-256 of the catalogue. */
  readonly catalogue: string
}

/** The events on a catalogue, and those on its sources in another version of it. */
export function eventsOfField(
  events: readonly LabelEvent[],
  { rows, catalogue }: LabelledField,
): LabelEvent[] {
  const rowOf = rowFinder(rows)
  return events.filter(
    (event) => event.catalogue === catalogue || rowOf(event.object) !== undefined,
  )
}

export class BrowserDesk implements Desk {
  readonly person: string
  readonly #store: LabelStore
  readonly #field: LabelledField
  readonly #answers: PeoplesAnswers
  readonly #ask: AskPlan

  constructor(person: string, store: LabelStore, field: LabelledField, ask: AskPlan) {
    this.person = person
    this.#store = store
    this.#field = field
    this.#answers = new PeoplesAnswers(field.rows)
    this.#ask = ask
  }

  async events(): Promise<readonly LabelEvent[]> {
    return eventsOfField(await this.#store.events(), this.#field)
  }

  save(event: LabelEvent): Promise<void> {
    return this.#store.add(event)
  }

  async next(count: number): Promise<readonly Question[]> {
    this.#answers.restart(await this.events())
    return this.#ask(this.#answers.of(this.person), count)
  }
}
