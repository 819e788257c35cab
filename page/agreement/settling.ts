/** What a key does to a disputed source: a settlement is an event, and so is its undo. */
import type { FieldDescription, FieldRows } from '../../src/viewing/index.js'
import { type LabelEvent, type Settlement, standing } from '../../src/votes/index.js'

interface At {
  readonly description: FieldDescription
  readonly rows: FieldRows
  readonly person: string
}

/** @param value the class that people agreed on together */
export function settlement({ description, rows, person }: At, row: number, value: number) {
  return {
    ...{ kind: 'settle', class: value },
    ...commonOf(person, description),
    object: objectOf(rows, row),
  } satisfies LabelEvent
}

/** Takes back a settlement of this person; one of another is settled open again. */
export function unsettled({ description, person }: At, event: Settlement): LabelEvent {
  const common = { ...commonOf(person, description), object: event.object }
  return event.person === person
    ? { ...common, kind: 'undo', of: event.key }
    : { ...common, kind: 'settle', class: null }
}

/** The settlement that this person made last, and that stands. */
export function lastSettlement(events: readonly LabelEvent[], person: string) {
  return standing(events).events.findLast(
    (event): event is Settlement =>
      event.kind === 'settle' && event.person === person && event.class !== null,
  )
}

function commonOf(person: string, { catalogue }: FieldDescription) {
  const time = new Date().toISOString()
  return { key: crypto.randomUUID(), time, person, catalogue: catalogue.sha256 }
}

function objectOf({ ids, x, y, ra, dec }: FieldRows, row: number): LabelEvent['object'] {
  const known = (value: number) => (Number.isFinite(value) ? value : null)
  return {
    id: ids[row],
    ...{ x: known(x[row]), y: known(y[row]), ra: known(ra[row]), dec: known(dec[row]) },
  }
}
