/**
 * Asks the networks of a model about altered stamps of some rows: what would the answer be without
 * a band, or with a patch here? The answer to the stamp as it is is that of `classify`, by the same
 * code.
 */
import { isUnclassified } from '../catalog/index.js'
import {
  type ClassifyInput,
  cardTemperature,
  type ModelStamps,
  meanAnswers,
  type NetworkUse,
  SYMMETRIES,
  stampsFor,
} from '../classify/index.js'
import { placeWindows, type StampWindow } from '../cutouts/index.js'
import { CommandError } from '../errors.js'
import {
  ensembleScores,
  type Gallery,
  type Model,
  type ModelCard,
  type Network,
  nearestExamples,
  unverifiedNote,
} from '../models/index.js'
import type { Session } from '../nn/index.js'
import { Notes } from '../notes.js'
import {
  type Alteration,
  alter,
  alterationsOf,
  backgroundsOf,
  bandsWithData,
  type CutStamp,
} from './alterations.js'
import type { Explanations, OcclusionMap, RowExplanation, Said } from './explanation.js'
import { type PatchGrid, patchGrid } from './patches.js'

export interface ExplainUse
  extends Pick<NetworkUse, 'device' | 'nThreads' | 'batch' | 'orientations'> {
  /** Side of the patch, mosaic px; default: the odd number nearest to a tenth of a stamp. */
  readonly patchPx?: number
  /** Stamps of training to each row; default 6. */
  readonly nNearest?: number
  /** Called with the stamps that the networks have seen. */
  onProgress?(nDone: number, nTotal: number): void
}

const N_NEAREST = 6
/** A probability counts as this where it is smaller: a logarithm needs an end. */
const LEAST_P = 1e-12

/**
 * Explains the classes of some rows.
 *
 * @param rows of the catalogue, 0-based, each once
 * @throws InputError as `classifyCandidates`
 * @throws CommandError if the patch does not fit into a stamp
 * @example
 * const { rows, gallery } = await explainRows({ field, candidates, model }, [11, 76])
 * rows[0].without[0]?.class // the class without the first band
 */
export async function explainRows(
  input: ClassifyInput,
  rows: readonly number[],
  use: ExplainUse = {},
): Promise<Explanations> {
  const { field, model } = input
  const { card } = model
  const stamps = stampsFor(field, card)
  const { cropPx: sizePx } = stamps.preparation
  const grid = patchGrid(sizePx, checkedPatch(use.patchPx, sizePx))
  const gallery = await model.networks[0].gallery?.()
  const cut = await cutRows(input, stamps, rows, grid)
  await askNetworks(model, stamps, cut, { ...use, hasGallery: gallery !== undefined })
  const bands = stamps.planeOfBand.map((plane, i) => {
    const { accepts } = card.bands[i]
    return plane < 0 ? undefined : field.mosaics.find(({ band }) => accepts.includes(band))?.band
  })
  return {
    ...{ card, bands, sizePx, grid, gallery },
    rows: cut.map((one) => explained(one, card, gallery, use)),
    notes: notesOn(input, stamps, gallery),
  }
}

function checkedPatch(patchPx: number | undefined, sizePx: number): number | undefined {
  if (patchPx === undefined || (patchPx >= 1 && patchPx <= sizePx)) return patchPx
  const expected = `1 to ${sizePx} px, the side of a stamp`
  throw new CommandError({ what: 'the side of the patch', expected, got: `${patchPx}` })
}

/** A row, what is asked about it, and what the networks said. */
interface AskedRow {
  readonly row: number
  readonly id: string
  readonly flags: number
  readonly window: StampWindow | undefined
  readonly stamp: CutStamp
  readonly grid: PatchGrid
  readonly backgrounds: readonly number[]
  /** Empty where the row has no stamp that could be classified. */
  readonly alterations: readonly Alteration[]
  /** One array for each network: (alterations, classes). */
  readonly logits: Float32Array[]
  /** Of the stamp as it is, from the first network. */
  features?: Float32Array
}

async function cutRows(
  { field, candidates, model: { card } }: ClassifyInput,
  { cutter, preparation, planeOfBand }: ModelStamps,
  rows: readonly number[],
  grid: PatchGrid,
): Promise<AskedRow[]> {
  const { cropPx: sizePx } = preparation
  const placed = placeWindows(candidates, field, card.window, sizePx)
  const asked = new Map<number, AskedRow>()
  // In the order of the mosaics' rows, as they are best read.
  const inOrder = rows.toSorted((a, b) => candidates.y[a] - candidates.y[b])
  for (const row of inOrder) {
    const window = placed.windows.get(row)
    const crop = new Float32Array(cutter.stampLength).fill(Number.NaN)
    const noticed = window ? (await cutter.cut([window], crop))[0] : 0
    const flags = placed.flags[row] | noticed
    const stamp = { crop, nBands: planeOfBand.length, sizePx }
    asked.set(row, {
      ...{ row, id: candidates.id[row], flags, window, stamp, grid },
      backgrounds: backgroundsOf(stamp),
      alterations: isUnclassified(flags) ? [] : questionsOn(stamp, grid, card),
      logits: [],
    })
  }
  return rows.map((row) => asked.get(row)!)
}

function questionsOn(stamp: CutStamp, grid: PatchGrid, { fewestBands }: ModelCard): Alteration[] {
  const seen = bandsWithData(stamp)
  const mayGo = fewestBands !== undefined && seen.length > fewestBands
  const apart = seen.length > 1 ? seen.map((band) => [band]) : []
  return alterationsOf(grid, stamp.sizePx, mayGo ? seen : [], [seen, ...apart])
}

async function askNetworks(
  { networks, card }: Model,
  stamps: ModelStamps,
  rows: readonly AskedRow[],
  { hasGallery, device = 'cpu', nThreads, ...use }: ExplainUse & { hasGallery: boolean },
): Promise<void> {
  const nEach = rows.reduce((n, { alterations }) => n + alterations.length, 0)
  let nDone = 0
  const onStamps = (n: number) => {
    nDone += n
    use.onProgress?.(nDone, nEach * networks.length)
  }
  for (const [i, network] of networks.entries()) {
    const session = await opened(network, hasGallery && i === 0, { device, nThreads })
    try {
      for (const row of rows) {
        row.logits.push(await logitsOn(session, stamps, row, card, { ...use, onStamps }))
      }
    } finally {
      await session.release()
    }
  }
}

function opened(
  { open, openWithFeatures }: Network,
  withFeatures: boolean,
  options: Pick<NetworkUse, 'device' | 'nThreads'>,
): Promise<Session> {
  return withFeatures && openWithFeatures ? openWithFeatures(options) : open(options)
}

/** Shows a row's altered stamps to one network. */
async function logitsOn(
  session: Session,
  { preparation, picture }: ModelStamps,
  row: AskedRow,
  { classes: { length: nClasses } }: ModelCard,
  {
    batch = 8,
    orientations = 1,
    onStamps,
  }: Pick<ExplainUse, 'batch' | 'orientations'> & { onStamps(n: number): void },
): Promise<Float32Array> {
  const { alterations, stamp, backgrounds } = row
  const { length } = stamp.crop
  const logits = new Float32Array(alterations.length * nClasses)
  for (let first = 0; first < alterations.length; first += batch) {
    const some = alterations.slice(first, first + batch)
    const crops = new Float32Array(some.length * length)
    for (const [i, alteration] of some.entries()) {
      alter(stamp, backgrounds, alteration, crops.subarray(i * length, (i + 1) * length))
    }
    const shown = preparation.prepare(crops)
    const answer = await meanAnswers(session, picture, shown, SYMMETRIES[orientations])
    logits.set(answer.logits, first * nClasses)
    if (first === 0)
      row.features ??= answer.features?.slice(0, answer.features.length / some.length)
    onStamps(some.length)
  }
  return logits
}

function explained(
  asked: AskedRow,
  card: ModelCard,
  gallery: Gallery | undefined,
  { orientations = 1, nNearest = N_NEAREST }: ExplainUse,
): RowExplanation {
  const { row, id, flags, window, stamp, alterations, logits, features, grid } = asked
  const answers = answersOf(logits, alterations.length, card, orientations)
  const nobody = { class: 0, probabilities: card.classes.map(() => Number.NaN) }
  const said = answers[0] ?? nobody
  const without = card.bands.map((_, band) => {
    const at = alterations.findIndex((one) => one.kind === 'without' && one.band === band)
    return at < 0 ? null : answers[at]
  })
  const maps = mapsOf(alterations, answers, grid, card)
  return {
    ...{ row, id, flags, window, said, without },
    map: maps.all,
    bandMaps: maps.ofBands,
    nearest: gallery && features ? nearOf(features, gallery, nNearest) : null,
    stamp: card.bands.map((_, band) => {
      const { crop, sizePx } = stamp
      return crop.subarray(band * sizePx ** 2, (band + 1) * sizePx ** 2)
    }),
  }
}

function answersOf(
  logits: readonly Float32Array[],
  n: number,
  card: ModelCard,
  orientations: NonNullable<NetworkUse['orientations']>,
): Said[] {
  const nClasses = card.classes.length
  const { classes, probabilities } = ensembleScores(logits, new Uint32Array(n), {
    classes: card.classes.map(({ value }) => value),
    temperature: cardTemperature(card, orientations),
  })
  return Array.from(classes, (value, i) => ({
    class: value,
    probabilities: [...probabilities.subarray(i * nClasses, (i + 1) * nClasses)],
  }))
}

/** Map by map of `alterations`: all bands first, then each; one band alone is both. */
function mapsOf(
  alterations: readonly Alteration[],
  answers: readonly Said[],
  grid: PatchGrid,
  card: ModelCard,
): { all: OcclusionMap | null; ofBands: (OcclusionMap | null)[] } {
  const ofBands: (OcclusionMap | null)[] = card.bands.map(() => null)
  const first = alterations.findIndex(({ kind }) => kind === 'patch')
  if (first < 0) return { all: null, ofBands }
  const k = card.classes.findIndex(({ value }) => value === answers[0].class)
  const lnP = (at: number) => Math.log(Math.max(LEAST_P, answers[at].probabilities[k]))
  const mapAt = (start: number) =>
    Array.from({ length: grid.n ** 2 }, (_, i) => lnP(0) - lnP(start + i))
  const all = mapAt(first)
  for (let start = first; start < alterations.length; start += grid.n ** 2) {
    const alteration = alterations[start]
    if (alteration.kind !== 'patch' || alteration.bands.length > 1) continue
    ofBands[alteration.bands[0]] = start === first ? all : mapAt(start)
  }
  return { all, ofBands }
}

function nearOf(features: Float32Array, gallery: Gallery, nNearest: number) {
  return nearestExamples(features, gallery, nNearest).map(({ index, distance }) => ({
    ...gallery.examples[index],
    ...{ index, distance },
  }))
}

/** What to say of the catalogue, the mosaics and the model before anybody reads a map. */
function notesOn(
  { field, candidates, model }: ClassifyInput,
  { bandsNote, unusedNote, scaleDoubt }: ModelStamps,
  gallery: Gallery | undefined,
): Notes {
  const { card } = model
  const notes = new Notes().add(candidates.notes, field.notes, model.notes)
  if (card.untrained) notes.doubt("the model's weights are random: these classes mean nothing")
  if (card.remark) notes.say(`the model: ${card.remark}`)
  const unverified = unverifiedNote(card)
  if (unverified) notes.say(unverified)
  if (unusedNote) notes.say(unusedNote)
  notes.doubt(...[bandsNote, scaleDoubt].filter((note) => note !== undefined))
  if (card.fewestBands === undefined) notes.say(NEEDS_ALL)
  if (!gallery) notes.say(NO_GALLERY)
  else if (bandsNote) notes.say(GALLERY_HAS_ALL)
  return notes
}

const NEEDS_ALL =
  'the model needs all of its bands, so what it would say without one is not known: ' +
  'these columns are empty'
const NO_GALLERY =
  'the model has no gallery, so no stamps of training are shown beside a row; ' +
  '`starsift models gallery` adds one'
const GALLERY_HAS_ALL =
  'the stamps of training have all bands, and this field has not: what is nearest to a row ' +
  'is less like it than it would be with all bands'
