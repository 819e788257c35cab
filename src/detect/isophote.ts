/** Place and shape of a source, from the significance of its pixels above the threshold. */

/** Pixels of one source. */
export interface SourcePixels {
  readonly x: Int32Array
  readonly y: Int32Array
  readonly values: Float32Array
}

export interface Isophote {
  /** Centre of light, 0-based. */
  readonly x: number
  readonly y: number
  readonly xPeak: number
  readonly yPeak: number
  /** Largest value, sigma. */
  readonly peak: number
  /** Sum of the values, sigma. */
  readonly sum: number
  readonly nPixels: number
  /** Root mean square extent along the longest and the shortest axis, px. */
  readonly major: number
  readonly minor: number
  /** From +x to the longest axis, towards +y, in (-90, 90]. */
  readonly angleDeg: number
  /** Second central moments, px^2. */
  readonly xx: number
  readonly yy: number
  readonly xy: number
  /** Columns and rows [x0, x1), [y0, y1). */
  readonly box: {
    readonly x0: number
    readonly y0: number
    readonly x1: number
    readonly y1: number
  }
}

/** Extent of a single row of pixels across it: the variance of a uniform pixel, px^2. */
const PIXEL_VARIANCE = 1 / 12

/** Moments of the pixels; each counts by its value. */
export function isophoteOf({ x, y, values }: SourcePixels): Isophote {
  let sum = 0
  let sx = 0
  let sy = 0
  let at = 0
  const box = { x0: x[0], y0: y[0], x1: x[0] + 1, y1: y[0] + 1 }
  for (let i = 0; i < values.length; i++) {
    sum += values[i]
    sx += values[i] * (x[i] - x[0])
    sy += values[i] * (y[i] - y[0])
    if (values[i] > values[at]) at = i
    if (x[i] < box.x0) box.x0 = x[i]
    if (x[i] >= box.x1) box.x1 = x[i] + 1
    if (y[i] < box.y0) box.y0 = y[i]
    if (y[i] >= box.y1) box.y1 = y[i] + 1
  }
  const [cx, cy] = [x[0] + sx / sum, y[0] + sy / sum]
  let xx = 0
  let yy = 0
  let xy = 0
  for (let i = 0; i < values.length; i++) {
    const dx = x[i] - cx
    const dy = y[i] - cy
    xx += values[i] * dx * dx
    yy += values[i] * dy * dy
    xy += values[i] * dx * dy
  }
  const moments = withThickness(xx / sum, yy / sum, xy / sum)
  return {
    ...{ x: cx, y: cy, xPeak: x[at], yPeak: y[at], peak: values[at], sum },
    ...{ nPixels: values.length, ...moments, ...axesOf(moments), box },
  }
}

interface Moments {
  readonly xx: number
  readonly yy: number
  readonly xy: number
}

/** Pixels in one line have no extent across it; they get that of a pixel. */
function withThickness(xx: number, yy: number, xy: number): Moments {
  const isLine = xx * yy - xy * xy < PIXEL_VARIANCE ** 2
  return isLine ? { xx: xx + PIXEL_VARIANCE, yy: yy + PIXEL_VARIANCE, xy } : { xx, yy, xy }
}

function axesOf({ xx, yy, xy }: Moments) {
  const mean = (xx + yy) / 2
  const spread = Math.hypot((xx - yy) / 2, xy)
  return {
    major: Math.sqrt(mean + spread),
    minor: Math.sqrt(Math.max(mean - spread, 0)),
    angleDeg: (90 / Math.PI) * Math.atan2(2 * xy, xx - yy),
  }
}

/** The n-th largest value, or the least if there are fewer. */
export function nthLargest(values: Float32Array, n: number): number {
  return values.slice().sort()[Math.max(0, values.length - n)]
}
