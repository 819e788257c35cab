/**
 * The matched filter: rows convolved with a Gaussian as wide as the PSF. A source stands out most
 * after the filter of its own shape (Irwin 1985, MNRAS 214, 575).
 */
import { InputError } from '../errors.js'

export interface NumberedRow {
  readonly y: number
  /** Valid until the next row is asked for. */
  readonly row: Float32Array
}

export interface GaussianKernel {
  /** Along one axis; they sum to 1. */
  readonly weights: Float64Array
  readonly reach: number
  /** Noise of a filtered pixel where the noise of each pixel is 1 and independent. */
  readonly noiseAfter: number
}

const FWHM_PER_SIGMA = 2 * Math.sqrt(2 * Math.LN2)
const REACH_SIGMAS = 3
const LARGEST_FWHM_PX = 60

/**
 * The kernel for a PSF.
 *
 * @param fwhmPx 0 for no filter
 */
export function gaussianKernel(fwhmPx: number): GaussianKernel {
  if (!(fwhmPx >= 0 && fwhmPx <= LARGEST_FWHM_PX)) {
    throw new InputError({
      what: 'width of the PSF',
      expected: `0 (no filter) to ${LARGEST_FWHM_PX} px`,
      got: `${fwhmPx}`,
    })
  }
  const sigma = fwhmPx / FWHM_PER_SIGMA
  const reach = Math.ceil(REACH_SIGMAS * sigma)
  const heights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    sigma > 0 ? Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)) : 1,
  )
  const sum = heights.reduce((total, height) => total + height)
  const weights = heights.map((height) => height / sum)
  return { weights, reach, noiseAfter: squaresOf(weights).reduce((a, b) => a + b) }
}

function squaresOf(weights: Float64Array): Float64Array {
  return weights.map((weight) => weight * weight)
}

/** A pixel with less of its kernel inside than this has no value. */
const LEAST_COVER = 0.25

/**
 * Filtered rows. Where a part of the kernel lies in a gap or beyond the edge, the sum over the rest
 * is scaled so that its noise is that of the other pixels. A pixel that is NaN stays NaN.
 *
 * @param rows from 0 on, each of `width` values
 */
export async function* smoothedRows(
  rows: AsyncIterable<NumberedRow>,
  { width, height }: { readonly width: number; readonly height: number },
  kernel: GaussianKernel,
): AsyncGenerator<NumberedRow> {
  const { reach } = kernel
  const ring = Array.from({ length: 2 * reach + 1 }, () => new FilteredRow(width))
  const filter = new RowFilter(width, kernel)
  const out = new Float32Array(width)
  const slot = (y: number) => ring[((y % ring.length) + ring.length) % ring.length]
  let next = 0
  const emit = (y: number) => {
    const window = Array.from({ length: 2 * reach + 1 }, (_, i) => {
      const at = y - reach + i
      return at >= 0 && at < height ? slot(at) : undefined
    })
    filter.column(window, slot(y), out)
    return { y, row: out }
  }
  for await (const { y, row } of rows) {
    filter.row(row, slot(y))
    if (y >= reach) yield emit(next++)
  }
  while (next < height) yield emit(next++)
}

/** A row, filtered along x. */
class FilteredRow {
  readonly sums: Float32Array
  /** Sum of the squared weights that fall on values. */
  readonly cover: Float32Array
  readonly isGap: Uint8Array
  hasGaps = false

  constructor(width: number) {
    this.sums = new Float32Array(width)
    this.cover = new Float32Array(width)
    this.isGap = new Uint8Array(width)
  }
}

class RowFilter {
  private readonly squares: Float64Array
  private readonly padded: Float32Array
  private readonly present: Float32Array
  /** Cover of a row without gaps: less at its ends alone. */
  private readonly wholeCover: Float32Array
  private readonly cover: Float32Array
  /** In place of a row beyond the edge. */
  private readonly nothing: Float32Array

  constructor(
    private readonly width: number,
    private readonly kernel: GaussianKernel,
  ) {
    this.nothing = new Float32Array(width)
    const { reach, weights } = kernel
    this.squares = squaresOf(weights)
    this.padded = new Float32Array(width + 2 * reach)
    this.present = new Float32Array(width + 2 * reach).fill(1, reach, reach + width)
    this.wholeCover = new Float32Array(width)
    convolve(this.present, this.squares, this.wholeCover)
    this.cover = new Float32Array(width)
  }

  row(values: Float32Array, to: FilteredRow): void {
    const { width, kernel, padded, present } = this
    to.hasGaps = false
    for (let x = 0; x < width; x++) {
      const value = values[x]
      const isGap = Number.isNaN(value)
      to.isGap[x] = isGap ? 1 : 0
      padded[x + kernel.reach] = isGap ? 0 : value
      if (isGap) to.hasGaps = true
    }
    convolve(padded, kernel.weights, to.sums)
    if (!to.hasGaps) return
    for (let x = 0; x < width; x++) present[x + kernel.reach] = 1 - to.isGap[x]
    convolve(present, this.squares, to.cover)
  }

  column(
    window: readonly (FilteredRow | undefined)[],
    middle: FilteredRow,
    out: Float32Array,
  ): void {
    const { width, kernel, squares, cover, wholeCover } = this
    const { reach, weights } = kernel
    const [sums, covers]: [Float32Array[], Float32Array[]] = [[], []]
    for (const row of window) {
      sums.push(row?.sums ?? this.nothing)
      covers.push(row ? (row.hasGaps ? row.cover : wholeCover) : this.nothing)
    }
    addSymmetric((i) => sums[i], weights, reach, out)
    const isWhole = covers.every((row) => row === wholeCover)
    const all = kernel.noiseAfter ** 2
    if (!isWhole) addSymmetric((i) => covers[i], squares, reach, cover)
    for (let x = 0; x < width; x++) {
      const share = (isWhole ? kernel.noiseAfter * wholeCover[x] : cover[x]) / all
      if (share < 1 - ROUNDING)
        out[x] = share < LEAST_COVER ? Number.NaN : out[x] / Math.sqrt(share)
    }
    if (!middle.hasGaps) return
    for (let x = 0; x < width; x++) if (middle.isGap[x]) out[x] = Number.NaN
  }
}

/** Sums of float32 differ so much from what they should be. */
const ROUNDING = 1e-5

/** `out[x]` = sum of weights[i] values[x + i]; the weights are symmetrical. */
function convolve(values: Float32Array, weights: Float64Array, out: Float32Array): void {
  const reach = (weights.length - 1) / 2
  addSymmetric((i) => values.subarray(i, i + out.length), weights, reach, out)
}

/**
 * `out` = the sum of the parts, each times its weight. The weights are symmetrical, so two parts
 * are added at a time.
 *
 * @param part of index 0 to 2 reach, each of the length of `out`
 */
function addSymmetric(
  part: (index: number) => Float32Array,
  weights: Float64Array,
  reach: number,
  out: Float32Array,
): void {
  const [n, centre, weight] = [out.length, part(reach), weights[reach]]
  for (let x = 0; x < n; x++) out[x] = weight * centre[x]
  for (let i = 1; i <= reach; i++) {
    addPair(part(reach - i), part(reach + i), weights[reach + i], out)
  }
}

function addPair(a: Float32Array, b: Float32Array, weight: number, out: Float32Array): void {
  for (let x = 0; x < out.length; x++) out[x] += weight * (a[x] + b[x])
}
