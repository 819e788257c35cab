/** What is said of a model that was adapted to a field without labels. */
import type { ModelCard } from './model-card.js'

type Adapted = NonNullable<ModelCard['adapted']>

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
      `same class in all views ${change(consistency)} after`,
    `from the model with graph SHA-256 ${from.slice(0, 8)}...`,
  ]
}

function stampsText({ nStamps, catalogue, date }: Adapted): string {
  return `${nStamps} stamps of ${catalogue} on ${date}`
}
