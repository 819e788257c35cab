/**
 * Chooses the stamps of training that a model carries (models/gallery.ts): in each class some that
 * are far from each other, by greedy k-centres (Gonzalez 1985, Theoretical Computer Science 38,
 * 293). It begins with the stamp nearest to the class's mean, and always adds the one that is
 * farthest from all that are there. The strangest stamps of a large set would be chosen first; so
 * only some of each class, drawn at random, may be chosen.
 */
import { type ByteSource, sha256Hex } from '../bytes/index.js'
import type { Dataset } from '../datasets/index.js'
import { InputError } from '../errors.js'
import {
  type Gallery,
  galleryText,
  type ModelCard,
  openModel,
  placesAmong,
  planesOf,
  readModel,
  sealedModel,
} from '../models/index.js'
import { readOnnxOutline, type Session } from '../nn/index.js'
import { Random } from '../random.js'
import { lonePicture } from '../viewing/index.js'
import { discriminants } from './discriminants.js'
import { preparerOf } from './stamps.js'

export interface GalleryChoice {
  /** Stamps of each class, where it has so many; default 64. */
  readonly perClass?: number
  /** Draws the stamps among which is chosen; default 1. */
  readonly seed?: number
  /** The data sets, in words, for the card. */
  readonly said: string
  onProgress?(nDone: number, nTotal: number): void
}

const PER_CLASS = 64
/** So many times as many stamps of a class are drawn as are chosen. */
const DRAWN_PER_CHOSEN = 8
/** Largest side of a picture, px of the mosaics: the source and what is near it. */
const PICTURE_PX = 32
const BATCH = 8

/**
 * A model file with a gallery; one that it had is replaced.
 *
 * @param source a model file
 * @param dataset classified stamps that fit the model, best those that it was trained on
 * @throws InputError if the file is damaged, or the network has no features
 */
export async function modelWithGallery(
  source: ByteSource,
  dataset: Dataset,
  choice: GalleryChoice,
): Promise<{ bytes: Uint8Array; card: ModelCard }> {
  const { card: old, beside, bytes } = await readModel(source)
  const [{ openWithFeatures }] = (await openModel(source)).networks
  if (!openWithFeatures) {
    throw new InputError({
      what: 'the network has no features that stamps could be compared by',
      where: source.name,
      got: `architecture ${old.architecture}`,
    })
  }
  const session = await openWithFeatures()
  const gallery = await chosenGallery(session, dataset, old, choice).finally(() =>
    session.release(),
  )
  const text = galleryText(gallery)
  const sha256 = await sha256Hex(new TextEncoder().encode(text))
  const nExamples = gallery.examples.length
  const card = { ...old, gallery: { nExamples, from: choice.said, sha256 } }
  const { graph } = await readOnnxOutline(source)
  const graphBytes = bytes.subarray(graph.start, graph.end)
  return { bytes: await sealedModel(graphBytes, card, { ...beside, gallery: text }), card }
}

async function chosenGallery(
  session: Session,
  dataset: Dataset,
  card: ModelCard,
  { perClass = PER_CLASS, seed = 1, onProgress }: GalleryChoice,
): Promise<Gallery> {
  const drawn = drawnRows(dataset, perClass * DRAWN_PER_CHOSEN, new Random(seed))
  const features = await featuresOf(session, dataset, drawn, card, onProgress)
  const classOf = (k: number) => dataset.classes[drawn[k]]
  const axes = discriminants(
    features,
    drawn.map((_, k) => classOf(k)),
  )
  const nAxes = (axes.length * drawn.length) / features.length
  const places = placesAmong(features, axes, nAxes)
  const all = drawn.map((_, k) => k)
  const chosen = [...new Set(dataset.classes)].sort().flatMap((value) => {
    const own = all.filter((k) => classOf(k) === value)
    return centres(own, places, nAxes, perClass)
  })
  const { field, id } = dataset.objects
  const sidePx = Math.min(PICTURE_PX, dataset.cropPx)
  const length = 3 * sidePx ** 2
  const pictures = new Uint8Array(chosen.length * length)
  const positions = new Float32Array(chosen.length * nAxes)
  for (const [i, k] of chosen.entries()) {
    pictures.set(pictureOf(dataset, drawn[k], sidePx), i * length)
    positions.set(places.subarray(k * nAxes, (k + 1) * nAxes), i * nAxes)
  }
  const examples = chosen.map((k) => ({
    class: card.classes[classOf(k) - 1].value,
    from: `${field[drawn[k]]} ${id[drawn[k]]}`,
  }))
  return { examples, axes, positions, sidePx, pictures }
}

/** Rows of each class, at most so many, in their order. */
function drawnRows({ classes }: Dataset, most: number, random: Random): number[] {
  const rows = Array.from(classes, (_, row) => row)
  return [...new Set(classes)]
    .sort()
    .flatMap((value) => {
      const own = rows.filter((row) => classes[row] === value)
      return own.length > most ? random.shuffled(own).slice(0, most) : own
    })
    .sort((a, b) => a - b)
}

/** (rows, features) */
async function featuresOf(
  session: Session,
  dataset: Dataset,
  rows: readonly number[],
  card: ModelCard,
  onProgress: GalleryChoice['onProgress'],
): Promise<Float32Array> {
  const prepare = preparerOf(dataset, card)
  const given = dataset.layout.bands.length * dataset.cropPx ** 2
  const picture = [planesOf(card).length, card.sizePx, card.sizePx]
  const taken = picture.reduce((product, side) => product * side, 1)
  let all = new Float32Array()
  for (let first = 0; first < rows.length; first += BATCH) {
    const some = rows.slice(first, first + BATCH)
    const data = new Float32Array(some.length * taken)
    for (const [i, row] of some.entries()) {
      data.set(prepare(dataset.crops.slice(row * given, (row + 1) * given), row), i * taken)
    }
    const shape = [some.length, ...picture]
    const { features } = await session.run({ stamps: { shape, data } })
    const nFeatures = features.data.length / some.length
    if (first === 0) all = new Float32Array(rows.length * nFeatures)
    all.set(features.data, first * nFeatures)
    onProgress?.(first + some.length, rows.length)
  }
  return all
}

/**
 * Greedy k-centres.
 *
 * @param among numbers of stamps
 * @param places (stamps, n)
 * @returns `count` of `among`, or all; the most typical first
 */
export function centres(
  among: readonly number[],
  places: Float32Array,
  n: number,
  count: number,
): number[] {
  const mean = new Float64Array(n)
  for (const k of among) for (let i = 0; i < n; i++) mean[i] += places[k * n + i] / among.length
  const square = (k: number, from: (i: number) => number) => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += (places[k * n + i] - from(i)) ** 2
    return sum
  }
  const toMean = among.map((k) => square(k, (i) => mean[i]))
  const apart = new Float64Array(among.length).fill(Number.POSITIVE_INFINITY)
  const chosen: number[] = []
  let next = toMean.indexOf(Math.min(...toMean))
  while (chosen.length < Math.min(count, among.length)) {
    const centre = among[next]
    chosen.push(centre)
    apart[next] = -1
    for (const [j, k] of among.entries()) {
      if (apart[j] < 0) continue
      apart[j] = Math.min(
        apart[j],
        square(k, (i) => places[centre * n + i]),
      )
    }
    next = apart.indexOf(apart.reduce((most, one) => Math.max(most, one), -1))
  }
  return chosen
}

/** The middle of a stamp in colour. */
function pictureOf({ crops, cropPx, layout }: Dataset, row: number, sidePx: number): Uint8Array {
  const nBands = layout.bands.length
  const first = Math.floor((cropPx - sidePx) / 2)
  const bands = Array.from({ length: nBands }, (_, band) => {
    const start = (row * nBands + band) * cropPx ** 2
    return Float32Array.from({ length: sidePx ** 2 }, (_, i) => {
      const [x, y] = [first + (i % sidePx), first + Math.floor(i / sidePx)]
      return crops[start + y * cropPx + x]
    })
  })
  return lonePicture(bands, sidePx).rgb
}
