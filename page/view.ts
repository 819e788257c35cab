/**
 * What the frame hands to a view. A view is a component with these properties. It is mounted when
 * a person first asks for it, and stays mounted: it is hidden while another view is shown, so that
 * it keeps its place.
 */
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { ShownExplanation } from '../src/explanation/index.js'
import type { FieldDescription, FieldRows, FieldView } from '../src/viewing/index.js'
import type { LabelEvent } from '../src/votes/index.js'
import type { Desk } from './desk.js'

export type ViewName = 'label' | 'field' | 'table' | 'agreement'

export interface ViewProps {
  readonly field: FieldView
  readonly description: FieldDescription
  readonly rows: FieldRows
  /** `save` resolves when the event is safe; what is not yet safe is kept and sent again. */
  readonly desk: Desk
  /** Why the model says what it says of a row; absent where it cannot be asked. */
  readonly explain?: ((row: number) => Promise<ShownExplanation>) | undefined
  /** The events of all people, and one's own that are on their way. */
  readonly events: ReadonlySignal<readonly LabelEvent[]>
  /** The row in the address, 0-based; null where the address names none. */
  readonly row: number | null
  /** Goes to a row, in the view that labels unless another is named. */
  readonly goTo: (row: number, view?: ViewName) => void
  /**
   * Whether the machine's opinion and the labels of other people are shown before one has
   * answered. Where it is false, a view hides them for each row that this person has not labelled.
   */
  readonly opinions: Signal<boolean>
  /** Whether the view is the one that is shown: only then it listens to keys. */
  readonly active: boolean
}
