/** What is said of a model that was adapted to a field without labels. */
import { SOFTWARE } from '../software.js'
import type { ModelCard } from './model-card.js'
import type { CardFacts } from './model-file.js'

type Adapted = NonNullable<ModelCard['adapted']>

/**
 * What the card of an adapted model keeps of the model before. Its validation, what int8 needs, and
 * the checksum and the day of its weights are not those of the new weights. The gallery holds where
 * the stages before the last are as they were, and so their features.
 */
export function adaptedFacts(card: ModelCard, adapted: Adapted): CardFacts {
  const { format: _, graphSha256: __, nWeights: ___, int8: ____, gallery, ...old } = card
  const { training, provenance } = old
  return {
    ...{ ...old, adapted },
    ...(training && { training: { ...training, validation: undefined } }),
    ...(gallery && adapted.ownStatistics === 0 && { gallery }),
    provenance: { description: provenance.description, software: SOFTWARE },
  }
}

/**
 * What the user of such a model must know; undefined for every other model.
 *
 * @example unverifiedNote(card) // 'the model was adapted without labels to 1800 stamps of ...'
 */
export function unverifiedNote({ adapted, sets }: ModelCard): string | undefined {
  if (!adapted) return undefined
  return (
    `the model was adapted without labels to ${stampsText(adapted)}: how often it is right ` +
    `there, its probabilities${sets ? ', ml_set' : ''} and unlike_training are not verified`
  )
}

/** How it was adapted, line by line. */
export function adaptationText(adapted: Adapted): string[] {
  const { mosaics, seed, ownStatistics, epoch, confidence, consistency, from } = adapted
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const change = (pair: readonly [number, number]) => pair.map(percent).join(' before, ')
  return [
    `without labels, to ${stampsText(adapted)}, seed ${seed}; the classes are not verified`,
    `mosaics ${mosaics.join(', ')}`,
    `statistics of the batch norms: ${percent(ownStatistics)} those of the field; ` +
      (epoch > 0 ? `last stage trained, epoch ${epoch}` : 'last stage as before'),
    `on held-out stamps: mean probability of the class ${change(confidence)} after; ` +
      `mean share of the other views with the same class ${change(consistency)} after`,
    'temperature, thresholds of ml_set and of novelty, and training are those of the model before',
    `from the model with graph SHA-256 ${from.slice(0, 8)}...`,
  ]
}

function stampsText({ nStamps, catalogue, date }: Adapted): string {
  return `${nStamps} stamps of ${catalogue} on ${date}`
}
