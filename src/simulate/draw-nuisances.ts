/**
 * Draws what a varied field is like from the field's seed. Ranges are those that real data hold as
 * far as we know them, and a little more.
 */
import { BAND_LETTERS, type BandLetter } from '../catalog/index.js'
import { type Aberrations, drawAberrations, softnessPx } from '../light/index.js'
import {
  drawOtherShares,
  PHANGS_SHARES,
  type Population,
  type PopulationName,
  populationOf,
  withFainter,
  withPhangsColours,
} from '../populations/index.js'
import { Random, seedFor } from '../random.js'
import { drawDensities } from './artefact-densities.js'
import { bandsNotVaried, withoutVariation } from './not-varied.js'
import type { BandNuisances, FixedNuisances, Nuisances } from './nuisances.js'
import { DEFAULT_BANDS, type SimulatedBand, simulatedBands } from './simulated-band.js'
import { drawSkyResidual } from './sky-residual.js'

const POPULATIONS: readonly PopulationName[] = ['ngc1566', 'ngc628c', 'mean']
const DISTANCES_MPC = [3, 40] as const
const DEPTHS = [0.2, 4] as const
const LARGEST_SHIFT_PX = 0.5
const LARGEST_OFFSET_PX = 1.5

/**
 * Draws a field.
 *
 * @param seed of the field; the same seed gives the same field
 * @example drawNuisances(7, { distanceMpc: 10 }).bands[1].filter // 'F336W'
 */
export function drawNuisances(seed: number, fixed: FixedNuisances = {}): Nuisances {
  const random = new Random(seedFor(seed, 'nuisances'))
  // Drawn even if it is not used, so that what follows is drawn alike.
  const drawnDepth = between(random, DEPTHS)
  const { notVaried = [] } = fixed
  const bands = fixed.bands ?? bandsNotVaried(drawBands(random, drawnDepth), notVaried)
  const depth = fixed.bands || notVaried.includes('noise') ? depthOf(bands) : drawnDepth
  const named = fixed.population ?? populationOf(POPULATIONS[random.integer(POPULATIONS.length)])
  const distanceMpc = fixed.distanceMpc ?? Number(between(random, DISTANCES_MPC).toFixed(2))
  const shares = drawClassShares(random, fixed.class4Share)
  const coloured = withPhangsColours(named, random.between(0.75, 1))
  const fainter = faintness(random, distanceMpc / named.distanceMpc, depth)
  const focus = drawAberrations(random)
  const pixfrac = random.between(0.6, 1)
  const band = (letter: BandLetter) => drawBandNuisances(random, letter, focus, bands)
  const ofBand = Object.fromEntries(BAND_LETTERS.map((letter) => [letter, band(letter)]))
  return withoutVariation({
    ...{ distanceMpc, bands, depth, pixfrac, notVaried },
    population: { ...withFainter(coloured, fainter), classShares: shares },
    ofBand: ofBand as Record<BandLetter, BandNuisances>,
    columnDeg: random.between(0, 360),
    scatterPx: between(random, [0.05, 0.4]),
    offsetPx: drawOffset(random),
    crowding: between(random, [0.1, 3.5]),
    sizeFactor: between(random, [0.75, 1.4]),
    otherShares: drawOtherShares(random),
    foregroundEbv: 0.15 * random.uniform() ** 3,
    nPeople: fixed.people ?? 3 + random.integer(3),
  })
}

/**
 * Filters and cameras of the five positions: WFC3 for the two bluest, and WFC3 or ACS for the
 * others, with exposures around LEGUS's.
 */
function drawBands(random: Random, depth: number): SimulatedBand[] {
  const pick = (choices: readonly string[]) => choices[random.integer(choices.length)]
  const isAcs = random.uniform() < 0.45
  const camera = isAcs ? 'ACS/' : ''
  const b = isAcs ? pick(['F435W', 'F435W', 'F475W']) : pick(['F438W', 'F438W', 'F475W'])
  const v = pick(['F555W', 'F555W', 'F606W'])
  const i = pick(['F814W', 'F814W', 'F814W', 'F775W'])
  // Programmes that add ultraviolet bands to old mosaics of ACS have B of either camera.
  const isMixed = isAcs && random.uniform() < 0.3
  const blue = isMixed ? 'F438W' : `${camera}${b}`
  const names = ['F275W', 'F336W', blue, `${camera}${v}`, `${camera}${i}`]
  const exposures = usualBands().map(({ exposureS }) =>
    Math.round(exposureS * depth * between(random, [0.7, 1.4])),
  )
  return simulatedBands(names, exposures)
}

/** The exposure of V, which simulatedBands asks for, relative to the usual one. */
function depthOf(bands: readonly SimulatedBand[]): number {
  const [given, usual] = [bands, usualBands()].map((some) => {
    return some.find(({ letter }) => letter === 'v')!.exposureS
  })
  return given / usual
}

function usualBands(): SimulatedBand[] {
  return simulatedBands(DEFAULT_BANDS)
}

/** Shares of the classes: class 4 from 15 to 75 %, the others about PHANGS's. */
function drawClassShares(random: Random, fixed?: number): Population['classShares'] {
  const four = fixed ?? 0.15 + 0.6 * random.uniform() ** 1.2
  const clusters = PHANGS_SHARES.slice(0, 3).map((share) => share * between(random, [0.7, 1.4]))
  const total = clusters.reduce((sum, share) => sum + share, 0)
  const [one, two, three] = clusters.map((share) => ((1 - four) * share) / total)
  return [one, two, three, four]
}

/**
 * By how much sources are fainter than the population's, mag. Catalogues end where errors grow, so
 * V follows the distance only in part, and the depth: 1.25 log10 of it where the sky dominates.
 */
function faintness(random: Random, farther: number, depth: number): number {
  const byDistance = Math.min(0.8, Math.max(-1.6, 0.5 * 5 * Math.log10(farther)))
  return byDistance + 0.8 * 1.25 * Math.log10(depth) + 0.25 * random.normal()
}

function drawBandNuisances(
  random: Random,
  letter: BandLetter,
  focus: Aberrations,
  bands: readonly SimulatedBand[],
): BandNuisances {
  const band = bands.find((one) => one.letter === letter)
  const softness = band ? softnessPx(band.instrument, WAVELENGTH_NM[letter]) : 0.35
  const own = drawAberrations(random)
  return {
    shiftPx: letter === 'v' ? [0, 0] : inDisc(random, drawnShift(random)),
    jitterPx: softness * random.between(0.4, 1.35),
    // A visit has one wavefront, but for a part of the focus.
    aberrations: { ...focus, ...chargeOf(own), defocusNm: focus.defocusNm + 0.3 * own.defocusNm },
    sharedNoise: random.between(0.01, 0.23),
    sky: drawSkyResidual(random),
    artefacts: drawDensities(random, letter),
  }
}

function chargeOf({ chargeFactor, haloFactor }: Aberrations) {
  return { chargeFactor, haloFactor }
}

const WAVELENGTH_NM: Readonly<Record<BandLetter, number>> = {
  ...{ nuv: 268, u: 329, b: 427, v: 530, i: 790 },
}

/** Most mosaics are registered to a tenth of a pixel, some are not. */
function drawnShift(random: Random): number {
  return random.uniform() < 0.6 ? 0.12 * random.uniform() : LARGEST_SHIFT_PX * random.uniform()
}

/** Half of the catalogues have no offset; a wrong origin is 1 px along both axes, 1.41 px. */
function drawOffset(random: Random): readonly [number, number] {
  if (random.uniform() < 0.45) return [0, 0]
  return inDisc(random, LARGEST_OFFSET_PX * random.uniform() ** 1.3)
}

function inDisc(random: Random, radius: number): readonly [number, number] {
  const angle = random.between(0, 2 * Math.PI)
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}

/** Log-uniform. */
function between(random: Random, [low, high]: readonly [number, number]): number {
  return low * (high / low) ** random.uniform()
}
