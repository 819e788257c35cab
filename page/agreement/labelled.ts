/** The labels of all people on the rows of the field, as the views of agreement need them. */
import { FOUR_CLASSES, type OwnClass } from '../../src/catalog/index.js'
import type { ClassChoice, FieldDescription, FieldRows } from '../../src/viewing/index.js'
import {
  classesSaid,
  disputed,
  type LabelEvent,
  type LabelledCatalogue,
  type LabelledRows,
  type LabelledSource,
  labelledRows,
} from '../../src/votes/index.js'

export interface LabelledField {
  readonly found: LabelledRows
  /** Row of each of the sources. */
  readonly rowOf: readonly number[]
  /** Sources on which people disagree, the most disputed first. */
  readonly disputes: readonly Dispute[]
  /** Disputes that wait until this person has answered. */
  readonly nHidden: number
}

export interface Dispute {
  readonly row: number
  readonly source: LabelledSource
}

/** The rows as labels find them: made once, since they do not change. */
export function catalogueOf(
  { catalogue }: FieldDescription,
  { ids, x, y, ra, dec }: FieldRows,
): LabelledCatalogue {
  return { ids, x, y, ra, dec, sha256: catalogue.sha256 }
}

/** The classes of the page as a list; those of this field are the four themselves. */
export function listOf(choices: readonly ClassChoice[]): readonly OwnClass[] {
  const isFour =
    choices.length === FOUR_CLASSES.length &&
    choices.every(({ label }, k) => label === `${k + 1}: ${FOUR_CLASSES[k].name}`)
  if (isFour) return FOUR_CLASSES
  return choices.map(({ value, label, isCluster }) => ({
    ...{ label: value, name: label, isCluster },
    from: [value],
  }))
}

/**
 * @param isHidden whether the labels of others on a source are not to be shown yet
 */
export function labelledField(
  events: readonly LabelEvent[],
  catalogue: LabelledCatalogue,
  choices: readonly ClassChoice[],
  isHidden: (source: LabelledSource) => boolean,
): LabelledField {
  const list = listOf(choices)
  const said = classesSaid(list)
  const found = labelledRows(
    events.map((event) => ofClasses(event, said)),
    catalogue,
    list,
  )
  const rowOf = found.ofRow.flatMap((source, row) => (source ? [row] : []))
  const all = disputed(found).map((i) => ({ row: rowOf[i], source: found.sources[i] }))
  const disputes = all.filter(({ source }) => !isHidden(source))
  return { found, rowOf, disputes, nHidden: all.length - disputes.length }
}

/**
 * The page knows the classes by their places, not by their labels; and the server adds the labels
 * to what it saves, so that events on their way do not have them yet.
 */
function ofClasses(event: LabelEvent, said: string | undefined): LabelEvent {
  return event.kind === 'undo' || event.classes === said ? event : { ...event, classes: said }
}
