/**
 * Where labels go: to the logs of the server, or, in the page that no server stands behind, into
 * the browser's own store.
 */
import type { Question } from '../src/asking/index.js'
import type { LabelEvent } from '../src/votes/index.js'

export interface Desk {
  /** Name of the person who labels here. */
  readonly person: string
  /** The events of all people, in the order in which they were saved. */
  events(): Promise<readonly LabelEvent[]>
  /** Resolves when the event is safe on the disk. */
  save(event: LabelEvent): Promise<void>
  /** The rows to ask next, without those that this person has labelled. */
  next(count: number): Promise<readonly Question[]>
}
