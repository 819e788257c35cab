/**
 * Stars of the galaxy that no catalogue lists: a part of the light of disc and arms comes as single
 * stars, so that crowding grows with the light. Their luminosity function is dN/dM ~ 10^(0.3 M). It
 * begins at the brightest star, a giant of the old disc or a supergiant of the arms, and ends where
 * stars blend into smooth light. Each cell of the mosaic has its own generator of random numbers,
 * so that tiles agree.
 */
import type { BandLetter } from '../catalog/index.js'
import type { Tile } from '../cutouts/index.js'
import { distanceModulusOf, fluxIn, fluxOf, transmissionIn } from '../photometry/index.js'
import { magnitudeIn } from '../populations/index.js'
import { Random, seedFor } from '../random.js'
import { type Galaxy, galaxyLight } from './galaxy.js'
import { componentRates } from './galaxy-bands.js'
import type { SimulatedBand } from './simulated-band.js'

const KINDS = ['old', 'young'] as const
type Kind = (typeof KINDS)[number]

const SLOPE = 0.3
/** M_V of the brightest and of the faintest star. */
const RANGES = { old: [-4.5, -1.5], young: [-8, -2.5] } as const
/** Share of the light of disc or arms that comes from stars in this range. */
const SHARES = { old: 0.08, young: 0.25 } as const
/** No exposure can tell a star fainter than this V from smooth light. */
const FAINTEST_V = 30
const CELL_PX = 64

export interface FieldStar {
  /** 0-based mosaic position. */
  readonly x: number
  readonly y: number
  /** Vega magnitudes without dust. */
  readonly magnitudes: Readonly<Record<BandLetter, number>>
  /** E(B-V), mag. */
  readonly reddening: number
}

/**
 * Mean and scatter of B-V, V-I, U-B and NUV-B: giants of the old disc; the main sequence and blue
 * giants of the arms.
 */
const COLOURS = {
  old: { bv: [1.2, 0.3], vi: [1.35, 0.35], ub: [1, 0.4], nuvb: [3, 0.7] },
  young: { bv: [-0.05, 0.2], vi: [0, 0.25], ub: [-0.85, 0.3], nuvb: [-1.3, 0.5] },
} as const

/** Share of the light of disc and arms that the drawn stars have: less at a larger distance. */
export function stellarShares(
  distanceMpc: number,
  ofAll: Galaxy['stellarShares'] = SHARES,
): Record<Kind, number> {
  const shareOf = (kind: Kind) => {
    const [brightest, faintest] = RANGES[kind]
    const limit = faintestDrawn(kind, distanceModulusOf(distanceMpc))
    return ofAll[kind] * (lightBetween(brightest, limit) / lightBetween(brightest, faintest))
  }
  return { old: shareOf('old'), young: shareOf('young') }
}

/**
 * The stars in a tile and near it.
 *
 * @param vBand the galaxy's light in V fixes the number of stars
 * @param marginPx how far outside the tile they may lie
 */
export function fieldStars(
  galaxy: Galaxy,
  { vBand, distanceMpc }: { vBand: SimulatedBand; distanceMpc: number },
  { x0, y0, width, height }: Omit<Tile, 'pixels'>,
  marginPx: number,
): FieldStar[] {
  const shares = stellarShares(distanceMpc, galaxy.stellarShares)
  const cell = (place: number) => Math.floor(place / CELL_PX)
  const stars: FieldStar[] = []
  for (let row = cell(y0 - marginPx); row <= cell(y0 + height + marginPx); row++) {
    for (let column = cell(x0 - marginPx); column <= cell(x0 + width + marginPx); column++) {
      stars.push(...starsOfCell(galaxy, { vBand, distanceMpc, shares }, column, row))
    }
  }
  return stars
}

/**
 * Flux of stars in a band, behind their dust, e-/s.
 *
 * @param foreground factor of the band's light, from dust in front of everything
 */
export function starFluxIn(band: SimulatedBand, foreground = 1): (star: FieldStar) => number {
  const flux = fluxIn(band)
  const transmission = transmissionIn(band)
  return ({ magnitudes, reddening }) =>
    foreground * (flux(magnitudeIn(band, magnitudes)) * transmission(reddening))
}

interface View {
  readonly vBand: SimulatedBand
  readonly distanceMpc: number
  readonly shares: Record<Kind, number>
}

function starsOfCell(
  galaxy: Galaxy,
  { vBand, distanceMpc, shares }: View,
  column: number,
  row: number,
): FieldStar[] {
  const random = new Random(seedFor(galaxy.seed, 'stars', column, row))
  const [x0, y0] = [column * CELL_PX, row * CELL_PX]
  const light = galaxyLight(galaxy, x0 + CELL_PX / 2, y0 + CELL_PX / 2)
  const rates = componentRates(galaxy, vBand)
  const modulus = distanceModulusOf(distanceMpc)
  return KINDS.flatMap((kind) => {
    if (shares[kind] <= 0) return []
    const flux = shares[kind] * rates[kind] * light[kind] * CELL_PX ** 2
    const mean = flux / meanFlux(kind, vBand, modulus)
    return Array.from({ length: poisson(mean, random) }, () => ({
      x: x0 + CELL_PX * random.uniform(),
      y: y0 + CELL_PX * random.uniform(),
      magnitudes: magnitudesOf(kind, drawAbsolute(kind, modulus, random) + modulus, random),
      reddening: random.uniform() < 0.5 ? 0 : light.reddening,
    }))
  })
}

function magnitudesOf(kind: Kind, v: number, random: Random) {
  const { bv, vi, ub, nuvb } = COLOURS[kind]
  const drawn = ([mean, scatter]: readonly [number, number]) => mean + scatter * random.normal()
  const b = v + drawn(bv)
  return { nuv: b + drawn(nuvb), u: b + drawn(ub), b, v, i: v - drawn(vi) }
}

/** Draws M_V: the inverse of the cumulative luminosity function of a uniform number. */
function drawAbsolute(kind: Kind, distanceModulus: number, random: Random): number {
  const limits = [RANGES[kind][0], faintestDrawn(kind, distanceModulus)]
  const [low, high] = limits.map((magnitude) => 10 ** (SLOPE * magnitude))
  return Math.log10(low + (high - low) * random.uniform()) / SLOPE
}

/** Mean flux of a star: 10^(-0.4 M) over dN ~ 10^(0.3 M) dM, e-/s. */
function meanFlux(kind: Kind, band: SimulatedBand, distanceModulus: number): number {
  const [brightest, faintest] = [RANGES[kind][0], faintestDrawn(kind, distanceModulus)]
  const light = lightBetween(brightest, faintest) / (0.4 - SLOPE)
  const number = numberBetween(brightest, faintest) / SLOPE
  return fluxOf(distanceModulus, band) * (light / number)
}

function faintestDrawn(kind: Kind, distanceModulus: number): number {
  const [brightest, faintest] = RANGES[kind]
  return Math.max(brightest, Math.min(faintest, FAINTEST_V - distanceModulus))
}

/** Integral of 10^(0.3 M) 10^(-0.4 M) dM, up to a constant factor. */
function lightBetween(brightest: number, faintest: number): number {
  return 10 ** ((SLOPE - 0.4) * brightest) - 10 ** ((SLOPE - 0.4) * faintest)
}

/** Integral of 10^(0.3 M) dM, up to a constant factor. */
function numberBetween(brightest: number, faintest: number): number {
  return 10 ** (SLOPE * faintest) - 10 ** (SLOPE * brightest)
}

/** Draws a Poisson number: Knuth's product, or a rounded normal number for a large mean. */
function poisson(mean: number, random: Random): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
  const end = Math.exp(-mean)
  let n = 0
  for (let p = random.uniform(); p > end; p *= random.uniform()) n++
  return n
}
