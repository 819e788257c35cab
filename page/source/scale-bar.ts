/** A bar of a round length for a picture. */

const ROUND = [1, 2, 5]
const ARCSEC_PER_RADIAN = 206_264.806
/** The bar is at most this share of the picture's side. */
const LONGEST = 0.4

export interface ScaleBar {
  /** As a share of the picture's side. */
  readonly share: number
  /** e.g. `0.5″ = 24 pc` */
  readonly text: string
}

/**
 * @param sizePx side of the picture in pixels of the mosaic
 * @param scaleArcsec arcsec per pixel; null: the bar is in px
 * @example scaleBar(32, 0.04, 10).text // '0.5″ = 24 pc'
 */
export function scaleBar(
  sizePx: number,
  scaleArcsec: number | null,
  distanceMpc: number | null,
): ScaleBar {
  const length = roundBelow(LONGEST * sizePx * (scaleArcsec ?? 1))
  const share = length / (sizePx * (scaleArcsec ?? 1))
  if (scaleArcsec === null) return { share, text: `${length} px` }
  const angle = `${length}″`
  if (distanceMpc === null) return { share, text: angle }
  const parsecs = (length / ARCSEC_PER_RADIAN) * distanceMpc * 1e6
  return { share, text: `${angle} = ${Number(parsecs.toPrecision(2))} pc` }
}

/** The largest of 1, 2, 5 times a power of ten that is not above a length. */
function roundBelow(length: number): number {
  const power = Math.floor(Math.log10(length))
  const step = ROUND.filter((one) => one * 10 ** power <= length * (1 + 1e-9)).at(-1) ?? 1
  return Number((step * 10 ** power).toPrecision(1))
}
