/**
 * The stamps of a field to which a model is adapted: two thousand at most, drawn at random from the
 * rows of the catalogue that `classify` can classify, in the order of the mosaics' rows.
 */
import { type CandidateSet, isUnclassified } from '../catalog/index.js'
import {
  bandNotes,
  emptyBandDoubt,
  type ModelStamps,
  missingBands,
  noiseRanks,
  stampsFor,
  unlikeDoubt,
} from '../classify/index.js'
import {
  FieldNoise,
  type FitsMosaicSet,
  measuredStep,
  placeWindows,
  type StampWindow,
} from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { ModelCard } from '../models/index.js'
import type { Notes } from '../notes.js'
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
  /** Bands of the model that each stamp lacks: bit i for band i. */
  readonly missing: readonly number[]
  /** What `classify` too would say of the field and of these stamps. */
  readonly notes: Notes
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
  const order = new Random(seed).shuffled(placed.windows)
  const { drawn, noise } = await drawnFrom(order, stamps)
  if (drawn.length < FEWEST_STAMPS) throw tooFew(drawn.length, candidates)
  const windows = drawn.map(({ window }) => window)
  const notes = bandNotes(card, stamps)
  if (!stamps.bandsNote) notes.add(emptyBands(drawn, placed.flags.length))
  const all = [...placed.windows.values()]
  const unlike = await unlikeDoubt(stamps, card, () =>
    noiseRanks(all.length).map((rank) => all[rank]),
  )
  if (unlike) notes.doubt(unlike)
  return {
    ...{ stamps, notes, rows: drawn.map(({ row }) => row) },
    missing: drawn.map(({ missing }) => missing),
    pictures: (showing) => picturesOf(windows, stamps, showing, { noise, seed }),
  }
}

type Placed = readonly [row: number, window: StampWindow]

/** A stamp that can be classified. */
interface Drawn {
  readonly row: number
  readonly window: StampWindow
  readonly flags: number
  readonly missing: number
}

/**
 * The first stamps of a random order that can be classified, and the noise of each band, e-/s. Most
 * rows of a wide catalogue may have no data, so the order is walked until there are enough.
 */
async function drawnFrom(
  order: readonly Placed[],
  stamps: ModelStamps,
): Promise<{ drawn: Drawn[]; noise: number[] }> {
  const noise = new FieldNoise(stamps.planeOfBand.length)
  const drawn: Drawn[] = []
  for (let first = 0; first < order.length && drawn.length < MOST_STAMPS; first += MOST_STAMPS) {
    const some = order.slice(first, first + MOST_STAMPS)
    const seen = await lookedAt(some, stamps, noise)
    drawn.push(...some.flatMap(([row]) => seen.get(row) ?? []))
  }
  drawn.splice(MOST_STAMPS)
  drawn.sort((a, b) => a.window.y0 - b.window.y0 || a.row - b.row)
  return { drawn, noise: noise.ofBands() }
}

/**
 * Looks at stamps in the order of the mosaics' rows.
 *
 * @param noise some of the stamps are added
 * @returns by row, the stamps that can be classified
 */
async function lookedAt(
  some: readonly Placed[],
  stamps: ModelStamps,
  noise: FieldNoise,
): Promise<Map<number, Drawn>> {
  const { cutter, preparation, picture } = stamps
  const windows = [...some].sort(([rowA, a], [rowB, b]) => a.y0 - b.y0 || rowA - rowB)
  const length = picture.reduce((product, side) => product * side, 1)
  const seen = new Map<number, Drawn>()
  const step = measuredStep(windows.length)
  for (let first = 0; first < windows.length; first += cutter.batch) {
    const part = windows.slice(first, first + cutter.batch)
    const crops = new Float32Array(part.length * cutter.stampLength)
    const cut = part.map(([, window]) => window)
    const flags = await cutter.cut(cut, crops)
    for (const i of part.keys()) {
      const at = i * cutter.stampLength
      if (isUnclassified(flags[i]) || (first + i) % step !== 0) continue
      noise.add(crops.subarray(at, at + cutter.stampLength))
    }
    const prepared = preparation.prepare(crops)
    for (const [i, [row, window]] of part.entries()) {
      if (isUnclassified(flags[i])) continue
      const missing = missingBands(prepared.subarray(i * length, (i + 1) * length), stamps)
      seen.set(row, { row, window, flags: flags[i], missing })
    }
  }
  return seen
}

function emptyBands(drawn: readonly Drawn[], nRows: number): Notes {
  const flags = new Uint32Array(nRows)
  for (const one of drawn) flags[one.row] = one.flags
  return emptyBandDoubt(
    flags,
    drawn.map(({ row }) => row),
  )
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
