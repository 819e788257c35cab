/** What a click or a key does in the table. */
import type { RowChoice } from '../rows/row-choice.js'
import { ROW_PX } from './table-sizes.js'

/** What the acts need of the table. */
export interface TableHands {
  readonly order: Uint32Array
  /** The row of the catalogue that has the keyboard. */
  readonly current: { value: number }
  readonly goTo: (row: number, view?: 'field') => void
}

/** The row of the catalogue that an element of the table shows. */
function rowOf(target: EventTarget | null): number | undefined {
  const line = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return line ? Number(line.dataset.row) : undefined
}

export function goToRowOf(target: EventTarget | null, { goTo }: TableHands): void {
  const row = rowOf(target)
  if (row !== undefined && !(target instanceof HTMLInputElement)) goTo(row)
}

/** A stamp leads to its source; a tick, or a click with Shift, selects. */
export function onClick(event: MouseEvent, props: TableHands, choice: RowChoice): void {
  const row = rowOf(event.target)
  if (row === undefined || !(event.target instanceof Element)) return
  props.current.value = row
  if (event.target.closest('.stamp-button')) props.goTo(row)
  else if (event.shiftKey || event.target instanceof HTMLInputElement) choice.toggle(row)
}

/** Arrows go from row to row, Space selects, Enter opens the source, F shows it in the field. */
export function onKey(
  event: KeyboardEvent,
  { order, current, goTo }: TableHands,
  choice: RowChoice,
  screenPx: number,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target !== event.currentTarget && event.key !== 'Escape') return
  const place = order.indexOf(current.value)
  const page = Math.max(1, Math.floor(screenPx / ROW_PX) - 1)
  const to = (next: number) => {
    if (order.length > 0) current.value = order[Math.min(order.length - 1, Math.max(0, next))]
  }
  const acts: Record<string, () => void> = {
    ArrowDown: () => to(place + 1),
    ArrowUp: () => to(place - 1),
    PageDown: () => to(place + page),
    PageUp: () => to(place - page),
    Home: () => to(0),
    End: () => to(order.length - 1),
    ' ': () => place >= 0 && choice.toggle(current.value),
    Enter: () => place >= 0 && goTo(current.value),
    f: () => place >= 0 && goTo(current.value, 'field'),
    Escape: () => choice.select([]),
  }
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!act) return
  event.preventDefault()
  act()
}
