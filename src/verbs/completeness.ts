/**
 * `starsift completeness` as a function. What is done is kept in a folder `unfinished/` beside the
 * results until they are written: the field as it was measured, and each round. So a run that was
 * killed goes on, and gives the same bytes.
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  type CompletenessWords,
  checkWords,
  curvesOf,
  type FieldFacts,
  fieldFacts,
  magnitudeLimits,
  magnitudesOf,
  type Outcome,
  purityOf,
  recommended,
  refuseNoPlace,
  roundField,
  roundsOf,
  runRound,
  settingsOf,
} from '../completeness/index.js'
import { candidatesOn, type FitsMosaicSet } from '../cutouts/index.js'
import { CommandError, InputError } from '../errors.js'
import { checkFolder, writeTextAtomically } from '../files/index.js'
import type { Model, Precision } from '../models/index.js'
import { listenerOf, type NoteOptions, type OnNote } from '../notes.js'
import { SOFTWARE } from '../software.js'
import { injectionInputs, keyOfRun } from './completeness-inputs.js'
import type { DetectWords } from './detect.js'
import { openModelAt, SHIPPED_MODEL } from './model-path.js'
import { type MosaicWords, openField } from './open-field.js'
import { openTable } from './open-table.js'
import { type DownloadHooks, imageFiles } from './published.js'
import { openWeightMaps } from './weight-map.js'

/** How a field is searched and what is injected; it decides every byte of the result. */
export interface InjectionWords
  extends Omit<CompletenessWords, 'weights' | 'onPixels' | 'onProgress' | 'near'>,
    Pick<DetectWords, 'weights'>,
    Pick<MosaicWords, 'unit' | 'band'> {
  /** A model file, the folder of a training run, or `shipped`; default `shipped`. */
  readonly model?: string
  readonly precision?: Precision
  /** Injections lie near the rows of this catalogue, in place of the sources that are found. */
  readonly catalog?: string
  /** What the catalogue calls the centre of the first pixel, if its layout does not say. */
  readonly origin?: 0 | 1
  /** The purity of a sample for which a probability is recommended; default 0.9. */
  readonly purity?: number
}

export interface CompletenessOptions extends NoteOptions, DownloadHooks, InjectionWords {
  /** FITS mosaics of one field, one per band, folders or archives; or e.g. `legus:ngc1566`. */
  readonly images: readonly string[]
  /** Folder of the page, the tables and the figures. */
  readonly out: string
  /** Threads of the networks; default: as many as the process may use. */
  readonly nThreads?: number
  /** Called with the rounds that are done, and their number. */
  onProgress?(nDone: number, nTotal: number): void
}

export interface MeasuredCompleteness {
  /** Path of the page. */
  readonly page: string
  readonly outcomes: readonly Outcome[]
  /** The recommended cuts in words. */
  readonly words: readonly string[]
}

/**
 * Injects artificial clusters and stars of known magnitude, size and colour into the mosaics, and
 * tells which are found and kept as clusters.
 *
 * @throws InputError if anything does not fit: no source, no room, a camera without a point spread
 *   function, an unfinished run with other options in the folder
 * @example
 * const { words } = await completeness({ images: ['ngc1566/'], out: 'completeness/' })
 * words[2] // '90 % of the clusters are kept at V = 22.61 (22.48 to 22.74)'
 */
export async function completeness(options: CompletenessOptions): Promise<MeasuredCompleteness> {
  const { out, nThreads, onProgress } = options
  const onNote = listenerOf(options)
  await checkFolder(out)
  const on = await openInjections(options, options, [out])
  try {
    const folder = join(out, UNFINISHED)
    const inputs = await injectionInputs(on, options)
    const { refuseReplacing } = await import('../report/index.js')
    await refuseReplacing(out, inputs)
    const key = await keyOfRun(inputs, injectionWords(options))
    await refuseOther(folder, key)
    const facts = await kept(join(folder, 'facts.json'), async () => {
      const found = await on.facts()
      await refuseNoPlace(found, on.field.mosaics[found.v], on.words)
      await mkdir(folder, { recursive: true })
      await writeTextAtomically(join(folder, RUN), key)
      return found
    })
    tellFacts(facts, onNote)
    const { nRounds } = roundsOf(on.field, on.words)
    const rounds: Outcome[][] = []
    const field = roundField(on.field, facts, on.model, { ...on.words, nThreads })
    for (let round = 0; round < nRounds; round++) {
      const path = join(folder, `round-${round}.json`)
      rounds.push(await kept(path, () => runRound(field, round)))
      onProgress?.(round + 1, nRounds)
    }
    const found = { facts, outcomes: rounds.flat(), inputs }
    const measured = await writeInjections(out, options, found, onNote)
    await rm(folder, { recursive: true, force: true })
    return measured
  } finally {
    await on.close()
  }
}

/** What decides the result, of all options. */
export function injectionWords({
  images: _,
  out: __,
  nThreads: ___,
  onNote: ____,
  strict: _____,
  onProgress: ______,
  onDownload: _______,
  ...words
}: Partial<CompletenessOptions>): InjectionWords {
  return words
}

const UNFINISHED = 'unfinished'
/** Says in the unfinished folder what decides the result. */
const RUN = 'run.json'

/** A field that is open for injections. */
export interface OpenedInjections {
  readonly field: FitsMosaicSet
  readonly model: Model
  readonly words: CompletenessWords
  /** Measures the field before anything is painted. */
  facts(): Promise<FieldFacts>
  close(): Promise<void>
}

/**
 * @param besides files that lie among the mosaics and are none
 * @throws InputError for a number out of range, or mosaics that cannot be opened
 */
export async function openInjections(
  { images }: Pick<CompletenessOptions, 'images'>,
  options: InjectionWords & DownloadHooks,
  besides: readonly string[],
): Promise<OpenedInjections> {
  const { weights = {}, unit, band, catalog } = options
  checkWords(options)
  checkOwnWords(options)
  const mine = catalog === undefined ? besides : [...besides, catalog]
  const field = await openField(await imageFiles(images, options), { unit, band }, mine)
  try {
    const model = await openModelAt(options.model ?? SHIPPED_MODEL, options.precision)
    const near = await placesOf(field, options)
    const opened = await openWeightMaps(weights)
    const words = { ...fieldWords(options), ...(near && { near }), weights: opened.maps }
    const close = async () => {
      await opened.close()
      await field.close()
    }
    roundsOf(field, words)
    return { field, model, words, facts: () => fieldFacts(field, model, words), close }
  } catch (error) {
    await field.close()
    throw error
  }
}

/** The words of the field alone, without those of files. */
function fieldWords(options: InjectionWords): Omit<CompletenessWords, 'weights'> {
  const { weights: _, unit: __, band: ___, ...words } = injectionWords(options)
  const { model: ____, precision: _____, catalog: ______, origin, purity, ...rest } = words
  return rest
}

/** @throws InputError for a catalogue that cannot be read, or is of another field */
async function placesOf(
  field: FitsMosaicSet,
  { catalog, origin }: InjectionWords,
): Promise<CompletenessWords['near']> {
  if (catalog === undefined) return undefined
  const table = await openTable(catalog, {})
  const { x, y } = candidatesOn(field, table, { ...(origin !== undefined && { origin }) })
  const rows = [...x.keys()].filter((row) => Number.isFinite(x[row] + y[row]))
  return { x: rows.map((row) => x[row]), y: rows.map((row) => y[row]) }
}

function checkOwnWords({ purity, catalog, places, origin }: InjectionWords): void {
  if (purity !== undefined && !(purity > 0 && purity < 1)) {
    throw new InputError({ what: '--purity', expected: 'above 0, below 1', got: `${purity}` })
  }
  if (catalog !== undefined && places === 'uniform') {
    throw new CommandError({ what: '--places uniform and --catalog', expected: 'one of them' })
  }
  if (catalog === undefined && origin !== undefined) {
    throw new CommandError({ what: '--origin without --catalog', expected: 'a catalogue' })
  }
}

export function tellFacts({ notes }: FieldFacts, onNote: OnNote): void {
  for (const [line, isDoubt] of notes) onNote(line, isDoubt)
}

/** What the rounds gave. */
export interface DoneRounds {
  readonly facts: FieldFacts
  readonly outcomes: readonly Outcome[]
  /** Files that must not be overwritten. */
  readonly inputs: readonly string[]
  /** How many pieces of a job are not done, of all. */
  readonly missing?: readonly [nMissing: number, nPieces: number]
}

/**
 * Writes the results.
 *
 * @throws InputError if a result would replace an input
 */
export async function writeInjections(
  out: string,
  options: InjectionWords & Pick<CompletenessOptions, 'images'>,
  done: DoneRounds,
  onNote: OnNote,
): Promise<MeasuredCompleteness> {
  const { facts, outcomes, inputs } = done
  const { purity = DEFAULT_PURITY } = options
  const filters = facts.bands.map(({ filter }) => filter)
  const curves = curvesOf(outcomes, facts.v)
  const limits = magnitudeLimits(curves)
  const found = purityOf(outcomes, facts.sources)
  const words = recommended(limits, found, purity)
  const fewer = fewerNote(done, options)
  if (fewer) onNote(...fewer)
  const { writeCompleteness } = await import('../report/index.js')
  const page = await writeCompleteness(out, {
    title: `Completeness of ${options.images.map((path) => basename(resolve(path))).join(', ')}`,
    ...{ outcomes, filters, v: facts.v, curves, limits, samples: found.samples, words, inputs },
    notes: [...facts.notes, ...(fewer ? [fewer] : [])].map(([line]) => line),
    facts: factsSaid(options, done),
  })
  return { page, outcomes, words }
}

/** Why there are fewer injections than were asked for. Missing pieces are a doubt. */
function fewerNote(
  { outcomes, missing: [nMissing, nPieces] = [0, 0] }: DoneRounds,
  options: InjectionWords,
): readonly [line: string, isDoubt: boolean] | undefined {
  const some = `${outcomes.length} of ${settingsOf(options).nInjections} injections`
  if (nMissing > 0) {
    return [`without ${nMissing} of ${nPieces} pieces: the shares are those of ${some}`, true]
  }
  if (outcomes.length >= settingsOf(options).nInjections) return undefined
  return [`${some} found room: few places are free`, false]
}

const DEFAULT_PURITY = 0.9

/** No date: equal runs give equal bytes. */
function factsSaid(
  options: InjectionWords,
  { facts, outcomes, missing: [nMissing, nPieces] = [0, 0] }: DoneRounds,
): [string, string][] {
  const asked = settingsOf(options)
  const [bright, faint] = magnitudesOf(facts, options)
  const stars = outcomes.filter(({ kind }) => kind === 'star').length
  return [
    ['Software', SOFTWARE],
    ['Model', options.model ?? SHIPPED_MODEL],
    ['Injections', `${outcomes.length - stars} clusters, ${stars} stars, seed ${asked.seed}`],
    ...(nMissing > 0 ? [['Missing', `${nMissing} of ${nPieces} pieces`] as [string, string]] : []),
    ['V', `${facts.bands[facts.v].filter} from ${bright} to ${faint} mag, evenly`],
    ['Sizes', `half-light radii from ${asked.sizesPx.join(' to ')} px, evenly in the logarithm`],
    ['Places', asked.places === 'uniform' ? 'anywhere' : 'near the sources of the field'],
    ['Apart', `${asked.apartPx} px or more; matched within ${asked.matchPx} px`],
    ['Cuts', asked.cuts ? JSON.stringify(asked.cuts) : 'none'],
  ]
}

/** @throws InputError if an unfinished run with other inputs or options is there */
async function refuseOther(folder: string, key: string): Promise<void> {
  const before = await readFile(join(folder, RUN), 'utf8').catch(() => key)
  if (before === key) return
  throw new InputError({
    what: 'an unfinished run with other inputs or options is in the output folder',
    where: folder,
    remedy: 'give its options again, remove that folder, or give another --out',
  })
}

/** What is there already, or is made now and kept. */
async function kept<T>(path: string, make: () => Promise<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text !== undefined) return fromJson(text)
  const made = toJson(await make())
  await writeTextAtomically(path, made)
  // Both ways go through the text, so that both give the same.
  return fromJson(made)
}

/** JSON with NaN as the text "NaN". */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, one) => (Number.isNaN(one) ? 'NaN' : one))
}

export function fromJson<T>(text: string): T {
  return JSON.parse(text, (_, one) => (one === 'NaN' ? Number.NaN : one))
}
