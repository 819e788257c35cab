/** What the server has: the field, the labels, the questions, and the work in the background. */
import type { ClassList } from '../catalog/index.js'
import type { ShownExplanation } from '../explanation/index.js'
import type { Table } from '../tables/index.js'
import type { ClassExample, OpenedFieldView } from '../viewing/index.js'
import type { EventLog } from './event-log.js'
import type { Questions } from './questions.js'
import type { Tasks } from './tasks.js'

export interface LabelDesk {
  readonly view: OpenedFieldView
  readonly log: Pick<EventLog, 'events' | 'append'>
  readonly questions: Questions
  readonly tasks: Tasks
  readonly classes: ClassList
  /** Examples of the simulator; absent for classes that it does not know. */
  simulated?(): Promise<readonly ClassExample[]>
  /** Why the model says what it says of a row; absent without a model. */
  explain?(row: number): Promise<ShownExplanation>
  /** The catalogue, row by row as the view has it. */
  readonly table: Table
}
