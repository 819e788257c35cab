/** A classification in a few numbers. */
import { flagNames } from '../catalog/index.js'
import type { Classification, Seconds } from './classification.js'

export interface ClassificationSummary {
  readonly nCandidates: number
  readonly nClassified: number
  /** Rows of each class, by its label. */
  readonly classes: Readonly<Record<string, number>>
  /** Rows with a flag. */
  readonly nFlagged: number
  /** Rows with each flag that was raised, by its name. */
  readonly flags: Readonly<Record<string, number>>
  /** The weights are random: the classes mean nothing. */
  readonly untrained: boolean
  readonly seconds: Seconds
}

export function summaryOf({
  card,
  scores: { classes, flags },
  seconds,
}: Pick<Classification, 'card' | 'scores' | 'seconds'>): ClassificationSummary {
  const counts: Record<string, number> = {}
  for (const { value, label = value } of card.classes) {
    counts[label] = classes.reduce((n, found) => n + (found === value ? 1 : 0), 0)
  }
  const raised: Record<string, number> = {}
  for (const bits of flags)
    for (const name of flagNames(bits)) raised[name] = (raised[name] ?? 0) + 1
  return {
    nCandidates: classes.length,
    nClassified: classes.reduce((n, found) => n + (found > 0 ? 1 : 0), 0),
    classes: counts,
    nFlagged: flags.reduce((n, bits) => n + (bits === 0 ? 0 : 1), 0),
    flags: raised,
    untrained: card.untrained,
    seconds,
  }
}

/** A sentence that comes first if most rows are in doubt; undefined where they are not. */
export function doubtfulMajority({
  nCandidates,
  nFlagged,
  flags,
}: Pick<ClassificationSummary, 'nCandidates' | 'nFlagged' | 'flags'>): string | undefined {
  if (2 * nFlagged <= nCandidates) return undefined
  const [[name, n]] = Object.entries(flags).sort((a, b) => b[1] - a[1])
  return (
    `more than half of the rows have a flag: ${nFlagged} of ${nCandidates}, ` +
    `most of them ${name} (${n})`
  )
}
