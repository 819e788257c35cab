/** What the model card of a network says of how it was trained. */
import { basename } from 'node:path'
import type { CardFacts, ModelCard } from '../models/index.js'
import { SOFTWARE } from '../software.js'
import { cardClasses } from './class-list.js'
import type { Prepared } from './prepare.js'
import type { SetResult } from './result.js'
import { pretrainedFacts } from './starting-point.js'

/** What is known before the network is judged. @param seed seed of this network */
export function cardFacts(prepared: Prepared, seed: number): CardFacts {
  const { stamps, given, settings } = prepared
  const { architecture, recipe } = settings
  return {
    architecture: architecture.name,
    ...stamps.facts,
    classes: cardClasses(recipe),
    untrained: false,
    ...(given && { pretrained: pretrainedFacts(given, architecture, recipe) }),
    provenance: { description: `${trainedOn(prepared)}, seed ${seed}`, software: SOFTWARE },
  }
}

/** @example 'trained on 640 stamps of 2 fields' */
export function trainedOn({ dataset, split }: Prepared): string {
  const nFields = new Set(Array.from(split.training, (row) => dataset.objects.field[row])).size
  return `trained on ${split.training.length} stamps of ${nFields} field${nFields === 1 ? '' : 's'}`
}

/**
 * @param seed seed of this network
 * @param validation how the network classified the validation set, where there is one
 */
export function trainingFacts(
  { dataset, split, given, inputs }: Prepared,
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
  return { n, accuracy, ...(accuracyTwo !== null && { accuracyTwo }) }
}
