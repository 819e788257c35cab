/** Distances to neighbours in the plane: how crowded a place is. */

/**
 * The distance of each point to its k-th nearest other point. Points are swept in order of x, outwards
 * from each one until x alone is further than the k-th nearest so far.
 *
 * @param k from 1 on
 * @returns in the unit of x and y; NaN for points without a position, and if there are not k others
 * @example neighbourDistances([0, 1, 5], [0, 0, 0], 1) // [1, 1, 4]
 */
export function neighbourDistances(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  k: number,
): Float64Array {
  const placed = Array.from({ length: x.length }, (_, i) => i)
    .filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]))
    .sort((a, b) => x[a] - x[b])
  const distances = new Float64Array(x.length).fill(Number.NaN)
  placed.forEach((point, rank) => {
    const nearest = new Float64Array(k).fill(Number.POSITIVE_INFINITY)
    for (const step of [-1, 1]) {
      for (let r = rank + step; r >= 0 && r < placed.length; r += step) {
        const dx = x[placed[r]] - x[point]
        if (dx * dx > nearest[k - 1]) break
        insert(nearest, dx * dx + (y[placed[r]] - y[point]) ** 2)
      }
    }
    if (Number.isFinite(nearest[k - 1])) distances[point] = Math.sqrt(nearest[k - 1])
  })
  return distances
}

/** Puts a value into an ascending list of fixed length, if it belongs there. */
function insert(ascending: Float64Array, value: number): void {
  let at = ascending.length - 1
  if (value >= ascending[at]) return
  for (; at > 0 && ascending[at - 1] > value; at--) ascending[at] = ascending[at - 1]
  ascending[at] = value
}
