/** What a model card says of how the model was trained. */
import { basename } from 'node:path'
import type { ModelCard } from '../models/index.js'
import type { SetResult } from './held-out.js'
import type { PreparedRun } from './prepared-run.js'

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
