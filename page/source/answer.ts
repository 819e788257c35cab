/** The events that the view makes. */
import type { FieldDescription, FieldRows } from '../../src/viewing/index.js'
import type { LabelEvent } from '../../src/votes/index.js'
import type { Asked } from './session.js'

/** What a person said, and how. */
export interface Answer {
  /** Null is "unsure". */
  readonly class: number | null
  readonly code?: number
  readonly note?: string
  readonly milliseconds: number
  readonly stretch: string
  readonly sawMachine: boolean
}

interface Where {
  readonly description: FieldDescription
  readonly rows: FieldRows
  readonly person: string
}

export function labelFor(where: Where, question: Asked, answer: Answer): LabelEvent {
  const { row, order, round, isTest, isSecond } = question
  return {
    ...common(where, row),
    kind: 'label',
    ...answer,
    milliseconds: Math.round(answer.milliseconds),
    ...{ order, round, isTest, isSecond },
    model: where.description.model?.sha256,
    classes: where.description.classesSaid,
  }
}

/** @param of the event that is taken back */
export function undoOf(of: LabelEvent): LabelEvent {
  const { person, object, catalogue } = of
  return { ...{ person, object, catalogue, of: of.key }, ...stamped(), kind: 'undo' }
}

function common({ description, rows, person }: Where, row: number) {
  const known = (value: number) => (Number.isNaN(value) ? null : value)
  return {
    ...stamped(),
    person,
    object: {
      ...{ id: rows.ids[row], x: known(rows.x[row]), y: known(rows.y[row]) },
      ...{ ra: known(rows.ra[row]), dec: known(rows.dec[row]) },
    },
    catalogue: description.catalogue.sha256,
  }
}

/** `crypto.randomUUID` is missing on pages that came over plain HTTP from another machine. */
function stamped() {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { key, time: new Date().toISOString() }
}
