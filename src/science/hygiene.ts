/**
 * Clusters that PHANGS-HST would have looked at again, counted by what is odd about them: the flags
 * of hygiene that `detect` wrote. Nothing is left out of the fits for them.
 */
import { type DetectionFlagName, detectionFlag } from '../detect/index.js'
import {
  type CommonCandidates,
  type DetectionFlags,
  NO_FLAGS,
  type Sample,
} from './common-candidates.js'

/** A flag of `det_flags` that casts doubt on a cluster, in words. */
export interface HygieneKind {
  readonly flag: DetectionFlagName
  readonly said: string
}

export const HYGIENE: readonly HygieneKind[] = [
  { flag: 'close_pair', said: 'duplicates: a brighter source within 5 px' },
  { flag: 'pair', said: 'pairs: one other source within 5 px' },
  { flag: 'triplet', said: 'triplets: two or more others within 5 px' },
  { flag: 'very_red', said: 'very red stars: V - I above 2.0, CI below 1.45' },
  { flag: 'near_saturated', said: 'on the wings or spikes of a saturated star' },
  { flag: 'saturated', said: 'saturated themselves' },
  { flag: 'cosmic_ray', said: 'in one band alone' },
]

export interface HygieneCounts {
  readonly label: string
  readonly nClusters: number
  /** Clusters without any of the flags that were looked for. */
  readonly nClean: number
  /** Clusters without a number in `det_flags`. */
  readonly nUnknown: number
  /**
   * Clusters with each flag, in the order of {@link HYGIENE}; one may have several. NaN for a flag
   * that was not looked for, as far as the catalogues tell.
   */
  readonly nWith: readonly number[]
}

/**
 * For each sample its clusters by flag.
 *
 * @returns empty if a catalogue has no column `det_flags`
 */
export function hygieneCounts({ samples, detectionFlags }: CommonCandidates): HygieneCounts[] {
  return detectionFlags ? samples.map((sample) => countsOf(sample, detectionFlags)) : []
}

function countsOf(
  { label, isMember, nMembers }: Sample,
  { values, known }: DetectionFlags,
): HygieneCounts {
  const bits = HYGIENE.map(({ flag }) => detectionFlag(flag))
  const clusters = values.filter((value, row) => isMember[row] === 1 && value !== NO_FLAGS)
  const any = bits.reduce((sum, bit) => sum | bit, 0)
  const nIf = (holds: (value: number) => boolean) => clusters.filter(holds).length
  return {
    ...{ label, nClusters: nMembers },
    nClean: nIf((value) => (value & any) === 0),
    nUnknown: nMembers - clusters.length,
    nWith: bits.map((bit) => (known & bit ? nIf((value) => (value & bit) !== 0) : Number.NaN)),
  }
}

/** @example '40 of 312 clusters of ml have a flag of hygiene: 20 close_pair, ...' */
export function hygieneText(counts: HygieneCounts): string {
  const { label, nClusters, nClean, nUnknown, nWith } = counts
  const found = HYGIENE.flatMap(({ flag }, k) => (nWith[k] > 0 ? [`${nWith[k]} ${flag}`] : []))
  const list = found.length > 0 ? `: ${found.join(', ')}` : ''
  const nFlagged = nClusters - nClean - nUnknown
  const rows = nUnknown > 0 ? [`${nUnknown} have no number in det_flags`] : []
  const none = HYGIENE.flatMap(({ flag }, k) => (Number.isNaN(nWith[k]) ? [flag] : []))
  const flags = none.length > 0 ? [`not known: ${none.join(', ')}`] : []
  const said = `${nFlagged} of ${nClusters} clusters of ${label} have a flag of hygiene${list}`
  return [said, ...rows, ...flags].join('; ')
}
