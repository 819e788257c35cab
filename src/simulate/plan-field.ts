/**
 * A field before it is painted: its galaxy, the footprint of the exposures, and its candidates.
 * More sources are planned than candidates are wanted, since noise moves some across the
 * catalogue's cuts; these are in the picture, but not in the catalogue.
 */
import { spikeDirection } from '../light/index.js'
import { atDistance, drawClass, drawSource, type Population } from '../populations/index.js'
import { Random, seedFor } from '../random.js'
import type { BackdropSource } from './backdrop.js'
import { CandidatePlaces } from './candidate-places.js'
import { type Coverage, drawCoverage } from './exposures.js'
import { drawGalaxy, type Galaxy, galaxyLight } from './galaxy.js'
import type { Nuisances } from './nuisances.js'
import type { ObservedBand } from './observed-band.js'
import { type PlanContext, type PlannedSource, planSource, subClassFor } from './planned-source.js'

export interface FieldOptions {
  readonly seed: number
  readonly sizePx: number
  readonly bands: readonly ObservedBand[]
  readonly population: Population
  readonly distanceMpc: number
  /** Number of candidates that are wanted. */
  readonly nCandidates: number
  /** What differs from a plain field; only in varied ones. */
  readonly nuisances?: Nuisances
}

export interface FieldPlan {
  readonly options: FieldOptions
  readonly galaxy: Galaxy
  readonly coverage: Coverage
  /** Standard deviation of the catalogue's positions along an axis, px. */
  readonly scatterPx: number
  /** In the order of drawing. */
  readonly sources: readonly PlannedSource[]
  /** What is painted and not listed; only in varied fields. */
  readonly backdrop?: readonly BackdropSource[]
}

/** Sources per wanted candidate, for each class: more of class 4 do not pass the cut in CI. */
const SURPLUS = { 1: 1.15, 2: 1.15, 3: 1.15, 4: 1.7 }
/** E(B-V) of an average place divided by E(B-V) in the middle of a lane. */
const AVERAGE_DUST = 0.6
/** e- that a pixel of the detector holds before it bleeds, in three exposures of the V band. */
export const FULL_WELL = 70_000 * 3

/**
 * Plans a field.
 *
 * @param onProgress gets the number of sources that are planned, and of all
 */
export function planField(
  options: FieldOptions,
  onProgress?: (nDone: number, nTotal: number) => void,
): FieldPlan {
  const { sizePx, bands, population, distanceMpc, nCandidates } = options
  const { random, galaxy, coverage } = groundOf(options)
  const scatterPx = 0.1 + 0.2 * random.uniform()
  const places = new CandidatePlaces(galaxy, coverage, sizePx, random)
  const v = bands.find(({ letter }) => letter === 'v')!
  const context: PlanContext = {
    bands,
    distanceMpc,
    populationDistanceMpc: population.distanceMpc,
    fullWell: FULL_WELL / v.exposureS,
    columnDeg: 90,
    spikeDeg: spikeDirection(v.instrument),
  }
  const seen = atDistance(population, distanceMpc)
  const planned = { ...population, classShares: withSurplus(population.classShares) }
  const nSources = Math.ceil(nCandidates * sum(planned.classShares)) + 10
  const sources: PlannedSource[] = []
  for (let i = 0; i < nSources; i++) {
    const classValue = drawClass(planned, random)
    const draw = drawSource(seen, classValue, random)
    const nucleus = classValue === 4 ? places.nucleus() : undefined
    const subClass = nucleus ? 'nucleus' : subClassFor(classValue, draw, v.psf, random)
    const place = nucleus ?? places.next(subClass)
    if (!place) continue
    const listed = (px: number) => thousandth(px + scatterPx * random.normal())
    const placement = { ...place, at: { x: listed(place.x), y: listed(place.y) } }
    const reddening = laneExcess(galaxy, place, random)
    sources.push(planSource({ classValue, subClass, draw, placement, reddening }, context, random))
    onProgress?.(i + 1, nSources)
  }
  return { options, galaxy, coverage, scatterPx, sources }
}

/**
 * Places of more candidates in a plain field, by the same law: artificial sources that lie there
 * have the surroundings of its own. They may be near those.
 *
 * @param options those of the field
 * @example morePlaces({ seed: 71, sizePx: 1000 }, new Random(1)).next('symmetric') // { x, y }
 */
export function morePlaces(
  options: Pick<FieldOptions, 'seed' | 'sizePx'>,
  random: Random,
): CandidatePlaces {
  const { galaxy, coverage } = groundOf(options)
  return new CandidatePlaces(galaxy, coverage, options.sizePx, random)
}

/** Galaxy and exposures, and the numbers that follow them. */
function groundOf({ seed, sizePx }: Pick<FieldOptions, 'seed' | 'sizePx'>) {
  const random = new Random(seedFor(seed, 'plan'))
  const galaxy = drawGalaxy(random, sizePx)
  return { random, galaxy, coverage: drawCoverage(random, sizePx) }
}

function withSurplus([one, two, three, four]: Population['classShares']) {
  return [SURPLUS[1] * one, SURPLUS[2] * two, SURPLUS[3] * three, SURPLUS[4] * four] as const
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/**
 * E(B-V) of a dust lane, which lies in front of half of the sources. The dust of an average place
 * is not counted: the population's colours hold it already.
 */
export function laneExcess(
  galaxy: Galaxy,
  { x, y }: { x: number; y: number },
  random: Random,
): number {
  const isBehind = random.uniform() < 0.5
  const { reddening } = galaxyLight(galaxy, x, y)
  return isBehind ? Math.max(0, reddening - AVERAGE_DUST * galaxy.laneReddening) : 0
}

/**
 * A coordinate as a catalogue lists it, to a thousandth of a pixel. Sources are measured there, so
 * that photometry at the listed position gives the listed magnitude.
 */
export function thousandth(px: number): number {
  return Math.round(1000 * px) / 1000
}
