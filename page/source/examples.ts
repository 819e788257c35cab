/** Examples for the help: those of the desk, else sources on whose class the people agree. */
import type { FieldDescription, FieldView } from '../../src/viewing/index.js'
import type { LabelEvent } from '../../src/votes/index.js'
import type { ClassExample, Desk } from '../desk.js'
import { labelsOf, type RowFinder } from './own-labels.js'

const MOST_OF_A_CLASS = 8

export interface AgreedRow {
  readonly row: number
  readonly class: number
  readonly nPeople: number
}

/**
 * Rows to which everybody who labelled them gave one class; those of most people first.
 *
 * @example agreedRows(events, finder)[0] // { row: 12, class: 1, nPeople: 3 }
 */
export function agreedRows(events: readonly LabelEvent[], finder: RowFinder): AgreedRow[] {
  const people = [...new Set(events.map(({ person }) => person))]
  const classes = new Map<number, (number | null)[]>()
  for (const person of people) {
    for (const [row, answer] of labelsOf(events, person, finder).first) {
      classes.set(row, [...(classes.get(row) ?? []), answer.class])
    }
  }
  return [...classes]
    .flatMap(([row, said]) => {
      const [value] = said
      const isAgreed = value !== null && said.every((one) => one === value)
      return isAgreed ? [{ row, class: value, nPeople: said.length }] : []
    })
    .sort((one, other) => other.nPeople - one.nPeople)
}

/** Some of each class. */
export async function allExamples(
  { field, desk }: { field: FieldView; desk: Desk },
  { classes, sizePx }: FieldDescription,
  events: readonly LabelEvent[],
  finder: RowFinder,
): Promise<readonly ClassExample[]> {
  if (desk.examples) return desk.examples()
  const agreed = agreedRows(events, finder)
  const some = classes.flatMap(({ value }) =>
    agreed.filter((one) => one.class === value).slice(0, MOST_OF_A_CLASS),
  )
  return Promise.all(
    some.map(async ({ row, class: value }) => ({
      ...{ class: value, from: 'agreed' as const, row },
      stamp: await field.stamp(row, sizePx),
    })),
  )
}
