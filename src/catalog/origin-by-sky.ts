/**
 * Pixels of places on the sky, and whether x, y of the same rows count from 0 or from 1: each row
 * whose right ascension and declination lie where one of the two puts it is a vote for it.
 */
import { rowsSaid } from '../notes.js'
import type { SkyFrame } from '../wcs/index.js'
import type { Pairs } from './no-place.js'
import type { SkyPositions, SkyStep } from './sky-columns.js'

/** What turns sky positions (degrees of ICRS) into 0-based pixels: a `Wcs` of starsift/wcs. */
export interface SkyToPixel {
  /** The frame of the mosaics' own numbers. */
  readonly headerFrame?: SkyFrame | undefined
  skyToPixel(ra: number, dec: number): { x: number; y: number }
}

/**
 * Positions from the sky carry the rounding of the projection, 1e-9 px or so. Where a whole or half
 * pixel decides which pixels a stamp takes, that noise would decide: nearer than this, a position
 * is the whole or half pixel.
 */
const TIE_PX = 1e-6

/**
 * The pixels of places on the sky, 0-based; NaN where a row has none, or where it has no pixel.
 *
 * @returns also how far half a unit of the last decimal moves a position along an axis, px
 */
export function skyPixels(
  { ra, dec, halfStepDeg }: Pick<SkyPositions, 'ra' | 'dec' | 'halfStepDeg'>,
  wcs: SkyToPixel,
): Pairs & { halfStepPx: number } {
  const x = new Float64Array(ra.length).fill(Number.NaN)
  const y = x.slice()
  let first: number | undefined
  for (let row = 0; row < ra.length; row++) {
    if (!Number.isFinite(ra[row] + dec[row])) continue
    const pixel = wcs.skyToPixel(ra[row], dec[row])
    x[row] = settled(pixel.x)
    y[row] = settled(pixel.y)
    if (first === undefined && Number.isFinite(pixel.x + pixel.y)) first = row
  }
  const halfStepPx =
    first === undefined ? 0 : stepPx({ ra: ra[first], dec: dec[first] }, halfStepDeg, wcs)
  return { x, y, halfStepPx }
}

function settled(px: number): number {
  const tie = Math.round(2 * px) / 2
  return Math.abs(px - tie) < TIE_PX ? tie : px
}

/** How far a step on the sky moves a position, px. */
export function stepPx(at: SkyStep, step: SkyStep, wcs: SkyToPixel): number {
  if (step.ra === 0 && step.dec === 0) return 0
  const here = wcs.skyToPixel(at.ra, at.dec)
  const alongRa = wcs.skyToPixel(at.ra + step.ra, at.dec)
  const alongDec = wcs.skyToPixel(at.ra, at.dec - Math.sign(at.dec) * step.dec)
  return Math.max(
    Math.hypot(alongRa.x - here.x, alongRa.y - here.y),
    Math.hypot(alongDec.x - here.x, alongDec.y - here.y),
  )
}

/** A vote is given by a row that lies so near to one of the two places. */
const NEAR_PX = 0.7
/** So much more often than the other must an origin be voted for. */
const CLEARLY = 4

/**
 * The origin that right ascension and declination give to x, y.
 *
 * @returns no origin where most rows fit neither, or both about as often; `why` says so
 */
export function originBySky(
  own: Pairs,
  sky: SkyPositions,
  wcs: SkyToPixel,
): { origin?: 0 | 1; why: string } {
  const places = skyPixels(sky, wcs)
  const votes: [number[], number[]] = [[], []]
  let nCompared = 0
  for (let row = 0; row < own.x.length; row++) {
    const [dx, dy] = [own.x[row] - places.x[row], own.y[row] - places.y[row]]
    if (!Number.isFinite(dx + dy)) continue
    nCompared++
    const [zero, one] = [Math.hypot(dx, dy), Math.hypot(dx - 1, dy - 1)]
    const reach = NEAR_PX + places.halfStepPx
    if (Math.min(zero, one) < reach && zero !== one) votes[zero < one ? 0 : 1].push(row)
  }
  const names = sky.names.join(', ')
  if (nCompared === 0) return { why: `no row with ${names} on the mosaics tells it` }
  const origin = votes[0].length > votes[1].length ? 0 : 1
  const [most, fewest] = [votes[origin], votes[1 - origin]]
  if (most.length > nCompared / 2 && most.length >= CLEARLY * fewest.length) {
    const all = most.length === nCompared
    return {
      origin,
      why: `as ${names} ${all ? 'say' : `say in ${most.length} of ${nCompared} rows`}`,
    }
  }
  const counts = votes.map((rows, value) => `${rowsSaid(rows, nCompared)} fit origin ${value}`)
  return { why: `by ${names} ${counts.join(', ')}` }
}
