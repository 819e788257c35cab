/**
 * Training on the folder of labels itself (`starsift label`): each stamp is found among the labels
 * by its id and place. What people voted becomes the target: the shares of the votes, or their
 * mode; a settled class has the whole share.
 */
import { type ClassList, FOUR_CLASSES } from '../catalog/index.js'
import { ascii, type DatasetObjects, type TableLabels } from '../datasets/index.js'
import { InputError } from '../errors.js'
import { readLabels } from '../labels/index.js'
import { Notes } from '../notes.js'
import {
  isTest,
  type LabelEvent,
  type LabelledSource,
  labelledRows,
  labelledSources,
  tallyOf,
} from '../votes/index.js'
import type { Recipe } from './recipe.js'

export interface PeopleLabels {
  readonly folder: string
  /** Over the files of the folder. */
  readonly sha256: string
  /** Labels of the objects of a data set. */
  of(objects: DatasetObjects): TableLabels
  /** What the user should know, when all data sets are read. */
  notes(): Notes
}

/**
 * @throws InputError if the folder has no labels of these classes
 * @example (await peopleLabels('labels', FOUR_CLASSES, 'soft')).of(objects).classes
 */
export async function peopleLabels(
  folder: string,
  list: ClassList = FOUR_CLASSES,
  from: Recipe['labels']['from'] = 'soft',
): Promise<PeopleLabels> {
  const read = await readLabels(folder)
  const events = read.events.map(asInDatasets)
  const all = labelledSources(events, list)
  const known = new Notes().add(read.notes, all.notes).under(folder)
  if (all.sources.length === 0) {
    throw new InputError({
      what: 'no labels to train on',
      where: folder,
      expected: `labels of ${list.map(({ label }) => label).join(', ')}`,
      got: [...known].join('; ') || 'no file of labels',
      remedy: 'check the path, and the classes of the recipe',
    })
  }
  const found = { nUsed: 0, nTest: 0, nOpen: 0 }
  const of = (objects: DatasetObjects): TableLabels => {
    const { ofRow } = labelledRows(events, { ...objects, ids: objects.id, sha256: '' }, list)
    return targetsOf(ofRow, list, from, found)
  }
  const notes = () => new Notes().add(known, usedNotes(folder, from, all.sources.length, found))
  return { folder, sha256: read.sha256, of, notes }
}

/** Ids as data sets have them, in ASCII. */
function asInDatasets(event: LabelEvent): LabelEvent {
  return { ...event, object: { ...event.object, id: ascii(event.object.id) } }
}

interface Counted {
  nUsed: number
  nTest: number
  nOpen: number
}

function targetsOf(
  ofRow: readonly (LabelledSource | undefined)[],
  list: ClassList,
  from: Recipe['labels']['from'],
  found: Counted,
): TableLabels {
  const classes = new Uint8Array(ofRow.length)
  const shares = new Float32Array(ofRow.length * list.length)
  ofRow.forEach((source, row) => {
    if (!source) return
    const tally = tallyOf(source, list)
    if (isTest(source)) found.nTest++
    else if (tally.class === 0) found.nOpen++
    else {
      found.nUsed++
      classes[row] = tally.class
      const share = (k: number) =>
        tally.isSettled ? +(k + 1 === tally.class) : tally.counts[k] / tally.n
      for (let k = 0; k < list.length; k++) shares[row * list.length + k] = share(k)
    }
  })
  return from === 'mode' ? { classes } : { classes, shares }
}

function usedNotes(
  folder: string,
  from: Recipe['labels']['from'],
  nSources: number,
  { nUsed, nTest, nOpen }: Counted,
): Notes {
  const notes = new Notes()
  const target = from === 'mode' ? 'the mode of the votes' : 'the shares of the votes'
  notes.say(`${folder}: ${nUsed} of ${nSources} labelled sources are used, as ${target}`)
  if (nTest > 0) {
    notes.say(`${folder}: ${nTest} sources are set apart as a test set, and not trained on`)
  }
  if (nOpen > 0) notes.say(`${folder}: of ${nOpen} sources nobody is sure; they are left out`)
  const nGone = nSources - nUsed - nTest - nOpen
  if (nGone > 0) notes.doubt(`${folder}: ${nGone} labelled sources have no stamp in the data sets`)
  return notes
}
