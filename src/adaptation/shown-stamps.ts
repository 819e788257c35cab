/**
 * The stamps of a field to which a model is adapted: two thousand at most, drawn at random from the
 * rows of the catalogue that `classify` can classify, in the order of the mosaics' rows.
 */
import { type CandidateSet, isUnclassified } from '../catalog/index.js'
import { type ModelStamps, stampsFor } from '../classify/index.js'
import {
  FieldNoise,
  type FitsMosaicSet,
  measuredStep,
  placeWindows,
  type StampWindow,
} from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { ModelCard } from '../models/index.js'
import { Random } from '../random.js'
import type { Showing } from './showings.js'

/** Fewer say too little: a fifth of them is held out, and a share of 20 has an error of 0.1. */
const FEWEST_STAMPS = 100
/** More take minutes and tell little: a share of 2,000 has an error of 0.01. */
const MOST_STAMPS = 2000

export interface ShownStamps {
  /** Rows of the catalogue, 0-based, one for each stamp. */
  readonly rows: readonly number[]
  /** How the model takes them. */
  readonly stamps: ModelStamps
  /** Bands of the model that the field lacks: bit i for band i. */
  readonly missing: number
  /** Pictures (n, planes, side, side) of all stamps in their order, some at a time. */
  pictures(showing: Pick<Showing, 'dx' | 'dy' | 'noise'>): AsyncGenerator<Float32Array>
}

/**
 * Draws the stamps and looks at each once.
 *
 * @param seed of the draw, and of the noise that is added
 * @throws InputError if the model does not fit the mosaics, or there are fewer than 100 stamps
 */
export async function shownStamps(
  field: FitsMosaicSet,
  candidates: CandidateSet,
  card: ModelCard,
  seed: number,
): Promise<ShownStamps> {
  const stamps = stampsFor(field, card)
  const placed = placeWindows(candidates, field, card.window, stamps.preparation.cropPx)
  const drawn = new Random(seed).shuffled(placed.windows).slice(0, MOST_STAMPS)
  drawn.sort(([rowA, a], [rowB, b]) => a.y0 - b.y0 || rowA - rowB)
  const { kept, noise } = await lookedAt(drawn, stamps)
  if (kept.length < FEWEST_STAMPS) throw tooFew(kept.length, candidates)
  const windows = kept.map(([, window]) => window)
  return {
    rows: kept.map(([row]) => row),
    stamps,
    missing: stamps.planeOfBand.reduce((bits, plane, i) => bits + (plane < 0 ? 2 ** i : 0), 0),
    pictures: (showing) => picturesOf(windows, stamps, showing, { noise, seed }),
  }
}

type Placed = readonly [row: number, window: StampWindow]

/** The windows whose stamps can be classified, and the noise of each band, e-/s. */
async function lookedAt(
  windows: readonly Placed[],
  stamps: ModelStamps,
): Promise<{ kept: Placed[]; noise: number[] }> {
  const { cutter, planeOfBand } = stamps
  const kept: Placed[] = []
  const noise = new FieldNoise(planeOfBand.length)
  const step = measuredStep(windows.length)
  for (let first = 0; first < windows.length; first += cutter.batch) {
    const part = windows.slice(first, first + cutter.batch)
    const crops = new Float32Array(part.length * cutter.stampLength)
    const cut = part.map(([, window]) => window)
    const flags = await cutter.cut(cut, crops)
    for (const [i, one] of part.entries()) {
      if (isUnclassified(flags[i])) continue
      kept.push(one)
      const at = i * cutter.stampLength
      if ((first + i) % step === 0) noise.add(crops.subarray(at, at + cutter.stampLength))
    }
  }
  return { kept, noise: noise.ofBands() }
}

async function* picturesOf(
  windows: readonly StampWindow[],
  { cutter, preparation }: ModelStamps,
  { dx, dy, noise: times }: Pick<Showing, 'dx' | 'dy' | 'noise'>,
  { noise, seed }: { noise: readonly number[]; seed: number },
): AsyncGenerator<Float32Array> {
  const random = new Random(seed)
  const widths = noise.map((width) => times * width)
  for (let first = 0; first < windows.length; first += cutter.batch) {
    const moved = windows
      .slice(first, first + cutter.batch)
      .map(({ x0, y0 }) => ({ x0: x0 + dx, y0: y0 + dy }))
    const crops = new Float32Array(moved.length * cutter.stampLength)
    await cutter.cut(moved, crops)
    if (times > 0) addNoise(crops, cutter.stampLength / widths.length, widths, random)
    yield preparation.prepare(crops)
  }
}

/**
 * Adds normal noise to crops (n, bands, pixels) in place. What is no pixel stays none: NaN, or the
 * zeros of a gap.
 *
 * @param widths of each band; NaN for a band without data
 */
function addNoise(
  crops: Float32Array,
  nPixels: number,
  widths: readonly number[],
  random: Random,
): void {
  for (let i = 0; i < crops.length; i++) {
    const width = widths[Math.floor(i / nPixels) % widths.length]
    if (width > 0 && crops[i] !== 0) crops[i] += width * random.normal()
  }
}

function tooFew(n: number, { table }: CandidateSet): InputError {
  return new InputError({
    what: 'too few stamps to adapt a model to',
    where: table.meta.source,
    expected: `at least ${FEWEST_STAMPS} rows that can be classified`,
    got: `${n} of ${table.nRows}`,
    remedy: 'give a catalogue of more candidates, or use the model as it is',
  })
}
