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
  type StampPreparation,
  type StampRecipe,
  stampPreparation,
} from '../cutouts/index.js'
import type { Dataset } from '../datasets/index.js'
import { InputError } from '../errors.js'
import type { LabelledStamps } from '../loop/index.js'
import { type ModelCard, planesHolding, planesOf } from '../models/index.js'
import { pickedRows } from '../nn/index.js'
import { filtersOf, fittedApart, planesOfRows } from './filters.js'
import type { Recipe } from './recipe.js'
import type { Split } from './split.js'
import type { Unlabelled } from './unlabelled.js'

export interface StampSets {
  readonly training: LabelledStamps
  /** Absent where nothing is held out. */
  readonly validation?: LabelledStamps
  readonly test?: LabelledStamps
  /** Stamps without labels: their labels are all 0. */
  readonly unlabelled?: { readonly training: LabelledStamps; readonly heldOut: LabelledStamps }
  readonly facts: StampFacts
}

/** What the card says of the stamps. */
export type StampFacts = Pick<
  ModelCard,
  | 'bands'
  | 'filters'
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

interface Read {
  readonly dataset: Dataset
  readonly split: Split
  readonly unlabelled?: Unlabelled
}

/**
 * @param given card of a given model: its weights rely on its normalisation, and on the planes of
 *   its filters; default: measured on the training set
 */
export function preparedStamps(
  { dataset, split, unlabelled }: Read,
  recipe: Recipe,
  given?: ModelCard,
): StampSets {
  const facts = stampFacts(dataset, split.training, recipe, given)
  const setOf = (rows: Uint32Array) =>
    rows.length > 0 ? labelledRows(dataset, rows, facts) : undefined
  return {
    training: setOf(split.training)!,
    validation: setOf(split.validation),
    test: setOf(split.test),
    ...(unlabelled && {
      unlabelled: {
        training: labelledRows(unlabelled.dataset, unlabelled.training, facts),
        heldOut: labelledRows(unlabelled.dataset, unlabelled.heldOut, facts),
      },
    }),
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
  given?: ModelCard,
): StampFacts {
  const layout = stampLayout(dataset, recipe)
  const { sizePx, cropPx, resampling, window, pixelScaleArcsec } = layout
  const filters = filtersOf(layout.bands, recipe, given)
  const facts = {
    ...filters,
    ...(recipe.fewestBands !== null && { fewestBands: recipe.fewestBands }),
    sizePx,
    ...(resampling && { crop: { sizePx: cropPx, resampling } }),
    window,
    ...(pixelScaleArcsec && { pixelScaleArcsec }),
    normalisation: given?.normalisation ?? fitted(dataset, training, recipe, filters),
  }
  const trainedOn = trainedOnOf(dataset, training, facts)
  return { ...facts, ...(trainedOn && { trainedOn }) }
}

function fitted(
  dataset: Dataset,
  training: Uint32Array,
  { input }: Recipe,
  card: Pick<ModelCard, 'bands' | 'filters'>,
): Normalisation {
  const { layout, cropPx } = dataset
  const nPixels = cropPx ** 2
  if (card.filters) return fittedApart(input.normalisation, dataset, training, card)
  const crops = pickedRows(dataset.crops, training, layout.bands.length * nPixels)
  return fittedNormalisation(input.normalisation, crops, { nPixels, names: layout.bands })
}

/** How crops of the data set, which may be resampled already, become stamps. */
function stampRecipe(
  { layout }: Dataset,
  facts: Pick<StampFacts, 'bands' | 'sizePx' | 'normalisation' | 'crop'>,
): StampRecipe {
  const { bands, sizePx, normalisation, crop } = facts
  return { bands, sizePx, normalisation, ...(!layout.resampling && { crop }) }
}

/**
 * Makes the pictures of rows of the data set, each with its field's filters in their planes.
 *
 * @returns a function of crops and their row; where bands have one plane, of any number of crops.
 *   It throws InputError for a filter that is not known, or has no plane
 */
export function preparerOf(
  dataset: Dataset,
  facts: Pick<StampFacts, 'bands' | 'filters' | 'sizePx' | 'normalisation' | 'crop'>,
): (crops: Float32Array, row: number) => Float32Array {
  const recipe = stampRecipe(dataset, facts)
  if (!facts.filters) return stampPreparation(recipe).prepare
  const count = planesOf(facts).length
  const planesAt = planesOfRows(dataset, facts)
  const known = new Map<readonly number[], StampPreparation>()
  return (crop, row) => {
    const ofBands = planesAt(row)
    const preparation =
      known.get(ofBands) ?? stampPreparation({ ...recipe, planes: { ofBands, count } })
    known.set(ofBands, preparation)
    return preparation.prepare(crop)
  }
}

function labelledRows(dataset: Dataset, rows: Uint32Array, facts: StampFacts): LabelledStamps {
  const { crops, cropPx, classes, shares, layout } = dataset
  const { sizePx, filters } = facts
  const nBands = layout.bands.length
  const planes = planesOf(facts).map(({ band }) => band)
  const length = nBands * cropPx ** 2
  const prepareRow = preparerOf(dataset, facts)
  const labels = Uint8Array.from(rows, (row) => classes[row] - 1)
  const soft = shares && { softLabels: pickedRows(shares, rows, shares.length / classes.length) }
  const known = { labels, ...soft, ...(filters && { bandOfPlane: planes }) }
  const pictureLength = planes.length * sizePx ** 2
  if (rows.length * pictureLength * Float32Array.BYTES_PER_ELEMENT > MOST_AT_ONCE) {
    const description = JSON.stringify({ ...stampRecipe(dataset, facts), filters })
    const prepare = (crop: Float32Array, i: number) => prepareRow(crop, rows[i])
    return {
      stamps: pickedRows(crops, rows, length),
      shape: [rows.length, nBands, cropPx, cropPx],
      ...{ ...known, preparation: { sizePx, description, prepare } },
    }
  }
  const stamps = new Float32Array(rows.length * pictureLength)
  const step = filters ? 1 : PIECE
  for (let start = 0; start < rows.length; start += step) {
    const part = pickedRows(crops, rows.subarray(start, start + step), length)
    stamps.set(prepareRow(part, rows[start]), start * pictureLength)
  }
  return { stamps, shape: [rows.length, planes.length, sizePx, sizePx], ...known }
}

/**
 * What the training fields were like, so that `classify` can say where a field is not like them:
 * lowest and highest pixel scale of their mosaics, and lowest and highest noise of each plane.
 *
 * @param rows rows of the training set
 * @returns undefined if a plane has no noise
 */
function trainedOnOf(
  dataset: Dataset,
  rows: Uint32Array,
  facts: StampFacts,
): TrainedOn | undefined {
  const recipe = stampRecipe(dataset, facts)
  const planes = planesOf(facts)
  const noises: number[][] = planes.map(() => [])
  for (const of of rowsOfFields(dataset, rows)) {
    const noise = noiseOf(dataset, of, recipe)
    const held = facts.filters
      ? planesHolding(facts, dataset.filters[of[0]])
      : planes.map((_, i) => i)
    for (const [band, plane] of held.entries()) if (plane >= 0) noises[plane].push(noise[band])
  }
  const noise = noises.map(rangeOf)
  const scale = rangeOf(Array.from(rows, (row) => dataset.pixelScaleArcsec[row]))
  if (!noise.every((range) => range !== undefined)) return undefined
  return { ...(scale && { pixelScaleArcsec: scale }), noise }
}

/** Rows of each field; of fields of one name in several files, those with the same filters. */
function rowsOfFields({ objects, filters }: Dataset, rows: Uint32Array): Uint32Array[] {
  const found = new Map<string, number[]>()
  for (const row of rows) {
    const key = `${objects.field[row]} ${filters[row].join()}`
    const known = found.get(key)
    if (known) known.push(row)
    else found.set(key, [row])
  }
  return [...found.values()].map((of) => Uint32Array.from(of))
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
