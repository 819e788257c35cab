/** Fields with known truth for detection: a sky with a slope, noise, and round sources on it. */
import { Random } from '../../src/random.js'

export interface MadeSource {
  readonly x: number
  readonly y: number
  readonly flux: number
  readonly sigmaPx: number
}

export interface MadeField {
  readonly width: number
  readonly height: number
  readonly pixels: Float32Array
  readonly sources: readonly MadeSource[]
  readonly noise: number
}

export interface Making {
  readonly seed: number
  readonly width?: number
  readonly height?: number
  readonly nSources?: number
  /** Least and largest total flux; drawn as a power law of slope -2. */
  readonly fluxes?: readonly [least: number, largest: number]
  readonly sigmaPx?: readonly [least: number, largest: number]
  readonly noise?: number
  /** The sky at pixel x, y. */
  readonly sky?: (x: number, y: number) => number
}

const flatSky = () => 0.05
const REACH_SIGMAS = 6

export function makeField(making: Making): MadeField {
  const { seed, width = 256, height = 256, nSources = 60, noise = 0.01 } = making
  const { fluxes = [0.3, 30], sigmaPx = [0.9, 1.6], sky = flatSky } = making
  const random = new Random(seed)
  const pixels = new Float32Array(width * height)
  const sources = Array.from({ length: nSources }, (): MadeSource => {
    const share = random.uniform()
    const flux = 1 / (1 / fluxes[0] + share * (1 / fluxes[1] - 1 / fluxes[0]))
    return {
      x: random.uniform() * (width - 1),
      y: random.uniform() * (height - 1),
      flux,
      sigmaPx: sigmaPx[0] + random.uniform() * (sigmaPx[1] - sigmaPx[0]),
    }
  })
  for (const source of sources) paint({ width, height, pixels }, source)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels[y * width + x] += sky(x, y) + noise * random.normal()
  }
  return { width, height, pixels, sources, noise }
}

/** A Gaussian, at the centres of pixels. */
export function paint(
  { width, height, pixels }: Pick<MadeField, 'width' | 'height' | 'pixels'>,
  { x, y, flux, sigmaPx }: MadeSource,
): void {
  const reach = REACH_SIGMAS * sigmaPx
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
    for (let at = Math.max(0, Math.ceil(x - reach)); at <= Math.min(width - 1, x + reach); at++) {
      const square = (at - x) ** 2 + (row - y) ** 2
      const share = Math.exp(-square / (2 * sigmaPx ** 2)) / (2 * Math.PI * sigmaPx ** 2)
      pixels[row * width + at] += flux * share
    }
  }
}
