/**
 * Which pixels a stamp takes: the two rules in use, as 0-based half-open windows of n pixels.
 *
 *   starcnet  x0 = trunc(x1) - floor(n / 2), where x1 is the 1-based catalogue position used as a
 *             0-based index, as the published StarcNet pipeline does. For even n this gives the
 *             pixels of the other rule, unless x1 is a whole number: then the centre of the stamp
 *             lies half a pixel up and right of the source instead of down and left. For odd n it
 *             lies up to a pixel up and right.
 *   centred   x0 = ceil(x - n / 2), where x is the 0-based position: the n pixels nearest to the
 *             source, for even and odd n, as astropy's Cutout2D takes them.
 */

export const WINDOW_RULES = ['centred', 'starcnet'] as const
export type WindowRule = (typeof WINDOW_RULES)[number]

/** First column and row of a stamp; may be negative, or reach over the far edge. */
export interface StampWindow {
  readonly x0: number
  readonly y0: number
}

/** Where a source is: 0-based, and 1-based as its catalogue wrote it, to the last bit. */
export interface SourcePosition {
  readonly x: number
  readonly y: number
  readonly fitsX: number
  readonly fitsY: number
}

/**
 * The window of a source.
 *
 * @param sizePx side of the stamp
 * @example
 * stampWindow('centred', { x: 15.5, y: 15.5, fitsX: 16.5, fitsY: 16.5 }, 32) // { x0: 0, y0: 0 }
 */
export function stampWindow(
  rule: WindowRule,
  { x, y, fitsX, fitsY }: SourcePosition,
  sizePx: number,
): StampWindow {
  if (rule === 'starcnet') {
    const half = Math.floor(sizePx / 2)
    return { x0: Math.trunc(fitsX) - half, y0: Math.trunc(fitsY) - half }
  }
  return { x0: Math.ceil(x - sizePx / 2), y0: Math.ceil(y - sizePx / 2) }
}
