/**
 * What lies in a varied field beside candidates and the galaxy: regions of ionised gas, background
 * galaxies, and bright stars of our own galaxy. No catalogue lists them.
 */
import type { BandLetter } from '../catalog/index.js'
import type { Part, SourceShape } from '../light/index.js'
import { fluxOf } from '../photometry/index.js'
import { drawShape, magnitudeIn } from '../populations/index.js'
import { Random, seedFor } from '../random.js'
import { type Coverage, coverageAt } from './exposures.js'
import { type Galaxy, galaxyLight } from './galaxy.js'
import type { ObservedBand } from './observed-band.js'
import type { PlanContext } from './planned-source.js'
import type { Light } from './source-light.js'

/** A source that is painted and not listed. */
export interface BackdropSource {
  readonly x: number
  readonly y: number
  readonly lights: readonly Light[]
}

interface Scene {
  /** Factor of a band's light, from dust in front of gas and distant galaxies. */
  readonly foregroundOf: (band: ObservedBand) => number
  readonly galaxy: Galaxy
  readonly coverage: Coverage
  readonly sizePx: number
  readonly distanceMpc: number
}

/** Draws the backdrop of a field from its seed. */
export function drawBackdrop(seed: number, scene: Scene, context: PlanContext): BackdropSource[] {
  const random = new Random(seedFor(seed, 'backdrop'))
  const area = scene.sizePx ** 2 / 1e6
  const many = (most: number) => Math.round(area * most * random.uniform() ** 2)
  const make = (n: number, one: (random: Random, scene: Scene) => BackdropSource | undefined) =>
    Array.from({ length: n }, () => one(random, scene)).filter((found) => found !== undefined)
  const far = [
    ...make(many(60), (...job) => gasRegion(...job, context.bands)),
    ...make(many(30), (...job) => distantGalaxy(...job, context)),
  ]
  // Our own galaxy's stars have the colours that they are seen with.
  const near = make(many(2.5), (...job) => brightStar(...job, context))
  return [...far.map((source) => behindDust(source, scene, context.bands)), ...near]
}

function behindDust(
  { lights, ...place }: BackdropSource,
  { foregroundOf }: Scene,
  bands: readonly ObservedBand[],
): BackdropSource {
  const dimmed = ({ shape, fluxes }: Light): Light => ({
    shape,
    fluxes: Object.fromEntries(
      bands.map((band) => [band.letter, foregroundOf(band) * fluxes[band.letter]!]),
    ),
  })
  return { ...place, lights: lights.map(dimmed) }
}

function placeIn({ sizePx, coverage }: Scene, random: Random) {
  for (let k = 0; k < 20; k++) {
    const [x, y] = [sizePx * random.uniform(), sizePx * random.uniform()]
    if (coverageAt(coverage, x, y) > 0) return { x, y }
  }
  return undefined
}

/**
 * Magnitude in a filter minus V (F555W) of gas: H beta and [O III] in F475W and F555W, H alpha in
 * F606W too; a little continuum elsewhere.
 */
function gasColour({ letter, filter }: ObservedBand): number {
  if (filter === 'F606W') return -0.7
  if (filter === 'F475W') return 0
  return GAS[letter]
}

const GAS: Readonly<Record<BandLetter, number>> = { nuv: 1.2, u: 0.9, b: 1.6, v: 0, i: 1.2 }

/** A patch or a broken shell of gas, where young stars are. */
function gasRegion(
  random: Random,
  scene: Scene,
  bands: readonly ObservedBand[],
): BackdropSource | undefined {
  const place = placeIn(scene, random)
  if (!place) return undefined
  const { young } = galaxyLight(scene.galaxy, place.x, place.y)
  if (random.uniform() > Math.min(1, 0.1 + young)) return undefined
  const radius = 3 * (26 / 3) ** random.uniform()
  const shape = random.uniform() < 0.5 ? patch(random, radius) : shell(random, radius)
  // V per square arcsec of the gas, as bright as the galaxy's brighter parts.
  const surface = random.between(20, 23)
  const v = surface - 2.5 * Math.log10(Math.PI * (radius * 0.0396) ** 2)
  const fluxes = bands.map((band) => [band.letter, fluxOf(v + gasColour(band), band)])
  return { ...place, lights: [{ shape, fluxes: Object.fromEntries(fluxes) }] }
}

function blob(random: Random, rEffPx: number): Part['shape'] {
  const [q, angleDeg] = [random.between(0.4, 1), random.between(0, 360)]
  return { kind: 'eff', rEffPx, gamma: random.between(4, 12), truncation: 6, q, angleDeg }
}

function patch(random: Random, radius: number): SourceShape {
  const n = 1 + random.integer(4)
  const parts = Array.from({ length: n }, (): Part => {
    const [dxPx, dyPx] = [0.6 * radius * random.normal(), 0.6 * radius * random.normal()]
    return {
      shape: blob(random, radius * random.between(0.5, 1)),
      dxPx,
      dyPx,
      share: 1 / n,
      colour: 0,
    }
  })
  return { kind: 'composite', parts }
}

function shell(random: Random, radius: number): SourceShape {
  const n = 7 + random.integer(6)
  const start = random.between(0, 2 * Math.PI)
  const open = random.between(0.55, 1)
  const parts = Array.from({ length: n }, (_, k): Part => {
    const angle = start + (2 * Math.PI * open * k) / n
    const r = radius * random.between(0.9, 1.1)
    return {
      shape: blob(random, radius * random.between(0.2, 0.4)),
      ...{ dxPx: r * Math.cos(angle), dyPx: r * Math.sin(angle) },
      ...{ share: random.between(0.3, 1) / n, colour: 0 },
    }
  })
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  return {
    kind: 'composite',
    parts: parts.map((part) => ({ ...part, share: part.share / total })),
  }
}

const KINDS = ['galaxy-disc', 'galaxy-spiral', 'galaxy-spheroid'] as const

function distantGalaxy(
  random: Random,
  scene: Scene,
  { bands }: PlanContext,
): BackdropSource | undefined {
  const place = placeIn(scene, random)
  if (!place) return undefined
  const options = { distanceMpc: scene.distanceMpc, filter: 'F555W' }
  const shape = drawShape(KINDS[random.integer(3)], random, options)
  const v = random.between(21.5, 26)
  const bv = random.between(0.3, 1.4)
  const magnitudes = { nuv: v + bv + 1.5, u: v + bv + 0.3, b: v + bv, v, i: v - 0.6 - 0.5 * bv }
  return { ...place, lights: [lightIn(bands, magnitudes, shape)] }
}

/** A star of our galaxy, V 15.5 to 20.5; the bright ones bleed and have spikes. */
function brightStar(
  random: Random,
  scene: Scene,
  { bands, fullWell, columnDeg }: PlanContext,
): BackdropSource | undefined {
  const place = placeIn(scene, random)
  if (!place) return undefined
  const v = 15.5 + 5 * random.uniform() ** 0.5
  const bv = random.between(0.4, 1.4)
  const magnitudes = { nuv: v + 4 * bv - 1, u: v + 2.2 * bv - 0.7, b: v + bv, v, i: v - 1.1 * bv }
  const shape: SourceShape =
    v < 18.5 ? { kind: 'saturated', dxPx: 0, dyPx: 0, fullWell, columnDeg } : { kind: 'point' }
  return { ...place, lights: [lightIn(bands, magnitudes, shape)] }
}

function lightIn(
  bands: readonly ObservedBand[],
  magnitudes: Readonly<Record<BandLetter, number>>,
  shape: SourceShape,
): Light {
  const fluxes = bands.map((band) => [band.letter, fluxOf(magnitudeIn(band, magnitudes), band)])
  return { shape, fluxes: Object.fromEntries(fluxes) }
}
