/**
 * Where labels go: to the logs of the server, or, in the page that no server stands behind, into
 * the browser's own store.
 */
import type { Question } from '../src/asking/index.js'
import type { SourceStamp } from '../src/viewing/index.js'
import type { LabelEvent } from '../src/votes/index.js'

/** A picture for the help: what a class looks like. */
export interface ClassExample {
  /** The number in the column of classes. */
  readonly class: number
  /** Made by the simulator, or a source on whose class the people agree. */
  readonly from: 'simulated' | 'agreed'
  /** The row, where the example is a source of this field. */
  readonly row?: number
  readonly stamp: SourceStamp
}

export interface Desk {
  /** Name of the person who labels here. */
  readonly person: string
  /** The events of all people, in the order in which they were saved. */
  events(): Promise<readonly LabelEvent[]>
  /** Resolves when the event is safe on the disk. */
  save(event: LabelEvent): Promise<void>
  /** The rows to ask next, without those that this person has labelled. */
  next(count: number): Promise<readonly Question[]>
  /** Examples of each class; absent where there are none. */
  examples?(): Promise<readonly ClassExample[]>
}
