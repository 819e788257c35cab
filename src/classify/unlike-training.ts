/** Rows that are unlike what the networks were trained on, by their own account (models/novelty.ts). */
import { flagValue, isUnclassified } from '../catalog/index.js'

/** What one network says. */
export interface NetworkNovelty {
  /** d^2 of each row, NaN where it gave none. */
  readonly values: Float32Array
  /** Above it a row is unlike the training set; undefined where the network cannot tell. */
  readonly threshold: number | undefined
}

/**
 * Flags the rows of which more than half of the networks say so. A distance that is no number is above every threshold.
 *
 * @param flags of every row; rows without a stamp are left alone
 */
export function flagUnlike(flags: Uint32Array, networks: readonly NetworkNovelty[]): void {
  for (let row = 0; row < flags.length; row++) {
    if (isUnclassified(flags[row])) continue
    const votes = networks.filter(
      ({ values, threshold }) => threshold !== undefined && !(values[row] <= threshold),
    )
    if (votes.length > networks.length / 2) flags[row] |= flagValue('unlike_training')
  }
}
