/**
 * The discrete Fourier transform of square pictures whose side is a power of two, in place: radix
 * 2, decimation in time (Cooley & Tukey 1965). Forward is sum f exp(-2 pi i k x / n); the inverse
 * is not divided by n^2. Every simulated byte hangs on the order of its sums and products
 * (scripts/kernels/fourier.ts).
 */
import {
  type Constant,
  type Kernels,
  numbersAt,
  onKernels,
  take,
  wholesAt,
} from '../kernels/index.js'

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
  const rows = allRows(side).filter((row) => !isEmpty(row))
  onKernels(planOf(side), (kernels, plan) => {
    const picture = { side, re: take(re.byteLength), im: take(im.byteLength) }
    numbersAt(picture.re, re.length).set(re)
    numbersAt(picture.im, im.length).set(im)
    transformThere(kernels, picture, sign, plan, { rows })
    re.set(numbersAt(picture.re, re.length))
    im.set(numbersAt(picture.im, im.length))
  })
}

/** Where a picture lies in the memory of the kernels. */
export interface PictureThere {
  readonly side: number
  readonly re: number
  readonly im: number
}

/** What a transform leaves out. */
export interface Selection {
  /** Rows that are not zero; default: all. */
  readonly rows?: Int32Array
  /** Columns that are wanted, multiples of 8; default: all. */
  readonly first?: number
  readonly end?: number
}

/**
 * The same for a picture that lies in the memory of the kernels.
 *
 * @param plan places of the constants that {@link planOf} gives
 */
export function transformThere(
  kernels: Kernels,
  { side, re, im }: PictureThere,
  sign: -1 | 1,
  plan: readonly number[],
  { rows = allRows(side), first = 0, end = side }: Selection = {},
): void {
  const [numbers, room] = [take(rows.byteLength), take(side * 16 * 8)]
  wholesAt(numbers, rows.length).set(rows)
  kernels.transform(re, im, side, sign, numbers, rows.length, first, end, ...plan, room)
}

const plans = new Map<number, readonly Constant[]>()

/** What the transform of a side needs: the order of a line's values, and cosines and sines. */
export function planOf(side: number): readonly Constant[] {
  const known = plans.get(side)
  if (known) return known
  const reversed = new Uint16Array(side)
  for (let i = 1; i < side; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? side >> 1 : 0)
  const angles = Float64Array.from({ length: side / 2 }, (_, i) => (2 * Math.PI * i) / side)
  const plan = [reversed, angles.map(Math.cos), angles.map(Math.sin)]
  plans.set(side, plan)
  return plan
}

const rowsOfSide = new Map<number, Int32Array>()

function allRows(side: number): Int32Array {
  const known = rowsOfSide.get(side)
  if (known) return known
  const rows = Int32Array.from({ length: side }, (_, row) => row)
  rowsOfSide.set(side, rows)
  return rows
}
