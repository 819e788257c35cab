/**
 * `starsift reproduce` as a function: how good are the networks on the real sky? It brings the
 * fields of a survey, cuts stamps of their candidates, trains each network on people's classes with
 * whole galaxies left out, classifies these, and compares with the people. Every part is a verb of
 * its own, and what is done already is not done again.
 */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CountedField,
  dealFields,
  fieldNamed,
  openReproduction,
  type PulledField,
  type PullFieldOptions,
  surveyNamed,
} from '../archives/index.js'
import { CommandError, InputError } from '../errors.js'
import { checkFolder, sha256Of, sweep, withFile } from '../files/index.js'
import type { TrainingEvent } from '../loop/index.js'
import { listenerOf, type NoteOptions, type OnNote } from '../notes.js'
import { numbersOf, readFitsTable } from '../tables/index.js'
import type { TrainHooks } from '../train/index.js'
import { cutouts } from './cutouts.js'
import { evaluate, type FinishedEvaluation } from './evaluate.js'
import type { DownloadHooks } from './published.js'
import { pullFields } from './pull.js'
import { type Fold, NETWORKS, type NetworkName, runsOf, stampsOf } from './reproduce-runs.js'

export interface ReproduceOptions
  extends NoteOptions,
    DownloadHooks,
    Pick<PullFieldOptions, 'from'>,
    Pick<TrainHooks, 'device' | 'nThreads'> {
  /** `legus`: its catalogues have classes by people for every candidate that was looked at. */
  readonly survey: string
  /** Folder for all of it; made if need be. A reproduction that is there goes on. */
  readonly out: string
  /** Fields; default: all of the survey. */
  readonly fields?: readonly string[]
  /** Every field is left out once, in one of so many turns; default 3. */
  readonly folds?: number
  /** Default: all of {@link NETWORKS}. */
  readonly networks?: readonly string[]
  /** A YAML file of changes to the recipes. */
  readonly config?: string
  /** Seed for weights, order and bootstrap; default 1. */
  readonly seed?: number
  /** The command line, for the page. */
  readonly command?: string
  /** @param run which network is trained, and in which turn, e.g. `starcnet, fold 1 of 3` */
  onTraining?(run: string, event: TrainingEvent): void
  onProgress?(nDone: number, nTotal: number, of: 'stamps' | 'figures'): void
}

/** Side of the stamps, px: what starsift's network takes. StarcNet's takes the central 32 px. */
const STAMP_PX = 48

/** LEGUS's bands: in B and V, ACS has filters of its own. */
const BANDS = ['F275W', 'F336W', 'F435W|F438W', 'F555W|F606W', 'F814W']

/**
 * Runs what is not done yet.
 *
 * @returns as {@link evaluate}; the page is `page/` in the folder
 * @throws CommandError if a name is not known, or there are fewer galaxies than folds
 * @throws InputError if a file cannot be had, or the folder holds another reproduction
 * @example
 * const { page } = await reproduce({ survey: 'legus', out: 'legus', fields: ['ngc1566', 'ngc3344'],
 *   folds: 2 })
 */
export async function reproduce(options: ReproduceOptions): Promise<FinishedEvaluation> {
  const { out, seed = 1, folds: nFolds = 3 } = options
  const networks = networksOf(options.networks)
  const names = fieldsOf(options, nFolds)
  const onNote = listenerOf(options)
  await checkFolder(out)
  onNote(`1 of 4: the files of ${names.length} fields`, false)
  const pulled = await pullFields({
    ...{ survey: options.survey, fields: names, from: options.from, strict: options.strict },
    ...{ onNote: options.onNote, onProgress: options.onDownload },
  })
  await mkdir(join(out, 'stamps'), { recursive: true })
  await sweep(join(out, 'stamps'))
  await openReproduction(out, {
    ...{ survey: options.survey, files: sumsOf(pulled), nFolds, networks, seed },
    config: options.config === undefined ? null : await sumOf(options.config),
  })
  onNote('2 of 4: stamps of the candidates', false)
  const counted = await cutFields(pulled, names, options)
  const folds = dealFields(counted, nFolds).map((fields, i): Fold => ({ fields, nth: i + 1 }))
  for (const { fields, nth } of folds) {
    onNote(`fold ${nth} of ${nFolds} leaves out ${fields.join(', ')}`, false)
  }
  onNote('3 of 4: the networks', false)
  const predictions = await runsOf({ ...options, folds, networks, seed, out })
  onNote('4 of 4: the comparison with people', false)
  return comparison(pulled, predictions, networks, options)
}

function networksOf(asked: readonly string[] = Object.keys(NETWORKS)): NetworkName[] {
  const unknown = asked.find((name) => !Object.hasOwn(NETWORKS, name))
  const expected = Object.keys(NETWORKS).join(', ')
  if (unknown !== undefined) throw new CommandError({ what: '--networks', expected, got: unknown })
  if (asked.length === 0 || new Set(asked).size < asked.length) {
    throw new CommandError({ what: '--networks', expected, got: asked.join() || 'nothing' })
  }
  return [...asked] as NetworkName[]
}

/** Names as the survey writes them, in its order. */
function fieldsOf({ survey: name, fields }: ReproduceOptions, nFolds: number): string[] {
  const survey = surveyNamed(name)
  if (survey.name !== 'legus') {
    throw new CommandError({
      what: `reproduce ${name}`,
      expected: 'legus',
      remedy: 'of other surveys the public catalogues do not hold every class that people gave',
    })
  }
  if (!(nFolds >= 2)) {
    throw new CommandError({
      what: '--folds',
      expected: 'a whole number from 2 on',
      got: `${nFolds}`,
    })
  }
  if (fields === undefined) return survey.fields.map((field) => field.name)
  const asked = new Set(fields.map((one) => fieldNamed(survey, one).field.name))
  return survey.fields.map((field) => field.name).filter((one) => asked.has(one))
}

function sumsOf(pulled: readonly PulledField[]): Record<string, string> {
  const files = pulled.flatMap(({ name, images, catalog }) =>
    [...images, catalog].map(({ path, sha256 }) => {
      return [`${name}/${path.split(/[\\/]/).at(-1)}`, sha256] as const
    }),
  )
  return Object.fromEntries(files)
}

async function sumOf(config: string): Promise<string> {
  const sum = await sha256Of(config)
  if (sum !== undefined) return sum
  throw new InputError({ what: 'no such file', where: config, remedy: 'give a recipe' })
}

/** A data set for each field, of those that are not there yet. */
async function cutFields(
  pulled: readonly PulledField[],
  names: readonly string[],
  options: ReproduceOptions,
): Promise<CountedField[]> {
  const counted: CountedField[] = []
  const onNote = listenerOf(options)
  for (const [i, name] of names.entries()) {
    const out = stampsOf(options.out, name)
    if (!(await stat(out).catch(() => undefined))) await cutField(pulled[i], name, options, onNote)
    const nLabelled = await labelledIn(out)
    if (nLabelled === 0) {
      const remedy = 'leave the field out with --fields'
      throw new InputError({ what: 'no object with a class by people', where: out, remedy })
    }
    counted.push({ name, nLabelled })
  }
  return counted
}

async function cutField(
  { images, catalog }: PulledField,
  name: string,
  { out, onProgress }: ReproduceOptions,
  onNote: OnNote,
): Promise<void> {
  await cutouts({
    fields: [{ name, images: images.map(({ path }) => path), catalog: catalog.path }],
    ...{ size: STAMP_PX, bands: BANDS, out: stampsOf(out, name) },
    onNote: (note, isDoubt) => onNote(`${name}: ${note}`, isDoubt),
    onProgress: (nDone, nTotal) => onProgress?.(nDone, nTotal, 'stamps'),
  })
}

async function labelledIn(path: string): Promise<number> {
  const table = await withFile(path, (source) => readFitsTable(source, 'CATALOG'))
  return numbersOf(table.column('class')).filter((value) => value >= 1 && value <= 4).length
}

async function comparison(
  pulled: readonly PulledField[],
  predictions: readonly string[],
  networks: readonly NetworkName[],
  { out, seed, command, onNote, strict, onProgress }: ReproduceOptions,
): Promise<FinishedEvaluation> {
  return evaluate({
    predictions: predictions.slice(0, 1),
    compare: predictions.slice(1),
    name: networks.map((name) => NETWORKS[name].title),
    truth: pulled.map(({ catalog }) => catalog.path),
    ...{ out: join(out, 'page'), baseline: true, seed, command, onNote, strict },
    onProgress: (nDone, nTotal) => onProgress?.(nDone, nTotal, 'figures'),
  })
}
