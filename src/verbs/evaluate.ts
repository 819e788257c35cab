/**
 * `starsift evaluate` as a function: opens the tables, measures, and writes a page with tables and
 * figures.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readNpy } from '../arrays/index.js'
import { type AskedColumns, askedNames, type ClassList } from '../catalog/index.js'
import { CommandError, InputError } from '../errors.js'
import {
  type Classified,
  chosenClasses,
  type Evaluation,
  type EvaluationInput,
  evaluationOf,
  isStarcnetCsv,
  type JoinOptions,
  notesOf,
  peopleVotes,
  predictionsOf,
  probabilitiesFrom,
  type ReadingOptions,
  type TableToRead,
  truthOf,
} from '../evaluate/index.js'
import { checkFolder, withFile } from '../files/index.js'
import { listenerOf, type NoteOptions, Notes, type OnNote } from '../notes.js'
import { type AskedClasses, classListAt } from './class-list.js'
import { isFolder, labelledTruth } from './labels-in.js'
import { openTable, refuseUnknownColumns, type TableChoice } from './open-table.js'
import { catalogFiles, type DownloadHooks } from './published.js'

export interface EvaluateOptions
  extends NoteOptions,
    DownloadHooks,
    TableChoice,
    JoinOptions,
    AskedColumns {
  /**
   * Tables with predicted classes: one for each field, or one that names the fields in a column.
   */
  predictions?: readonly string[]
  /**
   * Catalogues with classes by people, one for each field; or names of published fields, e.g.
   * `legus:ngc1566`; or folders of labels (`starsift label`).
   */
  truth: readonly string[]
  /** Folder for the page, the tables and the figures; made if it is not there. */
  out: string
  /**
   * Column of the predicted classes, by name or by number from 1; default: the first known name.
   */
  classColumn?: string
  /** Column of the classes by people, likewise. */
  truthColumn?: string
  /**
   * The classes, where they are not the four of this field: a recipe that names them, a model, the
   * folder of a run, or a list. Default: what the tables say.
   */
  classes?: AskedClasses
  /** An .npy file with the scores of the predictions, a column for each class. */
  scores?: string
  /** Tables with other predictions for the same objects. */
  compare?: readonly string[]
  /** Column of the classes in `compare`. */
  compareColumn?: string
  /** Whether to add predictions from photometry alone. */
  baseline?: boolean
  /**
   * Names on pages and in figures: the first is of `predictions`, the second of `compare`; default:
   * from the columns and the files.
   */
  name?: readonly string[]
  /** Columns with the classes of single people; default: votes from the mode and the mean. */
  votes?: readonly string[]
  /** Column of the magnitude for bins; default V. */
  magnitude?: string
  /**
   * Coordinate of the centre of the first pixel in x and y, where a table's layout does not tell
   * it.
   */
  origin?: 0 | 1
  /** Seed for the bootstrap and the baseline; default 1. */
  seed?: number
  /** The command line, for the page. */
  command?: string
  /** Called with the number of figures that are drawn, and of all figures. */
  onProgress?: (nDone: number, nTotal: number) => void
}

export interface FinishedEvaluation {
  readonly evaluation: Evaluation
  /** Path of the page. */
  readonly page: string
}

type OpenedTable = Required<TableToRead>
type PredictionSet = EvaluationInput['predictions'][number]

/**
 * Compares predicted classes with those of people, field by field.
 *
 * @throws CommandError if the options contradict each other
 * @throws InputError if a table cannot be read or matched, or the folder cannot be written
 * @example
 * const { evaluation } = await evaluate({
 *   predictions: ['predictions.csv'],
 *   truth: ['ngc1566.tab'],
 *   out: 'evaluation',
 * })
 * evaluation.subjects[0].measures.fourClasses.accuracy.value // 0.648
 */
export async function evaluate(options: EvaluateOptions): Promise<FinishedEvaluation> {
  checkOptions(options)
  const { predictions = [], compare = [], scores, out, baseline } = options
  const { seed, match, radius, magnitude, command, onProgress } = options
  const onNote = listenerOf(options)
  // Loading takes a tenth of a second, so only a run that draws does it.
  const { fileSlug, writeEvaluation } = await import('../report/index.js')
  await checkFolder(out)
  const truth = await catalogFiles(options.truth, options)
  const { hdu, format, origin, x, y, ra, dec, id, frame } = options
  const places = { hdu, format, origin, columns: { x, y, ra, dec, id, frame } }
  const notes = new Notes()
  const folders = await Promise.all(truth.map(isFolder))
  const files = truth.filter((_, i) => !folders[i])
  const given = {
    truth: await openTables(files, 'data', { column: options.truthColumn, ...places }),
    predictions: await openTables(predictions, 'label', { column: options.classColumn, ...places }),
    compare: await openTables(compare, 'label', { column: options.compareColumn, ...places }),
  }
  const classes = options.classes
    ? await classListAt(options.classes)
    : chosenClasses([...given.predictions, ...given.compare, ...given.truth], notes)
  const people = await readPeople(
    truth,
    given.truth,
    { classes, column: options.truthColumn },
    notes,
  )
  const truths = people.map(({ truth }) => truth)
  const sets: PredictionSet[] = []
  if (predictions.length > 0) {
    sets.push(await readPredictions(given.predictions, classes, onNote, scores))
  }
  if (compare.length > 0) sets.push(await readPredictions(given.compare, classes, onNote))
  const tables = [...truths, ...sets.flatMap((set) => set.tables)].map(({ table }) => table)
  refuseUnknownColumns(askedNames(places.columns), tables)
  const called = sets.map((set, i) => ({ ...set, name: options.name?.[i]?.trim() ?? set.name }))
  const votes = people.flatMap(
    ({ truth, votes }) => peopleVotes(truth, options.votes ?? votes, notes) ?? [],
  )
  const input = { truths, predictions: distinct(called, fileSlug, baseline), baseline, votes }
  const found = evaluationOf(input, { seed, match, radius, magnitude })
  const evaluation: Evaluation = { ...found, notes: new Notes().add(found.notes, notes) }
  allNotes(evaluation).tell(onNote)
  const page = await writeEvaluation(out, evaluation, {
    command,
    inputs: [...predictions, ...truth, ...compare, ...(scores ? [scores] : [])],
    onProgress,
  })
  return { evaluation, page }
}

function checkOptions({ predictions = [], ...options }: EvaluateOptions): void {
  const wrong = (what: string, remedy: string) => new CommandError({ what, remedy })
  if (predictions.length === 0 && !options.baseline) {
    throw wrong('nothing to evaluate', 'give a table of predictions, or --baseline')
  }
  if (options.scores && predictions.length !== 1) {
    throw wrong('--scores needs exactly one table of predictions', 'give one, or omit --scores')
  }
  if (options.compareColumn && !options.compare) {
    throw wrong('--compare-column without --compare', 'give the table of the column to --compare')
  }
  refuseNames(options.name ?? [], predictions.length > 0, Boolean(options.compare?.length))
}

function refuseNames(names: readonly string[], hasPredictions: boolean, hasOthers: boolean): void {
  const nSets = (hasPredictions ? 1 : 0) + (hasOthers ? 1 : 0)
  const wrong = (expected: string, got: string) =>
    new CommandError({ what: '--name', expected, got })
  if (names.length > nSets) {
    throw wrong(
      'one name for the predictions, and one for those of --compare',
      `${names.length} for ${nSets}`,
    )
  }
  const lower = names.map((name) => name.trim().toLowerCase())
  const bad = names.find((_, i) => lower[i] === '' || lower.indexOf(lower[i]) < i)
  if (bad !== undefined) throw wrong('names that differ and are not empty', `"${bad}"`)
}

function columnsAsked({ column, columns = {} }: ReadingOptions): (string | undefined)[] {
  return [column, ...askedNames(columns)]
}

async function openTables(
  paths: readonly string[],
  of: TableToRead['of'],
  options: ReadingOptions & TableChoice,
): Promise<OpenedTable[]> {
  const tables: OpenedTable[] = []
  for (const path of paths) {
    tables.push({ table: await openTable(path, options, columnsAsked(options)), of, options })
  }
  return tables
}

/**
 * Classes by people, of files and of folders of labels, in the order in which they were given.
 *
 * @param files the opened files among them
 */
async function readPeople(
  paths: readonly string[],
  files: readonly OpenedTable[],
  { classes, column }: ReadingOptions,
  notes: Notes,
): Promise<{ truth: Classified; votes?: readonly string[] }[]> {
  const rest = [...files]
  const all: { truth: Classified; votes?: readonly string[] }[] = []
  for (const path of paths) {
    if (await isFolder(path)) {
      const { table, votes } = await labelledTruth(path, classes, notes)
      all.push({ truth: truthOf(table, { column, classes, origin: 0 }), votes })
    } else {
      const { table, options } = rest.shift()!
      all.push({ truth: truthOf(table, { ...options, classes }) })
    }
  }
  return all
}

/**
 * @param scores .npy of the only file; default: StarcNet's scores.npy beside its list, if it fits
 */
async function readPredictions(
  opened: readonly OpenedTable[],
  classes: ClassList | undefined,
  onNote: OnNote,
  scores?: string,
): Promise<PredictionSet> {
  const tables: Classified[] = []
  for (const { table, options } of opened) {
    const set = predictionsOf(table, { ...options, classes })
    tables.push(scores ? await withScores(set, scores) : await withScoresBeside(set, onNote))
  }
  return { name: nameOf(tables[0], opened[0].options.column), tables }
}

async function withScores(set: Classified, path: string): Promise<Classified> {
  const scores = await withFile(path, readNpy)
  const notes = new Notes().add(set.notes)
  return {
    ...set,
    probabilities: probabilitiesFrom(scores, set.classes, path, notes, set.list.length),
    notes,
  }
}

async function withScoresBeside(set: Classified, onNote: OnNote): Promise<Classified> {
  const beside = join(dirname(set.source), 'scores.npy')
  if (!isStarcnetCsv(set.table) || !(await stat(beside).catch(() => undefined))) return set
  try {
    const scored = await withScores(set, beside)
    const notes = new Notes().add(set.notes)
    notes.say(`the probabilities are from ${beside}`)
    return { ...scored, notes }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    onNote(`the scores beside the predictions are not used: ${error.message}`, true)
    return set
  }
}

/** Name of a set of predictions on pages and in tables. */
function nameOf({ table, source, column }: Classified, asked: string | undefined): string {
  if (asked) return column
  if (isStarcnetCsv(table)) return 'StarcNet'
  if (column === 'ml_class') return 'starsift'
  return column === 'class' ? basename(source).replace(/\.[^.]*$/, '') : column
}

/** Gives sets of one name different names, because tables and files of figures use them. */
function distinct(
  sets: readonly PredictionSet[],
  fileSlug: (name: string) => string,
  baseline = false,
): PredictionSet[] {
  const taken = new Set(baseline ? ['baseline'] : [])
  return sets.map((set) => {
    let name = set.name
    for (let n = 2; taken.has(fileSlug(name)); n++) name = `${set.name} (${n})`
    taken.add(fileSlug(name))
    return { ...set, name }
  })
}

function allNotes(evaluation: Evaluation): Notes {
  const own = evaluation.subjects.map(({ name, notes }) => notes.under(name))
  return new Notes().add(notesOf(evaluation), ...own).unique()
}
