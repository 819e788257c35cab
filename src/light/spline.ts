/**
 * A periodic picture between its samples, by cubic B-splines through them (Unser 1999, IEEE SP Mag.
 * 16(6), 22). They err far less than a local cubic, and the sum over a grid of pixels is the same
 * at every phase.
 */
import { type ComplexPicture, complexPicture, transform } from './fft.js'
import { frequencyOf, GRID_SIDE, OVERSAMPLING } from './telescope.js'

export class Spline {
  /** Coefficients of the splines; the origin is at index GRID_SIDE / 2 in both directions. */
  readonly coefficients: Float32Array

  private known: Float64Array | undefined

  private constructor(coefficients: Float32Array) {
    this.coefficients = coefficients
  }

  /**
   * The coefficients as the kernel for stars wants them: four planes, each with every fourth
   * column, so that those of neighbouring pixels are neighbours.
   */
  get planes(): Float64Array {
    if (this.known) return this.known
    const nColumns = GRID_SIDE / OVERSAMPLING
    // Numbers are read in pairs, the last one with one more.
    const planes = new Float64Array(GRID_SIDE * GRID_SIDE + 2)
    for (let i = 0; i < this.coefficients.length; i++) {
      const [row, column] = [Math.floor(i / GRID_SIDE), i % GRID_SIDE]
      const line = (column % OVERSAMPLING) * GRID_SIDE + row
      planes[line * nColumns + Math.floor(column / OVERSAMPLING)] = this.coefficients[i]
    }
    this.known = planes
    return planes
  }

  /** The picture that has this transform: OVERSAMPLING^2 samples per pixel, in flux per pixel. */
  static ofTransfer({ re, im }: ComplexPicture): Spline {
    const picture = complexPicture(GRID_SIDE)
    const gain = (k: number) => (2 + Math.cos((2 * Math.PI * frequencyOf(k)) / OVERSAMPLING)) / 3
    const gains = Float64Array.from({ length: GRID_SIDE }, (_, k) => gain(k))
    for (let i = 0; i < re.length; i++) {
      const divisor = gains[i % GRID_SIDE] * gains[Math.floor(i / GRID_SIDE)]
      picture.re[i] = re[i] / divisor
      picture.im[i] = im[i] / divisor
    }
    transform(picture, 1)
    const coefficients = new Float32Array(GRID_SIDE * GRID_SIDE)
    const half = GRID_SIDE / 2
    const scale = OVERSAMPLING ** 2 / GRID_SIDE ** 2
    for (let row = 0; row < GRID_SIDE; row++) {
      for (let column = 0; column < GRID_SIDE; column++) {
        const to = ((row + half) % GRID_SIDE) * GRID_SIDE + ((column + half) % GRID_SIDE)
        coefficients[to] = scale * picture.re[row * GRID_SIDE + column]
      }
    }
    return new Spline(coefficients)
  }

  /** Value at x, y px from the origin, within 63 px of it. */
  at(x: number, y: number): number {
    const { coefficients } = this
    const u = x * OVERSAMPLING + GRID_SIDE / 2
    const v = y * OVERSAMPLING + GRID_SIDE / 2
    const i = Math.floor(u)
    const j = Math.floor(v)
    const [wx0, wx1, wx2, wx3] = splineWeights(u - i)
    const wy = splineWeights(v - j)
    let sum = 0
    for (let row = 0; row < 4; row++) {
      const at = (j - 1 + row) * GRID_SIDE + i - 1
      const left = wx0 * coefficients[at] + wx1 * coefficients[at + 1]
      sum += wy[row] * (left + wx2 * coefficients[at + 2] + wx3 * coefficients[at + 3])
    }
    return sum
  }
}

/** Weights of the four splines at a place t in [0, 1) past the second one; they sum to 1. */
function splineWeights(t: number): readonly [number, number, number, number] {
  const s = 1 - t
  return [
    (s * s * s) / 6,
    (4 - 6 * t * t + 3 * t * t * t) / 6,
    (4 - 6 * s * s + 3 * s * s * s) / 6,
    (t * t * t) / 6,
  ]
}
