/**
 * What stands in for pixels that are not there: the median of the stamp's other pixels in the same band. A
 * galaxy's disc is not dark, so 0 would draw an edge that the sky does not have.
 */

/** Replaces NaN and infinity in one band of one stamp, in place. All NaN becomes all 0. */
export function fillWithMedian(stamp: Float32Array): void {
  if (isWhole(stamp)) return
  const known = stamp.filter(Number.isFinite)
  const median = known.length === 0 ? 0 : medianOf(known)
  for (let i = 0; i < stamp.length; i++) if (!Number.isFinite(stamp[i])) stamp[i] = median
}

/** A plain loop: with a callback this took longer than cutting the stamps. */
function isWhole(stamp: Float32Array): boolean {
  for (let i = 0; i < stamp.length; i++) if (!Number.isFinite(stamp[i])) return false
  return true
}

/** Sorts them. */
export function medianOf(values: Float32Array): number {
  values.sort()
  const middle = values.length >> 1
  return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
}
