/**
 * Smooths an H-transform whose differences were rounded to multiples of a scale (White 1992):
 * a difference is moved by at most half of the scale towards the slope of the sums beside it, which
 * hides the blocks that rounding leaves.
 */

/**
 * Moves the differences of one level, in place.
 *
 * @param a sums at even rows and columns, differences at the others
 * @param nx, ny rows and columns of this level
 * @param stride places from one row to the next
 */
export function smoothed(
  a: Float64Array,
  nx: number,
  ny: number,
  stride: number,
  scale: number,
): void {
  const most = Math.floor(scale / 2)
  if (most <= 0) return
  const rows = (from: number, to: number, move: (at: number) => void, j0: number, j1: number) => {
    for (let i = from; i < to; i += 2) for (let j = j0; j < j1; j += 2) move(stride * i + j)
  }
  rows(2, nx - 2, (at) => slope(a, at, 2 * stride, at + stride, most), 0, ny)
  rows(0, nx, (at) => slope(a, at, 2, at + 1, most), 2, ny - 2)
  rows(2, nx - 2, (at) => twist(a, at, stride, most), 2, ny - 2)
}

function slope(a: Float64Array, at: number, step: number, to: number, most: number): void {
  const [before, here, after] = [a[at - step], a[at], a[at + step]]
  const high = 4 * Math.max(Math.min(after - here, here - before), 0)
  const low = 4 * Math.min(Math.max(after - here, here - before), 0)
  if (low >= high) return
  move(a, to, Math.max(Math.min(after - before, high), low), 8, most)
}

function twist(a: Float64Array, at: number, stride: number, most: number): void {
  const [up, down] = [at - 2 * stride, at + 2 * stride]
  const [mm, pm, mp, pp] = [a[up - 2], a[down - 2], a[up + 2], a[down + 2]]
  const here = a[at]
  const [hx, hy] = [2 * a[at + stride], 2 * a[at + 1]]
  const bound = (first: typeof Math.max, second: typeof Math.max) =>
    16 *
    second(
      second(first(pp - here, 0) - hx - hy, first(here - pm, 0) + hx - hy),
      second(first(here - mp, 0) - hx + hy, first(mm - here, 0) + hx + hy),
    )
  const high = bound(Math.max, Math.min)
  const low = bound(Math.min, Math.max)
  if (low >= high) return
  move(a, at + stride + 1, Math.max(Math.min(pp + mm - mp - pm, high), low), 64, most)
}

/** Moves a difference towards `wanted / unit`, by at most `most`; the quotient is cut towards 0. */
function move(a: Float64Array, to: number, wanted: number, unit: number, most: number): void {
  const by = Math.trunc((wanted - unit * a[to]) / unit)
  a[to] += Math.max(Math.min(by, most), -most)
}
