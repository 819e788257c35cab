/** From data set files to what a network is shown, and to what its model card will say of that. */
import {
  fittedNormalisation,
  type Normalisation,
  type StampRecipe,
  stampPreparation,
} from '../cutouts/index.js'
import { type Dataset, pickedRows } from '../datasets/index.js'
import { InputError } from '../errors.js'
import type { LabelledStamps } from '../loop/index.js'
import type { ModelCard } from '../models/index.js'
import { trainedOnOf } from './card-facts.js'
import type { Recipe } from './recipe.js'
import type { Split } from './split.js'

export interface TrainingData {
  readonly training: LabelledStamps
  /** Absent where nothing is held out. */
  readonly validation?: LabelledStamps
  readonly test?: LabelledStamps
  readonly input: InputFacts
}

/** What the card says of the stamps. */
export type InputFacts = Pick<
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

/** Pictures beyond these are made when they are wanted. */
const MOST_AT_ONCE = 2 ** 30
const PIECE = 64

/**
 * @param normalisation of a card that is to be kept to; default: measured on the training set
 * @throws InputError if the recipe asks for a size that the stamps cannot have
 */
export function trainingData(
  dataset: Dataset,
  split: Split,
  recipe: Recipe,
  normalisation?: Normalisation,
): TrainingData {
  const facts = inputFacts(dataset, split.training, recipe, normalisation)
  const trainedOn = trainedOnOf(dataset, split.training, stampRecipe(dataset, facts))
  const input = { ...facts, ...(trainedOn && { trainedOn }) }
  const of = (rows: Uint32Array) =>
    rows.length > 0 ? labelledRows(dataset, rows, input) : undefined
  return {
    training: of(split.training)!,
    validation: of(split.validation),
    test: of(split.test),
    input,
  }
}

function inputFacts(
  { crops, layout, cropPx }: Dataset,
  training: Uint32Array,
  { input, fewestBands }: Recipe,
  given?: Normalisation,
): InputFacts {
  const sizePx = input.sizePx ?? cropPx
  if (layout.resampling && sizePx !== cropPx) {
    throw new InputError({
      what: 'another size for stamps that were resampled already',
      where: 'input.sizePx',
      expected: `${cropPx}`,
      got: `${sizePx}`,
      remedy: `cut the stamps again with --size ${sizePx}`,
    })
  }
  const names = layout.bands
  const length = names.length * cropPx ** 2
  const normalisation =
    given ??
    fittedNormalisation(input.normalisation, pickedRows(crops, training, length), {
      nPixels: cropPx ** 2,
      names,
    })
  const ours = sizePx !== cropPx && { sizePx: cropPx, resampling: input.resampling }
  const theirs = layout.resampling && { sizePx: layout.cropPx, resampling: layout.resampling }
  const crop = ours || theirs
  return {
    bands: names.map((name) => ({ name: name.split('|')[0], accepts: name.split('|') })),
    ...(fewestBands !== null && { fewestBands }),
    sizePx,
    ...(crop && { crop }),
    window: layout.window,
    ...(layout.pixelScaleArcsec && { pixelScaleArcsec: layout.pixelScaleArcsec }),
    normalisation,
  }
}

/** From the crops of the data set, which may be resampled already. */
function stampRecipe({ layout }: Dataset, input: InputFacts): StampRecipe {
  const { bands, sizePx, normalisation, crop } = input
  return { bands, sizePx, normalisation, ...(!layout.resampling && { crop }) }
}

function labelledRows(dataset: Dataset, rows: Uint32Array, input: InputFacts): LabelledStamps {
  const { crops, cropPx, classes, shares } = dataset
  const { bands, sizePx } = input
  const length = bands.length * cropPx ** 2
  const recipe = stampRecipe(dataset, input)
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
