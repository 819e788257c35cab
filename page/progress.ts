/** How far a person is. */
import { type LabelEvent, standing } from '../src/votes/index.js'

/**
 * The number of sources that carry a label of this person; what was undone does not count.
 *
 * @example nLabelled(events, 'anna') // 312
 */
export function nLabelled(events: readonly LabelEvent[], person: string): number {
  const stand = standing(events.filter((event) => event.person === person)).events
  const labels = stand.filter(({ kind }) => kind !== 'settle')
  return new Set(labels.map(({ object }) => `${object.id} ${object.x} ${object.y}`)).size
}
