/**
 * The stamps that a network is shown, set by set, made from the crops of a data set; and what the
 * model card says of them.
 */
import {
  FieldNoise,
  fittedNormalisation,
  measuredStep,
  type Normalisation,
  type StampLayout,
  type StampRecipe,
  stampPreparation,
} from '../cutouts/index.js'
import { type Dataset, pickedRows } from '../datasets/index.js'
import { InputError } from '../errors.js'
import type { LabelledStamps } from '../loop/index.js'
import type { ModelCard } from '../models/index.js'
import type { Recipe } from './recipe.js'
import type { Split } from './split.js'

export interface StampSets {
  readonly training: LabelledStamps
  /** Absent where nothing is held out. */
  readonly validation?: LabelledStamps
  readonly test?: LabelledStamps
  readonly facts: StampFacts
}

/** What the card says of the stamps. */
export type StampFacts = Pick<
  ModelCard,
  | 'bands'
  | 'fewestBands'
  | 'sizePx'
  | 'crop'
  | 'window'
  | 'pixelScaleArcsec'
  | 'normalisation'
  | 'trainedOn'
>

type TrainedOn = NonNullable<ModelCard['trainedOn']>
type Range = TrainedOn['noise'][number]

/** Pictures that take more bytes than this together are made when they are wanted. */
const MOST_AT_ONCE = 2 ** 30
/** Stamps that are prepared together. */
const PIECE = 64

/**
 * @param given normalisation of a given model, which its weights rely on; default: measured on the
 *   training set
 */
export function preparedStamps(
  dataset: Dataset,
  split: Split,
  recipe: Recipe,
  given?: Normalisation,
): StampSets {
  const facts = stampFacts(dataset, split.training, recipe, given)
  const setOf = (rows: Uint32Array) =>
    rows.length > 0 ? labelledRows(dataset, rows, facts) : undefined
  return {
    training: setOf(split.training)!,
    validation: setOf(split.validation),
    test: setOf(split.test),
    facts,
  }
}

/**
 * The layout of what the network is shown.
 *
 * @throws InputError if the recipe asks for a size that the stamps cannot have
 */
export function stampLayout({ layout, cropPx }: Dataset, { input }: Recipe): StampLayout {
  const sizePx = input.sizePx ?? cropPx
  if (!layout.resampling) {
    const resampling = sizePx !== cropPx && { resampling: input.resampling }
    return { ...layout, cropPx, sizePx, ...resampling }
  }
  if (sizePx === cropPx) return layout
  throw new InputError({
    what: 'another size for stamps that were resampled already',
    where: 'input.sizePx',
    expected: `${cropPx}`,
    got: `${sizePx}`,
    remedy: `cut the stamps again with --size ${sizePx}`,
  })
}

function stampFacts(
  dataset: Dataset,
  training: Uint32Array,
  recipe: Recipe,
  given?: Normalisation,
): StampFacts {
  const { bands, sizePx, cropPx, resampling, window, pixelScaleArcsec } = stampLayout(
    dataset,
    recipe,
  )
  const { fewestBands, input } = recipe
  const nPixels = dataset.cropPx ** 2
  const crops = () => pickedRows(dataset.crops, training, bands.length * nPixels)
  const facts = {
    bands: bands.map((name) => ({ name: name.split('|')[0], accepts: name.split('|') })),
    ...(fewestBands !== null && { fewestBands }),
    sizePx,
    ...(resampling && { crop: { sizePx: cropPx, resampling } }),
    window,
    ...(pixelScaleArcsec && { pixelScaleArcsec }),
    normalisation:
      given ?? fittedNormalisation(input.normalisation, crops(), { nPixels, names: bands }),
  }
  const trainedOn = trainedOnOf(dataset, training, stampRecipe(dataset, facts))
  return { ...facts, ...(trainedOn && { trainedOn }) }
}

/** How crops of the data set, which may be resampled already, become stamps. */
function stampRecipe({ layout }: Dataset, facts: StampFacts): StampRecipe {
  const { bands, sizePx, normalisation, crop } = facts
  return { bands, sizePx, normalisation, ...(!layout.resampling && { crop }) }
}

function labelledRows(dataset: Dataset, rows: Uint32Array, facts: StampFacts): LabelledStamps {
  const { crops, cropPx, classes, shares } = dataset
  const { bands, sizePx } = facts
  const length = bands.length * cropPx ** 2
  const recipe = stampRecipe(dataset, facts)
  const { prepare } = stampPreparation(recipe)
  const labels = Uint8Array.from(rows, (row) => classes[row] - 1)
  const soft = shares && { softLabels: pickedRows(shares, rows, shares.length / classes.length) }
  const pictureLength = bands.length * sizePx ** 2
  if (rows.length * pictureLength * Float32Array.BYTES_PER_ELEMENT > MOST_AT_ONCE) {
    const description = JSON.stringify(recipe)
    return {
      stamps: pickedRows(crops, rows, length),
      shape: [rows.length, bands.length, cropPx, cropPx],
      ...{ labels, ...soft, preparation: { sizePx, description, prepare } },
    }
  }
  const stamps = new Float32Array(rows.length * pictureLength)
  for (let start = 0; start < rows.length; start += PIECE) {
    const part = pickedRows(crops, rows.subarray(start, start + PIECE), length)
    stamps.set(prepare(part), start * pictureLength)
  }
  return { stamps, shape: [rows.length, bands.length, sizePx, sizePx], labels, ...soft }
}

/**
 * What the training fields were like, so that `classify` can say where a field is not like them:
 * lowest and highest pixel scale of their mosaics, and lowest and highest noise of each band.
 *
 * @param rows rows of the training set
 * @returns undefined if a band has no noise
 */
function trainedOnOf(
  dataset: Dataset,
  rows: Uint32Array,
  recipe: StampRecipe,
): TrainedOn | undefined {
  const names = new Set(Array.from(rows, (row) => dataset.objects.field[row]))
  const noises = [...names].map((name) => {
    const of = rows.filter((row) => dataset.objects.field[row] === name)
    return noiseOf(dataset, of, recipe)
  })
  const noise = dataset.layout.bands.map((_, band) => rangeOf(noises.map((all) => all[band])))
  const scale = rangeOf(Array.from(rows, (row) => dataset.pixelScaleArcsec[row]))
  if (!noise.every((range) => range !== undefined)) return undefined
  return { ...(scale && { pixelScaleArcsec: scale }), noise }
}

function noiseOf(
  { crops, cropPx, layout }: Dataset,
  rows: Uint32Array,
  recipe: StampRecipe,
): number[] {
  const { resampled } = stampPreparation(recipe)
  const noise = new FieldNoise(layout.bands.length)
  const length = layout.bands.length * cropPx ** 2
  for (let i = 0; i < rows.length; i += measuredStep(rows.length)) {
    noise.add(resampled(pickedRows(crops, [rows[i]], length)))
  }
  return noise.ofBands()
}

/** Lowest and highest of the values that are known, to five digits. */
function rangeOf(values: readonly number[]): Range | undefined {
  const known = values.filter((value) => value > 0)
  if (known.length === 0) return undefined
  const low = known.reduce((least, value) => Math.min(least, value))
  const high = known.reduce((most, value) => Math.max(most, value))
  return [Number(low.toPrecision(5)), Number(high.toPrecision(5))]
}
