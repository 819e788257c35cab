/**
 * Connected pixels above a threshold, row by row: runs of pixels that touch a run of the row
 * before, at a side or a corner, belong to one blob. A blob is given away as soon as a row adds
 * nothing to it, so memory holds only what is not finished yet.
 */
import { InputError } from '../errors.js'
import type { NumberedRow } from './smoothing.js'

/** Pixels above the threshold that touch each other. */
export interface Blob {
  /** Row of each pixel times the width, plus its column; in no order. */
  readonly places: readonly number[]
  /** sigma above the background. */
  readonly values: readonly number[]
}

export interface BlobOptions {
  readonly width: number
  /** sigma; pixels above it belong to blobs. */
  readonly threshold: number
  /** Smaller blobs are left out. */
  readonly leastPixels: number
  /** The file, for errors. */
  readonly where?: string | undefined
}

/** A blob of more pixels than this is no source: 256 MB while it grows. */
const MOST_PIXELS = 2 ** 24

interface Growing {
  places: number[]
  values: number[]
  lastRow: number
  /** The blob that this one became part of. */
  into?: Growing
}

interface Run {
  readonly x0: number
  /** The first pixel behind it. */
  readonly x1: number
  readonly blob: Growing
}

/**
 * The blobs of an image, each when it is finished.
 *
 * @throws InputError if one has more than 2^24 pixels
 */
export async function* blobsOf(
  rows: AsyncIterable<NumberedRow>,
  options: BlobOptions,
): AsyncGenerator<Blob> {
  const { leastPixels, threshold, width, where } = options
  let before: Run[] = []
  for await (const { y, row } of rows) {
    const runs = runsOf(row, threshold, y * width, y, before)
    for (const { blob } of runs)
      if (final(blob).places.length > MOST_PIXELS) throw tooLarge(y, where)
    yield* finished(before, y, leastPixels)
    before = runs
  }
  yield* finished(before, Number.POSITIVE_INFINITY, leastPixels)
}

/** The runs of a row, each in the blob that it touches. */
function runsOf(
  row: Float32Array,
  threshold: number,
  start: number,
  y: number,
  before: readonly Run[],
): Run[] {
  const runs: Run[] = []
  let first = 0
  for (let x = 0; x < row.length; x++) {
    if (!(row[x] > threshold)) continue
    const x0 = x
    while (x < row.length && row[x] > threshold) x++
    while (first < before.length && before[first].x1 < x0) first++
    let blob: Growing | undefined
    for (let i = first; i < before.length && before[i].x0 <= x; i++) {
      const other = final(before[i].blob)
      blob = blob && blob !== other ? merged(blob, other) : other
    }
    blob ??= { places: [], values: [], lastRow: y }
    blob.lastRow = y
    for (let at = x0; at < x; at++) {
      blob.places.push(start + at)
      blob.values.push(row[at])
    }
    runs.push({ x0, x1: x, blob })
  }
  return runs
}

function final(blob: Growing): Growing {
  let end = blob
  while (end.into) end = end.into
  return end
}

/** The smaller one becomes part of the larger one. */
function merged(a: Growing, b: Growing): Growing {
  const [large, small] = a.places.length >= b.places.length ? [a, b] : [b, a]
  for (let i = 0; i < small.places.length; i++) {
    large.places.push(small.places[i])
    large.values.push(small.values[i])
  }
  large.lastRow = Math.max(large.lastRow, small.lastRow)
  small.into = large
  small.places = []
  small.values = []
  return large
}

/** Blobs of the row before that the row y did not go on with. */
function* finished(before: readonly Run[], y: number, leastPixels: number): Generator<Blob> {
  const seen = new Set<Growing>()
  for (const run of before) {
    const blob = final(run.blob)
    if (blob.lastRow >= y || seen.has(blob)) continue
    seen.add(blob)
    if (blob.places.length >= leastPixels) yield blob
  }
}

function tooLarge(y: number, where: string | undefined): InputError {
  return new InputError({
    what: `more than ${MOST_PIXELS} connected pixels are above the threshold, up to row ${y + 1}`,
    where,
    expected: 'sources on a background',
    remedy: 'raise the threshold, or make the mesh of the background finer',
  })
}
