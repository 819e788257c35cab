/** The labels in a folder, as the verbs take them. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ClassList } from '../catalog/index.js'
import { FOUR_CLASSES } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { type PeoplesLabels, readLabels } from '../labels/index.js'
import type { Notes } from '../notes.js'
import { Table } from '../tables/index.js'
import { isTest, type LabelledSources, labelledSources, votesTable } from '../votes/index.js'

/**
 * The folder of the labels where none is named.
 *
 * @example defaultLabels('data/ngc1566.tab') // 'ngc1566-labels'
 */
export function defaultLabels(catalog: string): string {
  return `${basename(catalog).replace(/\.\w+$/, '')}-labels`
}

/** Whether a path is a folder, so that it can hold labels. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/**
 * The labels of all people in a folder.
 *
 * @throws InputError if there are none
 */
export async function labelsIn(folder: string): Promise<PeoplesLabels> {
  const found = await readLabels(folder)
  if (found.events.length > 0) return found
  throw new InputError({
    what: 'no labels',
    where: folder,
    expected: 'the folder of `starsift label --labels`: a file of JSON lines for each person',
    got: [...found.notes].join('; ') || 'no such file',
    remedy: 'check the path',
  })
}

export interface LabelledTruth {
  /** One row a source, with a column `class`. */
  readonly table: Table
  /** Columns of the people's classes. */
  readonly votes: readonly string[]
}

/**
 * The labels in a folder as classes by people. Where some sources were set apart as a test set,
 * only these; else a doubt says what is not fair.
 *
 * @throws InputError if nobody gave a class
 */
export async function labelledTruth(
  folder: string,
  list: ClassList = FOUR_CLASSES,
  notes: Notes,
): Promise<LabelledTruth> {
  const read = await labelsIn(folder)
  const found = labelledSources(read.events, list)
  notes.add(read.notes.under(folder), found.notes.under(folder))
  const fair = fairOnes(found, folder, notes)
  const { table, voteColumns } = votesTable(fair)
  if (fair.sources.length === 0) {
    throw new InputError({
      what: 'no label is of these classes',
      where: folder,
      expected: `labels of ${list.map(({ label }) => label).join(', ')}`,
      got: [...found.notes].join('; '),
      remedy: 'give the recipe or the model of their classes to --classes',
    })
  }
  return { table: new Table(table.columns, { source: folder }), votes: voteColumns }
}

/** The test set, if the labels have one. */
function fairOnes(found: LabelledSources, folder: string, notes: Notes): LabelledSources {
  const { sources } = found
  const tests = sources.filter(isTest)
  const fair = tests.length > 0 ? { ...found, sources: tests } : found
  if (tests.length > 0) {
    notes.say(
      `${folder}: the ${tests.length} sources that were set apart as a test set are compared; ` +
        `${sources.length - tests.length} others are left out`,
    )
  }
  const nChosen = tests.length > 0 ? 0 : countWhere(fair, (answer) => answer.order === 'active')
  if (nChosen > 0) {
    notes.doubt(
      `${folder}: ${nChosen} of ${sources.length} sources were chosen by the machine as the ones ` +
        'to ask next (--order active): they are harder than others, and no fair test set; set a ' +
        'random share apart with `starsift label --test-share`',
    )
  }
  const nSeen = countWhere(fair, ({ sawMachine }) => sawMachine)
  if (nSeen > 0) {
    notes.doubt(
      `${folder}: of ${nSeen} sources somebody saw the machine's opinion before answering: ` +
        'people then agree with it more often',
    )
  }
  return fair
}

type Given = { readonly order: string; readonly sawMachine: boolean }

function countWhere({ sources }: LabelledSources, is: (answer: Given) => boolean): number {
  return sources.filter(({ answers }) =>
    [...answers.values()].some((answer) => answer.kind === 'label' && is(answer)),
  ).length
}
