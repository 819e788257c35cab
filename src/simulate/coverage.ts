/**
 * Where a mosaic has exposures: three dithered pointings of a detector of two chips, turned by the roll angle. Corners
 * lie outside, the gap between the chips is filled but for a sliver, and edges and gap have fewer exposures.
 */
import type { Random } from '../random.js'
import { N_EXPOSURES } from './simulated-band.js'

export interface Coverage {
  /** 0-based px: the middle of the pointings. */
  readonly x: number
  readonly y: number
  readonly rollDeg: number
  /** Of the two chips together. */
  readonly sidePx: number
  readonly gapPx: number
  /** Offsets of the exposures in the detector's frame. */
  readonly dithers: readonly (readonly [number, number])[]
}

/** 1.2" between the chips of WFC3/UVIS (instrument handbook, section 5.2). */
const GAP_PX = 31
const DITHER_PX = 13

/** A detector that is a little larger than the field, so that its turned edges cut the corners. */
export function drawCoverage(random: Random, sizePx: number): Coverage {
  const between = (low: number, high: number) => low + (high - low) * random.uniform()
  return {
    x: sizePx / 2 - 0.5 + between(-0.01, 0.01) * sizePx,
    y: sizePx / 2 - 0.5 + between(-0.01, 0.01) * sizePx,
    rollDeg: between(2, 6) * (random.uniform() < 0.5 ? -1 : 1),
    sidePx: 1.04 * sizePx,
    gapPx: GAP_PX,
    dithers: Array.from({ length: N_EXPOSURES }, (_, i) => [
      between(-6, 6),
      (i - (N_EXPOSURES - 1) / 2) * DITHER_PX,
    ]),
  }
}

/** Share of the exposures that saw a place, 0 to 1. */
export function coverageAt(coverage: Coverage, x: number, y: number): number {
  const { rollDeg, sidePx, gapPx, dithers } = coverage
  const roll = (rollDeg * Math.PI) / 180
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)]
  const [dx, dy] = [x - coverage.x, y - coverage.y]
  const [u, v] = [dx * cos + dy * sin, dy * cos - dx * sin]
  let n = 0
  for (const [du, dv] of dithers) {
    const [a, b] = [Math.abs(u - du), Math.abs(v - dv)]
    if (a < sidePx / 2 && b < sidePx / 2 && b > gapPx / 2) n++
  }
  return n / dithers.length
}
