/** What is said of a model that was adapted to a field without labels. */
import { SOFTWARE } from '../software.js'
import type { ModelCard } from './model-card.js'
import type { CardFacts } from './model-file.js'

type Adapted = NonNullable<ModelCard['adapted']>
type InTraining = Extract<Adapted, { datasets: unknown }>
type ToField = Exclude<Adapted, InTraining>

/**
 * What the card of an adapted model keeps of the model before. Its validation, what int8 needs, and
 * the checksum and the day of its weights are not those of the new weights. The gallery holds where
 * the stages before the last are as they were, and so their features.
 */
export function adaptedFacts(card: ModelCard, adapted: ToField): CardFacts {
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
  if ('datasets' in adapted) return trainingText(adapted)
  const { mosaics, seed, ownStatistics, epoch, from } = adapted
  return [
    `without labels, to ${stampsText(adapted)}, seed ${seed}; the classes are not verified`,
    `mosaics ${mosaics.join(', ')}`,
    `statistics of the batch norms: ${percent(ownStatistics)} those of the field; ` +
      (epoch > 0 ? `last stage trained, epoch ${epoch}` : 'last stage as before'),
    measuredText(adapted.confidence, adapted.consistency),
    'temperature, thresholds of ml_set and of novelty, and training are those of the model before',
    `from the model with graph SHA-256 ${from.slice(0, 8)}...`,
  ]
}

function trainingText(adapted: InTraining): string[] {
  const { weight, confidence, consistency } = adapted
  return [
    `without labels, to ${stampsText(adapted)}; the classes are not verified`,
    `covariances of the features aligned with those of the training set, weight ${weight}`,
    ...(confidence && consistency ? [measuredText(confidence, consistency)] : []),
  ]
}

type BeforeAndAfter = readonly [number, number]

function measuredText(confidence: BeforeAndAfter, consistency: BeforeAndAfter): string {
  const change = (pair: BeforeAndAfter) => `${pair.map(percent).join(' before, ')} after`
  return (
    `on held-out stamps: mean probability of the class ${change(confidence)}; ` +
    `mean share of the other views with the same class ${change(consistency)}`
  )
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function stampsText(adapted: Adapted): string {
  const { nStamps } = adapted
  if ('datasets' in adapted)
    return `${nStamps} stamps of ${adapted.datasets.join(', ')} in training`
  return `${nStamps} stamps of ${adapted.catalogue} on ${adapted.date}`
}
