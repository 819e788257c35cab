/**
 * A round: the injections are painted, then the whole field is searched, measured and classified
 * anew, as `classify` without a catalogue does it. Only what is near an injection is classified: a
 * row's class does not depend on other rows.
 */
import type { FitsMosaicSet, Tile } from '../cutouts/index.js'
import { type Candidates, findCandidates } from '../detect/index.js'
import type { Model } from '../models/index.js'
import { magnitudeError, measureSources } from '../photometry/index.js'
import { Random, seedFor } from '../random.js'
import { NeighbourSearch } from '../statistics/index.js'
import { type ClassedRow, classesAt } from './classes-at.js'
import { type CompletenessWords, settingsOf } from './completeness-words.js'
import { drawRound } from './draw-round.js'
import { type FieldFacts, paintBands } from './field-facts.js'
import type { Injection, Outcome } from './injection.js'
import { type PaintedLayer, paintedField } from './painted-field.js'
import { type PaintBand, paintedSource } from './painted-source.js'

/** What all rounds have in common. */
export interface RoundField {
  readonly field: FitsMosaicSet
  readonly facts: FieldFacts
  /** Of {@link paintBands}: it takes a second to make them. */
  readonly bands: readonly PaintBand[]
  readonly model: Model
  readonly words: CompletenessWords & { readonly nThreads?: number }
}

/** @example const round = roundField(field, facts, model, { seed: 1 }) */
export function roundField(
  field: FitsMosaicSet,
  facts: FieldFacts,
  model: Model,
  words: RoundField['words'],
): RoundField {
  return { field, facts, bands: paintBands(facts), model, words }
}

/** Draws the injections of a round, and tells what became of them; none where it has no place. */
export async function runRound(on: RoundField, round: number): Promise<Outcome[]> {
  const { field, facts, words } = on
  const injections = await drawRound(facts, field.mosaics[facts.v], words, round)
  return injections.length === 0 ? [] : fatesOf(on, injections, round)
}

/**
 * What becomes of injections.
 *
 * @param round sets the noise of their light
 * @returns one outcome for each, in their order
 */
export async function fatesOf(
  on: RoundField,
  injections: readonly Injection[],
  round: number,
): Promise<Outcome[]> {
  const { field, facts, model, words } = on
  const painted = paintedField(field, layersOf(on, injections, round))
  const found = await findCandidates(painted.mosaics, words)
  const matches = matchesOf(on, injections, found)
  const rows = matches.flatMap(({ row, fate }) => (fate === undefined ? [row] : []))
  const classed = await classesAt({ field: painted, found, model, words }, rows)
  const classOf = new Map(rows.map((row, i) => [row, classed[i]]))
  const sky = await skyAt(field, facts, injections)
  return injections.map(({ shape: _, ...injection }, i) => ({
    ...{ round, ...injection, sky: sky.sky[i], skyScatter: sky.scatter[i] },
    ...outcomeOf(on, found, matches[i], classOf.get(matches[i].row)),
  }))
}

function layersOf(
  { facts, bands, words }: RoundField,
  injections: readonly Injection[],
  round: number,
): PaintedLayer[] {
  const { seed } = settingsOf(words)
  return bands.map((band, k) => {
    const random = new Random(seedFor(seed, 'noise', round, band.filter))
    const tiles = injections.flatMap(({ magnitudes, ...source }): Tile[] => {
      const tile = paintedSource({ ...source, magnitude: magnitudes[k] }, band, random)
      return tile ? [tile] : []
    })
    return { tiles, saturation: facts.bands[k].saturation ?? Number.POSITIVE_INFINITY }
  })
}

/** The detection of an injection. */
interface Match {
  /** -1 for none. */
  readonly row: number
  readonly distancePx: number
  /** Set where it is lost before the classes. */
  readonly fate: string | undefined
}

/** A detection that is more than twice as bright is another source: 0.75 mag. */
const MOST_BRIGHTER = 2

function matchesOf(
  { facts, bands, words }: RoundField,
  injections: readonly Injection[],
  { centres, photometry }: Candidates,
): Match[] {
  const { matchPx } = settingsOf(words)
  const { flux } = photometry.bands[facts.v].apertures.at(-1)!
  const search = new NeighbourSearch([centres.x, centres.y])
  return injections.map(({ x, y, magnitudes }) => {
    const [nearest] = search.nearest([x, y], 1)
    if (!nearest || nearest.distance > matchPx) {
      return { row: -1, distancePx: Number.NaN, fate: 'not_found' }
    }
    const { row, distance: distancePx } = nearest
    const known = 10 ** (-0.4 * (magnitudes[facts.v] - bands[facts.v].zero))
    const isOther = flux[row] > MOST_BRIGHTER * known
    return { row, distancePx, fate: isOther ? 'on_brighter' : undefined }
  })
}

/** The sky about places of the unpainted field in V. */
async function skyAt(
  { mosaics }: FitsMosaicSet,
  { v, bands }: FieldFacts,
  places: readonly Injection[],
) {
  const { radiiPx, annulus, estimator } = bands[v].aperture
  const [x, y] = [places.map((place) => place.x), places.map((place) => place.y)]
  const infinite = { exposureS: Number.POSITIVE_INFINITY, saturation: Number.POSITIVE_INFINITY }
  const settings = { radiiPx, annulus, estimator, detectedFrom: 3 }
  return measureSources({ image: mosaics[v], ...infinite }, { x, y }, settings)
}

function outcomeOf(
  { facts, bands }: RoundField,
  { centres, photometry }: Candidates,
  { row, distancePx, fate }: Match,
  classed: ClassedRow | undefined,
) {
  const band = photometry.bands[facts.v]
  const { flux, error } = band.apertures.at(-1)!
  const at = (values: Float64Array) => (row < 0 ? Number.NaN : values[row])
  const [own, sigma] = [at(flux), at(error)]
  return {
    fate: fate ?? classed!.fate,
    distancePx,
    foundX: at(centres.x),
    foundY: at(centres.y),
    magnitude: own > 0 ? bands[facts.v].zero - 2.5 * Math.log10(own) : Number.NaN,
    error: magnitudeError(own, sigma),
    ci: at(band.ci),
    classValue: classed?.classValue ?? 0,
    probability: classed?.probability ?? Number.NaN,
  }
}
