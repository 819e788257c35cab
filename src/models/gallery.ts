/**
 * Stamps of training that a model carries, so that it can show what it takes a stamp for. The
 * nearest ones are asked for in the directions of its features that tell the classes apart, the
 * discriminants (Fisher 1936; Rao 1948, J. R. Stat. Soc. B 10, 159): a stamp with the features f
 * stands at A f, and two stamps are
 *
 *   sqrt(1/n sum_j ((A f)_j - (A g)_j)^2)
 *
 * apart, with n directions and the scatter within a class as the unit in each of them.
 * train/discriminants.ts measures A. The gallery stands beside the card as JSON.
 */
import { z } from 'zod'
import { InputError } from '../errors.js'
import { jsonDocument } from '../json-document.js'
import type { ModelCard } from './model-card.js'

export interface GalleryExample {
  /** Value of its class. */
  readonly class: number
  /** Where it comes from: field and id. */
  readonly from: string
}

export interface Gallery {
  readonly examples: readonly GalleryExample[]
  /** A, (directions, features): of the features as they enter the last stage. */
  readonly axes: Float32Array
  /** (examples, directions) */
  readonly positions: Float32Array
  /** Side of the pictures, px. */
  readonly sidePx: number
  /** (examples, side, side, 3); the first row is the top. */
  readonly pictures: Uint8Array
}

/** An example near a stamp. */
export interface Nearby {
  /** Number of the example. */
  readonly index: number
  readonly distance: number
}

const stored = z.strictObject({
  examples: z.array(z.strictObject({ class: z.int().min(1).max(255), from: z.string() })).min(1),
  sidePx: z.int().min(1).max(256),
  axes: z.string(),
  positions: z.string(),
  pictures: z.string(),
})

/** The text that stands beside the card. */
export function galleryText({ examples, axes, positions, sidePx, pictures }: Gallery): string {
  return JSON.stringify({
    ...{ examples, sidePx, axes: floatText(axes), positions: floatText(positions) },
    pictures: byteText(pictures),
  })
}

/**
 * The gallery of a text.
 *
 * @param where name of the file, for errors
 * @throws InputError if it contradicts itself or the card
 */
export function galleryOfText(
  text: string,
  { classes }: Pick<ModelCard, 'classes'>,
  where: string,
): Gallery {
  const refuse = (got: string): never => {
    const remedy = 'make the gallery again with `starsift models gallery`'
    throw new InputError({ what: 'the gallery of the model is not valid', where, got, remedy })
  }
  const { data, error } = stored.safeParse(jsonDocument(text))
  if (!data) return refuse(`${error.issues[0].path.join('.')}: ${error.issues[0].message}`)
  const { examples, sidePx } = data
  const read = (key: 'axes' | 'positions') => floatsOf(bytesOf(data[key]) ?? refuse(key))
  const [axes, positions] = [read('axes'), read('positions')]
  const pictures = bytesOf(data.pictures) ?? refuse('pictures')
  const nAxes = positions.length / examples.length
  const fits =
    axes.length > 0 &&
    Number.isInteger(nAxes) &&
    Number.isInteger(axes.length / nAxes) &&
    pictures.length === examples.length * 3 * sidePx ** 2
  if (!fits) return refuse('arrays of other lengths than its examples')
  const isKnown = (values: Float32Array) => values.every(Number.isFinite)
  if (!isKnown(axes) || !isKnown(positions)) return refuse('positions that are no numbers')
  const known = new Set(classes.map(({ value }) => value))
  const stranger = examples.find((example) => !known.has(example.class))
  if (stranger) return refuse(`an example of class ${stranger.class}, which the model has not`)
  return { examples, axes, positions, sidePx, pictures }
}

/**
 * Where stamps stand.
 *
 * @param features (stamps, features), as they enter the last stage
 * @returns (stamps, directions)
 */
export function placesAmong(features: Float32Array, axes: Float32Array, nAxes: number) {
  const nFeatures = axes.length / nAxes
  return Float32Array.from({ length: (features.length / nFeatures) * nAxes }, (_, at) => {
    const [stamp, axis] = [Math.floor(at / nAxes), at % nAxes]
    let sum = 0
    for (let i = 0; i < nFeatures; i++) {
      sum += axes[axis * nFeatures + i] * features[stamp * nFeatures + i]
    }
    return sum
  })
}

/**
 * The examples nearest to a stamp, the nearest first.
 *
 * @param features of the stamp, as they enter the last stage
 * @example nearestExamples(features, gallery, 1)[0].distance // 0 for an example itself, nearly
 */
export function nearestExamples(
  features: Float32Array,
  { examples, axes, positions }: Pick<Gallery, 'examples' | 'axes' | 'positions'>,
  count: number,
): Nearby[] {
  const nAxes = positions.length / examples.length
  const place = placesAmong(features, axes, nAxes)
  const all = examples.map((_, index): Nearby => {
    const square = place.reduce((sum, p, j) => sum + (p - positions[index * nAxes + j]) ** 2, 0)
    return { index, distance: Math.sqrt(square / nAxes) }
  })
  return all.sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, count)
}

function floatText(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true)
  return byteText(new Uint8Array(view.buffer))
}

function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const n = Math.floor(bytes.length / 4)
  return Float32Array.from({ length: n }, (_, i) => view.getFloat32(4 * i, true))
}

/** So many bytes become a string at once: more would be too many arguments. */
const PIECE = 8192

function byteText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  }
  return btoa(text)
}

/** @returns undefined if the text is not base64 */
function bytesOf(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
  } catch {
    return undefined
  }
}
