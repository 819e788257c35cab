/**
 * The image in which sources are found: how many sigma a pixel is above the background, after the
 * matched filter. sigma is the noise of a pixel before the filter, as in SExtractor; so a threshold
 * here means what DETECT_THRESH means there.
 *
 * Several bands become one image in one of two ways:
 *
 * - `mean`: the sum of the bands over the noise of the sum.
 * - `chi-square`: the root of the sum of squares (Szalay, Connolly & Szokoly 1999, AJ 117, 68). A
 *   band below the background counts as 0, since a hole is no source. The image is scaled so that
 *   noise passes the threshold as often as it passes it in one band.
 */
import { InputError } from '../errors.js'
import type { Background } from './background.js'
import { chiThreshold } from './chi-square.js'
import { type PixelRows, rowsOf } from './pixel-rows.js'
import { type GaussianKernel, type NumberedRow, smoothedRows } from './smoothing.js'

export const COMBINATIONS = ['chi-square', 'mean'] as const
export type Combination = (typeof COMBINATIONS)[number]

/** One band with its background. */
export interface BandToDetect {
  readonly image: PixelRows
  readonly background: Background
  readonly weights?: PixelRows
}

export interface Significance {
  readonly kernel: GaussianKernel
  readonly combination: Combination
  /** sigma per pixel; the scale of chi-square depends on it. */
  readonly threshold: number
}

/**
 * The rows of the image of significance; NaN where no band has a value.
 *
 * @throws InputError if the bands are not of one size
 */
export async function* significanceRows(
  bands: readonly BandToDetect[],
  { kernel, combination, threshold }: Significance,
): AsyncGenerator<NumberedRow> {
  const { width, height } = bands[0].image
  for (const { image } of bands) checkSize(image, width, height)
  const size = { width, height }
  if (bands.length === 1) return yield* smoothedRows(sigmaRows(bands[0]), size, kernel)
  if (combination === 'mean') return yield* smoothedRows(meanRows(bands), size, kernel)
  const filtered = bands.map((band) => smoothedRows(sigmaRows(band), size, kernel))
  const scale = threshold / chiThreshold(threshold / kernel.noiseAfter, bands.length)
  yield* chiRows(filtered, width, scale / kernel.noiseAfter)
}

/** Pixels less the background, in units of the noise. */
async function* sigmaRows(band: BandToDetect): AsyncGenerator<NumberedRow> {
  for await (const { y, row, noise } of subtractedRows(band)) {
    for (let x = 0; x < row.length; x++) row[x] /= noise[x]
    yield { y, row }
  }
}

/** Rows less their background, with their noise; both are valid until the next row. */
async function* subtractedRows({
  image,
  background,
  weights,
}: BandToDetect): AsyncGenerator<NumberedRow & { noise: Float32Array }> {
  const [level, noise] = [new Float32Array(image.width), new Float32Array(image.width)]
  const weightRows = weights && rowsOf(weights)
  for await (const { y, row } of rowsOf(image)) {
    const weight = (await weightRows?.next())?.value?.row
    background.levelInto(y, level)
    background.noiseInto(y, noise, weight)
    for (let x = 0; x < row.length; x++) row[x] -= level[x]
    yield { y, row, noise }
  }
}

/** Bands without a value at a pixel are left out there. */
async function* meanRows(bands: readonly BandToDetect[]): AsyncGenerator<NumberedRow> {
  const { width } = bands[0].image
  const [sums, variances] = [new Float64Array(width), new Float64Array(width)]
  const mean = new Float32Array(width)
  for await (const rows of together(bands.map(subtractedRows))) {
    sums.fill(0)
    variances.fill(0)
    for (const { row, noise } of rows) {
      for (let x = 0; x < width; x++) {
        if (Number.isNaN(row[x]) || !(noise[x] > 0)) continue
        sums[x] += row[x]
        variances[x] += noise[x] * noise[x]
      }
    }
    for (let x = 0; x < width; x++) {
      mean[x] = variances[x] > 0 ? sums[x] / Math.sqrt(variances[x]) : Number.NaN
    }
    yield { y: rows[0].y, row: mean }
  }
}

async function* chiRows(
  bands: readonly AsyncGenerator<NumberedRow>[],
  width: number,
  scale: number,
): AsyncGenerator<NumberedRow> {
  const [chi, present] = [new Float32Array(width), new Uint8Array(width)]
  for await (const rows of together(bands)) {
    chi.fill(0)
    present.fill(0)
    for (const { row } of rows) {
      for (let x = 0; x < width; x++) {
        if (!Number.isNaN(row[x])) present[x] = 1
        if (row[x] > 0) chi[x] += row[x] * row[x]
      }
    }
    for (let x = 0; x < width; x++) {
      chi[x] = present[x] ? scale * Math.sqrt(chi[x]) : Number.NaN
    }
    yield { y: rows[0].y, row: chi }
  }
}

/** The next of each, until they end. */
async function* together<T>(all: readonly AsyncGenerator<T>[]): AsyncGenerator<T[]> {
  for (;;) {
    const next: T[] = []
    for (const one of all) {
      const { value, done } = await one.next()
      if (done) return
      next.push(value)
    }
    yield next
  }
}

function checkSize(image: PixelRows, width: number, height: number): void {
  if (image.width === width && image.height === height) return
  throw new InputError({
    what: 'bands of several sizes',
    expected: `${width} x ${height} px`,
    got: `${image.width} x ${image.height} px`,
    remedy: 'give mosaics on one grid',
  })
}
