/** What the training set was like, for the card: classify says where a field is not like it. */
import { basename } from 'node:path'
import { FieldNoise, measuredStep, type StampRecipe, stampPreparation } from '../cutouts/index.js'
import { type Dataset, pickedRows } from '../datasets/index.js'
import type { ModelCard } from '../models/index.js'
import type { SetResult } from './held-out.js'
import type { PreparedRun } from './prepared-run.js'

type TrainedOn = NonNullable<ModelCard['trainedOn']>
type Range = TrainedOn['noise'][number]

/**
 * Lowest and highest of the fields: their mosaics' pixel scale, and each band's noise.
 *
 * @param rows of the training set
 * @param recipe how crops of the data set become stamps
 * @returns undefined if a band has no noise
 */
export function trainedOnOf(
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

/** Of those that are numbers, to five digits. */
function rangeOf(values: readonly number[]): Range | undefined {
  const known = values.filter((value) => value > 0)
  if (known.length === 0) return undefined
  const low = known.reduce((least, value) => Math.min(least, value))
  const high = known.reduce((most, value) => Math.max(most, value))
  return [Number(low.toPrecision(5)), Number(high.toPrecision(5))]
}

/* What a model card says of how the model was trained. */

/**
 * @param seed of this network
 * @param validation how it did on the validation set, where there is one
 */
export function trainingFacts(
  { dataset, split, given, inputs }: PreparedRun,
  seed: number,
  validation: SetResult | null,
): NonNullable<ModelCard['training']> {
  const rows = [...split.training, ...split.validation]
  const own = rows.map((row) => dataset.objects.field[row])
  return {
    fields: [...new Set([...own, ...(given?.card?.training?.fields ?? [])])].sort(),
    datasets: inputs.datasets.map(({ file, sha256 }) => ({ name: basename(file), sha256 })),
    seed,
    ...(seed !== inputs.seed && { splitSeed: inputs.seed }),
    recipe: inputs.recipe,
    ...(validation && { validation: briefly(validation) }),
  }
}

function briefly({ n, accuracy, accuracyTwo }: SetResult) {
  return { n, accuracy, accuracyTwo }
}
