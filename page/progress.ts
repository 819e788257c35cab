/** How far a person is. */
import type { LabelEvent } from '../src/votes/index.js'

/**
 * The number of sources that carry a label of this person; what was undone does not count.
 *
 * @example nLabelled(events, 'anna') // 312
 */
export function nLabelled(events: readonly LabelEvent[], person: string): number {
  const own = events.filter((event) => event.person === person)
  const undone = new Set(own.flatMap((event) => (event.kind === 'undo' ? [event.of] : [])))
  const labels = own.filter((event) => event.kind === 'label' && !undone.has(event.key))
  return new Set(labels.map(({ object }) => `${object.id} ${object.x} ${object.y}`)).size
}
