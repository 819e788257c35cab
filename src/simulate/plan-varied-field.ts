/**
 * A varied field before it is painted (`simulate --vary`): as plan-field.ts, with everything that
 * nuisances.ts draws.
 */
import { spikeDirection } from '../light/index.js'
import {
  type ClassValue,
  drawClass,
  drawSource,
  QUANTITIES,
  type SourceDraw,
  type SubClass,
  variedSubClass,
} from '../populations/index.js'
import { Random, seedFor } from '../random.js'
import { drawBackdrop } from './backdrop.js'
import { CandidatePlaces } from './candidate-places.js'
import { variedCoverage } from './exposures.js'
import { foregroundIn } from './foreground-dust.js'
import type { Nuisances } from './nuisances.js'
import {
  type FieldOptions,
  type FieldPlan,
  FULL_WELL,
  laneExcess,
  thousandth,
} from './plan-field.js'
import { type PlannedSource, planSource, subClassFor } from './planned-source.js'
import { variedGalaxy } from './varied-galaxy.js'
import { planVariedSource, unevennessOf, type VariedContext } from './varied-source.js'

/** Sources per wanted candidate: more are lost than in plain fields where it is shallow. */
const SURPLUS = { 1: 1.2, 2: 1.2, 3: 1.3, 4: 1.7 }
/** A shallow field loses up to this factor more. */
const MOST_LOST = 1.5
const CI = QUANTITIES.indexOf('CI')

/**
 * Plans a field.
 *
 * @param onProgress gets the number of sources that are planned, and of all
 */
export function planVariedField(
  options: FieldOptions,
  nuisances: Nuisances,
  onProgress?: (nDone: number, nTotal: number) => void,
): FieldPlan {
  const { seed, sizePx, bands, population, distanceMpc, nCandidates } = options
  const random = new Random(seedFor(seed, 'varied plan'))
  const galaxy = variedGalaxy(random, sizePx, nuisances.crowding)
  const { scatterPx, columnDeg, offsetPx } = nuisances
  const arePlain = nuisances.notVaried.includes('forms')
  const coverage = variedCoverage(random, sizePx, columnDeg)
  const places = new CandidatePlaces(galaxy, coverage, sizePx, random)
  const context = contextOf(options, nuisances)
  const planned = { ...population, classShares: withSurplus(population.classShares, nuisances) }
  const nSources = Math.ceil(nCandidates * planned.classShares.reduce((a, b) => a + b, 0)) + 10
  const sources: PlannedSource[] = []
  for (let i = 0; i < nSources; i++) {
    const classValue = drawClass(planned, random)
    const draw = drawSource(population, classValue, random)
    const nucleus = classValue === 4 ? places.nucleus() : undefined
    const subClass = nucleus ? 'nucleus' : subClassIn(nuisances, context, classValue, draw, random)
    const place = nucleus ?? places.next(subClass)
    if (!place) continue
    const near = (px: number) => thousandth(px + scatterPx * random.normal())
    const at = { x: near(place.x), y: near(place.y) }
    const reddening = laneExcess(galaxy, place, random) + nuisances.foregroundEbv
    const wish = { classValue, subClass, draw, placement: { ...place, at }, reddening }
    const source = (arePlain ? planSource : planVariedSource)(wish, context, random)
    const listed = { x: at.x + offsetPx[0], y: at.y + offsetPx[1] }
    sources.push({ ...source, listed })
    onProgress?.(i + 1, nSources)
  }
  const foregroundOf = foregroundIn({ bands, nuisances })
  const scene = { galaxy, coverage, sizePx, distanceMpc, foregroundOf }
  const backdrop = drawBackdrop(seed, scene, context)
  return { options, galaxy, coverage, scatterPx, sources, backdrop }
}

function subClassIn(
  { notVaried, otherShares }: Nuisances,
  { bands }: VariedContext,
  classValue: ClassValue,
  draw: SourceDraw,
  random: Random,
): SubClass {
  if (!notVaried.includes('forms')) {
    return variedSubClass(classValue, draw.magnitudes, otherShares, random)
  }
  return subClassFor(classValue, draw, bands.find(({ letter }) => letter === 'v')!.psf, random)
}

/** What the plan of each source depends on. */
function contextOf(
  { bands, population, distanceMpc }: FieldOptions,
  { columnDeg, sizeFactor }: Nuisances,
): VariedContext {
  const v = bands.find(({ letter }) => letter === 'v')!
  const cuts = ([1, 2, 3, 4] as const).map((c) => population.classes[c].quantiles[CI][0])
  return {
    ...{ bands, distanceMpc, columnDeg },
    populationDistanceMpc: distanceMpc,
    fullWell: FULL_WELL / v.exposureS,
    spikeDeg: spikeDirection(v.instrument, columnDeg),
    sizeFactor,
    ciCut: Math.min(...cuts),
    unevenOptics: unevennessOf(v.psf),
  }
}

function withSurplus(shares: FieldOptions['population']['classShares'], { depth }: Nuisances) {
  const lost = Math.min(MOST_LOST, Math.max(1, depth ** -0.3))
  const [one, two, three, four] = shares
  return [
    lost * SURPLUS[1] * one,
    lost * SURPLUS[2] * two,
    lost * SURPLUS[3] * three,
    lost * SURPLUS[4] * four,
  ] as const
}
