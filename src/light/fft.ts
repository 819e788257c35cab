/**
 * The discrete Fourier transform of square pictures whose side is a power of two, in place: radix
 * 2, decimation in time (Cooley & Tukey 1965). Forward is sum f exp(-2 pi i k x / n); the inverse
 * is not divided by n^2.
 */

/** Real and imaginary part of n x n values, `[y][x]`. */
export interface ComplexPicture {
  readonly side: number
  readonly re: Float64Array
  readonly im: Float64Array
}

/** @throws an internal error if the side is no power of two */
export function complexPicture(side: number): ComplexPicture {
  if (side < 2 || (side & (side - 1)) !== 0)
    throw new Error(`internal: side ${side} of a transform`)
  return { side, re: new Float64Array(side * side), im: new Float64Array(side * side) }
}

/**
 * Transforms a picture in place.
 *
 * @param sign -1 forward, 1 inverse
 * @param isEmpty tells rows that are known to be zero: the first pass leaves them out
 */
export function transform(
  { side, re, im }: ComplexPicture,
  sign: -1 | 1,
  isEmpty: (row: number) => boolean = () => false,
): void {
  const plan = planOf(side)
  const [lineRe, lineIm] = [new Float64Array(side), new Float64Array(side)]
  const line = (start: number, step: number) => {
    for (let i = 0, at = start; i < side; i++, at += step) {
      lineRe[plan.reversed[i]] = re[at]
      lineIm[plan.reversed[i]] = im[at]
    }
    butterflies(lineRe, lineIm, plan, sign)
    for (let i = 0, at = start; i < side; i++, at += step) {
      re[at] = lineRe[i]
      im[at] = lineIm[i]
    }
  }
  for (let row = 0; row < side; row++) if (!isEmpty(row)) line(row * side, 1)
  for (let column = 0; column < side; column++) line(column, side)
}

interface Plan {
  readonly reversed: Uint16Array
  readonly cos: Float64Array
  readonly sin: Float64Array
}

const plans = new Map<number, Plan>()

function planOf(n: number): Plan {
  const known = plans.get(n)
  if (known) return known
  const reversed = new Uint16Array(n)
  for (let i = 1; i < n; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? n >> 1 : 0)
  const angles = Float64Array.from({ length: n / 2 }, (_, i) => (2 * Math.PI * i) / n)
  const plan = { reversed, cos: angles.map(Math.cos), sin: angles.map(Math.sin) }
  plans.set(n, plan)
  return plan
}

function butterflies(re: Float64Array, im: Float64Array, { cos, sin }: Plan, sign: number): void {
  const n = re.length
  for (let half = 1; half < n; half *= 2) {
    const stride = n / (2 * half)
    for (let k = 0; k < half; k++) {
      const [wr, wi] = [cos[k * stride], sign * sin[k * stride]]
      for (let a = k; a < n; a += 2 * half) {
        const b = a + half
        const tr = re[b] * wr - im[b] * wi
        const ti = re[b] * wi + im[b] * wr
        re[b] = re[a] - tr
        im[b] = im[a] - ti
        re[a] += tr
        im[a] += ti
      }
    }
  }
}
