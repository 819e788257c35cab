/** Which events stand, after those that were taken back. */
import type { LabelEvent } from './label-event.js'

export type Answer = Extract<LabelEvent, { kind: 'label' | 'import' }>
export type Settlement = Extract<LabelEvent, { kind: 'settle' }>

export interface Standing {
  /** Answers and settlements that nobody took back, in their order. */
  readonly events: readonly (Answer | Settlement)[]
  /** Undos that name no earlier event of the same person. */
  readonly nIdle: number
}

/**
 * An undo takes back one earlier event of the same person, which may be an undo: then what that one
 * took back stands again. Two undos of one event take it back once. A key counts once.
 *
 * An event stands if no undo that stands names it. An undo comes after what it names, so from the
 * last event to the first it is known whether it stands.
 */
export function standing(all: readonly LabelEvent[]): Standing {
  const places = new Map<string, number>()
  const events = all.filter(({ key }) => !places.has(key) && places.set(key, places.size))
  const isBack = new Uint8Array(events.length)
  let nIdle = 0
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i]
    if (event.kind !== 'undo') continue
    const at = places.get(event.of)
    const isFit = at !== undefined && at < i && events[at].person === event.person
    if (!isFit) nIdle++
    else if (isBack[i] === 0) isBack[at] = 1
  }
  const stand = events.filter((event, i) => isBack[i] === 0 && event.kind !== 'undo')
  return { events: stand as (Answer | Settlement)[], nIdle }
}
