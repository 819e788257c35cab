/**
 * Stamps of training that a model carries, so that it can show what it takes a stamp for: the
 * nearest ones in the space of its features. Two stamps f and g are
 *
 *   sqrt(1/n sum_i ((f_i - g_i) / w_i)^2)
 *
 * apart, with the n features as they enter the last stage and w_i the standard deviation of feature
 * i over the training stamps. So 1 is what two stamps differ by that differ by a deviation in every
 * feature. The gallery stands beside the card as JSON: the features as bytes between the lowest and
 * the highest of each, the pictures as red, green and blue.
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
  readonly nFeatures: number
  /** (examples, features), as they enter the last stage. */
  readonly features: Float32Array
  /** Standard deviation of each feature over the training stamps, > 0. */
  readonly widths: Float32Array
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

const BYTE = 255

const stored = z.strictObject({
  examples: z.array(z.strictObject({ class: z.int().min(1).max(255), from: z.string() })).min(1),
  sidePx: z.int().min(1).max(256),
  lows: z.string(),
  steps: z.string(),
  widths: z.string(),
  features: z.string(),
  pictures: z.string(),
})

/** The text that stands beside the card. */
export function galleryText(gallery: Gallery): string {
  const { examples, nFeatures, features, widths, sidePx, pictures } = gallery
  const lows = new Float32Array(nFeatures).fill(Number.POSITIVE_INFINITY)
  const highs = new Float32Array(nFeatures).fill(Number.NEGATIVE_INFINITY)
  for (const [i, value] of features.entries()) {
    const feature = i % nFeatures
    lows[feature] = Math.min(lows[feature], value)
    highs[feature] = Math.max(highs[feature], value)
  }
  const steps = highs.map((high, i) => (high - lows[i]) / BYTE)
  const bytes = Uint8Array.from(features, (value, i) => {
    const feature = i % nFeatures
    return steps[feature] > 0 ? Math.round((value - lows[feature]) / steps[feature]) : 0
  })
  return JSON.stringify({
    ...{ examples, sidePx },
    ...{ lows: floatText(lows), steps: floatText(steps), widths: floatText(widths) },
    ...{ features: byteText(bytes), pictures: byteText(pictures) },
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
  const read = (key: 'lows' | 'steps' | 'widths') => floatsOf(bytesOf(data[key]) ?? refuse(key))
  const [lows, steps, widths] = [read('lows'), read('steps'), read('widths')]
  const bytes = bytesOf(data.features) ?? refuse('features')
  const pictures = bytesOf(data.pictures) ?? refuse('pictures')
  const nFeatures = widths.length
  const fits =
    nFeatures > 0 &&
    lows.length === nFeatures &&
    steps.length === nFeatures &&
    bytes.length === examples.length * nFeatures &&
    pictures.length === examples.length * 3 * sidePx ** 2
  if (!fits) return refuse('arrays of other lengths than its examples')
  if (![...lows, ...steps].every(Number.isFinite)) return refuse('features that are no numbers')
  if (!widths.every((width) => width > 0 && width < Number.POSITIVE_INFINITY)) {
    return refuse('a feature without a width')
  }
  const known = new Set(classes.map(({ value }) => value))
  const stranger = examples.find((example) => !known.has(example.class))
  if (stranger) return refuse(`an example of class ${stranger.class}, which the model has not`)
  const features = Float32Array.from(bytes, (byte, i) => {
    return lows[i % nFeatures] + byte * steps[i % nFeatures]
  })
  return { examples, nFeatures, features, widths, sidePx, pictures }
}

/**
 * The examples nearest to a stamp, the nearest first.
 *
 * @param features of the stamp, as they enter the last stage
 * @example nearestExamples(features, gallery, 1)[0].distance // 0 for an example itself, nearly
 */
export function nearestExamples(
  features: Float32Array,
  { examples, nFeatures, features: known, widths }: Gallery,
  count: number,
): Nearby[] {
  const all = examples.map((_, index): Nearby => {
    let square = 0
    for (let i = 0; i < nFeatures; i++) {
      square += ((features[i] - known[index * nFeatures + i]) / widths[i]) ** 2
    }
    return { index, distance: Math.sqrt(square / nFeatures) }
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
