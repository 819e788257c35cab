/**
 * The discrete Fourier transform of square pictures whose side is a power of two, in place: radix
 * 2, decimation in time (Cooley & Tukey 1965). Forward is sum f exp(-2 pi i k x / n); the inverse
 * is not divided by n^2. Every simulated byte hangs on the order of these sums and products: two
 * stages share their loads and stores, but are computed as if one came after the other.
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

/** Lines that are transformed side by side: their values lie together in the cache. */
const LANES = 8

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
  const rows = Int32Array.from({ length: side }, (_, row) => row).filter((row) => !isEmpty(row))
  for (let first = 0; first < rows.length; first += LANES) {
    const some = rows.subarray(first, first + LANES)
    const starts = some.map((row) => row * side)
    transformLines(re, im, { starts, step: 1 }, plan, sign)
  }
  for (let column = 0; column < side; column += LANES) {
    const starts = Int32Array.from({ length: Math.min(LANES, side) }, (_, lane) => column + lane)
    transformLines(re, im, { starts, step: side }, plan, sign)
  }
}

interface Plan {
  readonly side: number
  readonly reversed: Uint16Array
  readonly cos: Float64Array
  readonly sin: Float64Array
  /** Room for LANES lines, `[place][lane]`. */
  readonly re: Float64Array
  readonly im: Float64Array
}

const plans = new Map<number, Plan>()

function planOf(n: number): Plan {
  const known = plans.get(n)
  if (known) return known
  const reversed = new Uint16Array(n)
  for (let i = 1; i < n; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? n >> 1 : 0)
  const angles = Float64Array.from({ length: n / 2 }, (_, i) => (2 * Math.PI * i) / n)
  const [re, im] = [new Float64Array(n * LANES), new Float64Array(n * LANES)]
  const plan = { side: n, reversed, cos: angles.map(Math.cos), sin: angles.map(Math.sin), re, im }
  plans.set(n, plan)
  return plan
}

/** Where up to LANES lines begin, and the step from one of their values to the next. */
interface Lines {
  readonly starts: Int32Array
  readonly step: number
}

function transformLines(
  re: Float64Array,
  im: Float64Array,
  { starts, step }: Lines,
  plan: Plan,
  sign: number,
): void {
  const { side, reversed } = plan
  for (let i = 0; i < side; i++) {
    const to = reversed[i] * LANES
    for (let lane = 0; lane < starts.length; lane++) {
      const from = starts[lane] + i * step
      plan.re[to + lane] = re[from]
      plan.im[to + lane] = im[from]
    }
  }
  let half = 1
  // An odd number of stages: one alone, and the others in pairs.
  if (Math.log2(side) % 2 === 1) {
    oneStage(plan)
    half = 2
  }
  for (; half < side; half *= 4) twoStages(plan, half, sign)
  for (let i = 0; i < side; i++) {
    for (let lane = 0; lane < starts.length; lane++) {
      const to = starts[lane] + i * step
      re[to] = plan.re[i * LANES + lane]
      im[to] = plan.im[i * LANES + lane]
    }
  }
}

/** The first stage, whose factors are all 1. */
function oneStage({ side, re, im }: Plan): void {
  for (let first = 0; first < side * LANES; first += 2 * LANES) {
    for (let a = first; a < first + LANES; a++) {
      const b = a + LANES
      const tr = re[b]
      const ti = im[b]
      re[b] = re[a] - tr
      im[b] = im[a] - ti
      re[a] += tr
      im[a] += ti
    }
  }
}

/** The stages of half and of twice half, on four values at a time. */
function twoStages({ side, re, im, cos, sin }: Plan, half: number, sign: number): void {
  const stride = side / (4 * half)
  const apart = half * LANES
  for (let k = 0; k < half; k++) {
    const wr = cos[2 * k * stride]
    const wi = sign * sin[2 * k * stride]
    const ur = cos[k * stride]
    const ui = sign * sin[k * stride]
    const vr = cos[(k + half) * stride]
    const vi = sign * sin[(k + half) * stride]
    for (let first = k * LANES; first < side * LANES; first += 4 * apart) {
      for (let a = first; a < first + LANES; a++) {
        const b = a + apart
        const c = b + apart
        const d = c + apart
        const br = re[b] * wr - im[b] * wi
        const bi = re[b] * wi + im[b] * wr
        const dr = re[d] * wr - im[d] * wi
        const di = re[d] * wi + im[d] * wr
        const ar = re[a] + br
        const ai = im[a] + bi
        const er = re[a] - br
        const ei = im[a] - bi
        const cr = re[c] + dr
        const ci = im[c] + di
        const fr = re[c] - dr
        const fi = im[c] - di
        const tr = cr * ur - ci * ui
        const ti = cr * ui + ci * ur
        const sr = fr * vr - fi * vi
        const si = fr * vi + fi * vr
        re[a] = ar + tr
        im[a] = ai + ti
        re[c] = ar - tr
        im[c] = ai - ti
        re[b] = er + sr
        im[b] = ei + si
        re[d] = er - sr
        im[d] = ei - si
      }
    }
  }
}
