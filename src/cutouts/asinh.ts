/**
 * The inverse hyperbolic sine of many pixels: a field has tens of millions. From -32 to 32 it is
 * Taylor's series to the third order about the nearest of 8,193 points 1/128 apart (the rest is
 * less than (1/256)^4 / 6); beyond, it is ln(a + sqrt(a² + 1)), which takes three times as long.
 * The table has both signs: noise about 0 has either sign at random, and a processor that guesses
 * wrong at every second pixel takes twice as long.
 */
import { canRunKernels, onKernels, pixelsAt, take, wholesAt } from '../kernels/index.js'

const PER_UNIT = 128
const END = 32
const N_POINTS = 2 * END * PER_UNIT + 1
const N_TERMS = 4
/** For each point the value, and the terms of the first to third order in units of 1/128. */
const table = new Float64Array(N_POINTS * N_TERMS)
for (let i = 0; i < N_POINTS; i++) {
  const x = i / PER_UNIT - END
  const c = 1 / Math.sqrt(1 + x * x)
  const derivatives = [Math.asinh(x), c, -x * c ** 3, (2 * x * x - 1) * c ** 5]
  const factorials = [1, 1, 2, 6]
  const terms = derivatives.map((value, k) => value / factorials[k] / PER_UNIT ** k)
  table.set(terms, i * N_TERMS)
}
/** The square of a larger number overflows. */
const LARGEST = 1e150

/**
 * Replaces each pixel x by asinh((x - mean) / softening), within 1e-10 before it is rounded to
 * float32; NaN stays NaN.
 *
 * @param softening above 0
 * @example asinhPixels(Float32Array.of(3), 1, 2) // the pixel is 0.8813736
 */
export function asinhPixels(pixels: Float32Array, mean: number, softening: number): void {
  const nByFours = canRunKernels() ? byFours(pixels, mean, softening) : 0
  if (nByFours < pixels.length) oneByOne(pixels.subarray(nByFours), mean, softening)
}

/** The place of the pixel 0 in the table, and how far a pixel more is from it. */
function places(mean: number, softening: number): { scale: number; start: number } {
  const scale = PER_UNIT / softening
  return { scale, start: END * PER_UNIT + 0.5 - mean * scale }
}

/** @returns how many pixels were replaced: four at a time */
function byFours(pixels: Float32Array, mean: number, softening: number): number {
  const n = pixels.length - (pixels.length % 4)
  const { scale, start } = places(mean, softening)
  onKernels([table], (kernels, [atTable]) => {
    const [place, beyond] = [take(4 * n), take(n)]
    const shown = pixelsAt(place, n)
    shown.set(pixels.subarray(0, n))
    const nBeyond = kernels.asinh(place, n, scale, start, atTable, beyond)
    for (const first of wholesAt(beyond, nBeyond)) {
      oneByOne(shown.subarray(first, first + 4), mean, softening)
    }
    pixels.set(shown)
  })
  return n
}

function oneByOne(pixels: Float32Array, mean: number, softening: number): void {
  const { scale, start } = places(mean, softening)
  for (let i = 0; i < pixels.length; i++) {
    const at = pixels[i] * scale + start
    if (at >= 0 && at < N_POINTS) {
      const point = at | 0
      const d = at - point - 0.5
      const k = point << 2
      pixels[i] = table[k] + d * (table[k + 1] + d * (table[k + 2] + d * table[k + 3]))
    } else pixels[i] = asinhOfLarge((pixels[i] - mean) / softening)
  }
}

function asinhOfLarge(v: number): number {
  const a = Math.abs(v)
  if (!(a < LARGEST)) return Math.asinh(v)
  const y = Math.log(a + Math.sqrt(a * a + 1))
  return v < 0 ? -y : y
}
