/** A source that a person is asked about next. */
export interface Question {
  /** Row of the catalogue. */
  readonly row: number
  /**
   * Why it is asked, e.g. `the answers of the model disagree`; empty without a reason. It never
   * says which class the model sees: the person has not answered yet.
   */
  readonly why: string
  readonly order: Order
  /** Round of the active order, from 0. */
  readonly round?: number
  /** Set apart as a fair test set: the active order had no part in its choice. */
  readonly isTest?: boolean
  /** Of a second, blind pass over what this person labelled before. */
  readonly isSecond?: boolean
}

export type Order = 'active' | 'random' | 'catalog'

/** What a person answered already, undone answers left out. A label event has all of it. */
export interface Answer {
  /** Row of the catalogue. */
  readonly row: number
  readonly order?: Order | 'chosen'
  readonly round?: number
  readonly isTest?: boolean
  readonly isSecond?: boolean
}
