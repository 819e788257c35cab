/** Which class each person gave to each row, from the events. */
import { type ClassList, FOUR_CLASSES } from '../../src/catalog/index.js'
import {
  type ClassChoice,
  classChoices,
  type FieldDescription,
  type FieldRows,
} from '../../src/viewing/index.js'
import { type LabelEvent, labelledRows } from '../../src/votes/index.js'

/** In a column of classes: nobody gave one, the person was unsure, the class is not shown yet. */
export const NONE = 0
export const UNSURE = -1
export const HIDDEN = -2

export interface PeopleClasses {
  /** By name of the person, in alphabetical order. */
  readonly people: ReadonlyMap<string, Int16Array>
  /** What the people agreed on together; undefined where nothing was settled. */
  readonly settled: Int16Array | undefined
}

export const NO_PEOPLE: PeopleClasses = { people: new Map(), settled: undefined }

/** The class that each person says now, row by row. */
export function classesOfPeople(
  events: readonly LabelEvent[],
  rows: FieldRows,
  { catalogue, classes }: Pick<FieldDescription, 'catalogue' | 'classes'>,
): PeopleClasses {
  if (events.length === 0) return NO_PEOPLE
  const { ids, x, y, ra, dec } = rows
  const places = { ids, x, y, ra, dec, sha256: catalogue.sha256 }
  const found = labelledRows(events, places, listOf(classes))
  const people = new Map(found.people.map((name) => [name, new Int16Array(ids.length)]))
  let settled: Int16Array | undefined
  found.ofRow.forEach((source, row) => {
    if (!source) return
    for (const [name, answer] of source.answers) people.get(name)![row] = answer.class ?? UNSURE
    if (source.settled) {
      settled ??= new Int16Array(ids.length)
      settled[row] = source.settled.class ?? NONE
    }
  })
  return { people, settled }
}

/** The list that the choices were made of, as far as events name it. */
function listOf(choices: readonly ClassChoice[]): ClassList {
  const labels = choices.map(({ label }) => label)
  const four = classChoices(FOUR_CLASSES).map(({ label }) => label)
  if (labels.join('\n') === four.join('\n')) return FOUR_CLASSES
  return choices.map(({ label: title, isCluster }) => {
    const [label] = title.split(': ')
    return { label, name: title, isCluster, from: [label] }
  })
}
