/**
 * The exposures of a mosaic: where they lie, and their noise.
 *
 * Three dithered pointings of a detector with two chips are turned by the roll angle. The corners
 * of the field lie outside; the gap between the chips is filled but for a narrow strip; edges and
 * gap have fewer exposures.
 *
 * A pixel of rate s e-/s, exposed t s in n exposures of read noise R, has sigma^2 = (s + sky) / t +
 * n R^2 / t^2. Poisson's law is taken as a normal one: at these rates it counts hundreds of
 * electrons. Drizzling shares an input pixel among its neighbours (Fruchter & Hook 2002, section 7;
 * Casertano+2000, appendix): white noise is convolved with [c, 1 - 2c, c] along both axes, which
 * does not change the noise of a large area.
 */
import type { Tile } from '../cutouts/index.js'
import type { Random } from '../random.js'
import { WhiteNoise } from './lattice-noise.js'
import { N_EXPOSURES, READ_NOISE, type SimulatedBand } from './simulated-band.js'

export interface Coverage {
  /** Centre of the pointings, 0-based px. */
  readonly x: number
  readonly y: number
  readonly rollDeg: number
  /** Side of the two chips together. */
  readonly sidePx: number
  readonly gapPx: number
  /** Offsets of the exposures in the detector's frame, px. */
  readonly dithers: readonly (readonly [number, number])[]
}

/** 1.2" between the chips of WFC3/UVIS (instrument handbook, section 5.2). */
const GAP_PX = 31
const DITHER_PX = 13
/** The c above. Pixels then scatter by 0.62 sigma, as with pixfrac 0.8 at the detector's scale. */
export const SHARED_NOISE = 0.115

/** The detector is a little larger than the field, so that its turned edges cut the corners. */
export function drawCoverage(random: Random, sizePx: number): Coverage {
  return {
    x: sizePx / 2 - 0.5 + random.between(-0.01, 0.01) * sizePx,
    y: sizePx / 2 - 0.5 + random.between(-0.01, 0.01) * sizePx,
    rollDeg: random.between(2, 6) * (random.uniform() < 0.5 ? -1 : 1),
    sidePx: 1.04 * sizePx,
    gapPx: GAP_PX,
    dithers: Array.from({ length: N_EXPOSURES }, (_, i) => [
      random.between(-6, 6),
      (i - (N_EXPOSURES - 1) / 2) * DITHER_PX,
    ]),
  }
}

/**
 * The exposures of a varied field: any roll, a gap that dithers fill or not, and a detector that
 * covers the field wholly or in part.
 *
 * @param columnDeg direction of the detector's columns in the mosaic
 */
export function variedCoverage(random: Random, sizePx: number, columnDeg: number): Coverage {
  const plain = drawCoverage(random, sizePx)
  const step = DITHER_PX * random.between(0.3, 2.2)
  return {
    ...plain,
    // The gap lies across the columns. Without a roll they point along +y, to 90 degrees, as in
    // plain fields; half a turn shows nothing.
    rollDeg: ((columnDeg + 135) % 180) - 45,
    sidePx: sizePx * random.between(1.05, 1.5),
    dithers: plain.dithers.map(([along], i) => [along, (i - (N_EXPOSURES - 1) / 2) * step]),
  }
}

/** Share of the exposures that saw a place, 0 to 1. */
export function coverageAt(coverage: Coverage, x: number, y: number): number {
  const { rollDeg, sidePx, gapPx, dithers } = coverage
  const roll = (rollDeg * Math.PI) / 180
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)]
  const dx = x - coverage.x
  const dy = y - coverage.y
  const u = dx * cos + dy * sin
  const v = dy * cos - dx * sin
  let n = 0
  for (let i = 0; i < dithers.length; i++) {
    const a = Math.abs(u - dithers[i][0])
    const b = Math.abs(v - dithers[i][1])
    if (a < sidePx / 2 && b < sidePx / 2 && b > gapPx / 2) n++
  }
  return n / dithers.length
}

/**
 * Adds noise to rates, in place. A pixel without exposure becomes 0, as drizzling leaves it.
 *
 * @param shared the c above, up to 0.25
 */
export function addNoise(
  tile: Tile,
  band: SimulatedBand,
  coverage: Coverage,
  seed: number,
  shared = SHARED_NOISE,
): void {
  const { x0, y0, width, height, pixels } = tile
  const { exposureS, skyRate } = band
  const noise = correlatedNoise(seed, tile, shared)
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const share = coverageAt(coverage, x0 + column, y0 + row)
      if (share === 0) {
        pixels[i] = 0
        continue
      }
      const t = exposureS * share
      const readout = (N_EXPOSURES * share * READ_NOISE ** 2) / t ** 2
      pixels[i] += noise[i] * Math.sqrt((Math.max(pixels[i], 0) + skyRate) / t + readout)
    }
  }
}

/** Standard deviation of an empty pixel, e-/s. */
export function skyNoise({ exposureS, skyRate }: SimulatedBand): number {
  return Math.sqrt(skyRate / exposureS + (N_EXPOSURES * READ_NOISE ** 2) / exposureS ** 2)
}

/** White noise of standard deviation 1, convolved; it depends on place and seed alone. */
function correlatedNoise(
  seed: number,
  { x0, y0, width, height }: Tile,
  shared: number,
): Float32Array {
  const centre = 1 - 2 * shared
  const lines = height + 2
  const along = new Float32Array(width * lines)
  const white = new Float32Array(width + 2)
  const source = new WhiteNoise(seed, x0 - 1, white.length)
  for (let line = 0; line < lines; line++) {
    source.fillRow(white, y0 + line - 1)
    for (let k = 0; k < width; k++) {
      along[line * width + k] = centre * white[k + 1] + shared * (white[k] + white[k + 2])
    }
  }
  const noise = new Float32Array(width * height)
  for (let i = 0; i < noise.length; i++) {
    noise[i] = centre * along[i + width] + shared * (along[i] + along[i + 2 * width])
  }
  return noise
}
