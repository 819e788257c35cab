/** Long work behind a page, as the page shows it. */
import type { Problem } from '../errors.js'

export interface TaskState {
  /** `overview`, the far views of the mosaics, or `machine`, the model's opinion of every row. */
  readonly name: 'overview' | 'machine'
  /** In words, e.g. `the model looks at every source`. */
  readonly said: string
  /** Share that is done, 0 to 1. */
  readonly share: number
  readonly isDone: boolean
  /** Why it stopped; the page works without its result. */
  readonly problem?: Problem
}
