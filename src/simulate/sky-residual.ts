/**
 * What sky subtraction leaves in a mosaic: a constant, a slope, and broad waves, in units of the
 * noise of an empty pixel.
 */
import type { Tile } from '../cutouts/index.js'
import type { Random } from '../random.js'
import { FractalNoise } from './lattice-noise.js'

export interface SkyResidual {
  readonly seed: number
  readonly level: number
  /** Differences from edge to edge along x and y. */
  readonly slope: readonly [number, number]
  readonly waves: number
}

const WAVE_PX = 350

export function drawSkyResidual(random: Random): SkyResidual {
  const strength = random.uniform() < 0.5 ? 0.1 : 0.7
  return {
    seed: random.uint32(),
    level: strength * random.normal(),
    slope: [strength * random.normal(), strength * random.normal()],
    waves: 0.5 * strength * random.uniform(),
  }
}

/**
 * Adds the residual to a tile, in place. Pixels that were not exposed (0) stay 0.
 *
 * @param noise standard deviation of an empty pixel, e-/s
 * @param sizePx side of the mosaic
 */
export function addSkyResidual(
  tile: Tile,
  { seed, level, slope: [sx, sy], waves }: SkyResidual,
  noise: number,
  sizePx: number,
): void {
  const { x0, y0, width, height, pixels } = tile
  const texture = new FractalNoise(seed, { scale: WAVE_PX, nOctaves: 2 })
  const step = 8
  const nNodes = Math.ceil(width / step) + 2
  const line = new Float32Array(nNodes)
  for (let row = 0, i = 0; row < height; row++) {
    const y = y0 + row
    // The waves are so broad that a row's are those of the rows below it, down to the next node.
    if (row === 0 || y % step === 0) {
      const node = y - (y % step)
      for (let k = 0; k < nNodes; k++) line[k] = waves * texture.at(x0 + k * step, node)
    }
    const rise = level + sy * (y / sizePx - 0.5)
    for (let column = 0; column < width; column++, i++) {
      if (pixels[i] === 0) continue
      const k = Math.floor(column / step)
      const t = column / step - k
      const wave = line[k] + t * (line[k + 1] - line[k])
      pixels[i] += noise * (rise + sx * ((x0 + column) / sizePx - 0.5) + wave)
    }
  }
}
