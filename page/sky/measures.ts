/** Lengths and coordinates as a person reads them. */
import type { FieldDescription } from '../../src/viewing/index.js'

/** One arcsec at 1 Mpc is this many pc: 1e6 / 206264.806. */
const PC_PER_ARCSEC_MPC = 4.848_136_811

export interface Bar {
  readonly widthPx: number
  readonly text: string
}

/**
 * A scale bar of a round length.
 *
 * @param scale screen pixels of one mosaic pixel
 * @param mostPx width of the bar at most
 * @example barLength(1, 200, description) // { widthPx: 125, text: '5″ = 240 pc' }
 */
export function barLength(
  scale: number,
  mostPx: number,
  { pixelScaleArcsec, distanceMpc }: Pick<FieldDescription, 'pixelScaleArcsec' | 'distanceMpc'>,
): Bar {
  const unit = scale / (pixelScaleArcsec ?? 1)
  const most = mostPx / unit
  const isMinutes = pixelScaleArcsec !== null && most >= 60
  const length = isMinutes ? 60 * roundBelow(most / 60) : roundBelow(most)
  const widthPx = length * unit
  if (pixelScaleArcsec === null) return { widthPx, text: `${length} px` }
  const angle = isMinutes ? `${Math.round(length / 60)}′` : `${Number(length.toPrecision(6))}″`
  if (distanceMpc === null) return { widthPx, text: angle }
  return { widthPx, text: `${angle} = ${parsecs(length * distanceMpc * PC_PER_ARCSEC_MPC)}` }
}

/** The largest of 1, 2, 5, 10, ... (and 0.1, 0.2, 0.5, ...) that is at most `most`. */
export function roundBelow(most: number): number {
  const decade = 10 ** Math.floor(Math.log10(most))
  const step = [5, 2, 1].find((factor) => factor * decade <= most * (1 + 1e-12)) ?? 1
  return step * decade
}

/** @example parsecs(1234) // '1.2 kpc' */
function parsecs(length: number): string {
  const value = length >= 1000 ? length / 1000 : length
  const digits = value >= 100 ? 0 : value >= 10 ? 0 : 1
  return `${value.toFixed(digits)} ${length >= 1000 ? 'kpc' : 'pc'}`
}

/** @example sexagesimal(150.5, -2.25) // '10:02:00.00 -02:15:00.0' */
export function sexagesimal(ra: number, dec: number): string {
  const sign = dec < 0 ? '-' : '+'
  return `${parts((ra / 15) % 24, 2, 24)} ${sign}${parts(Math.abs(dec), 1)}`
}

/** Rounded before it is cut, so that no part becomes 60. */
function parts(value: number, digits: number, period = Number.POSITIVE_INFINITY): string {
  const unit = 10 ** digits
  let n = Math.round(value * 3600 * unit)
  if (n >= period * 3600 * unit) n = 0
  const seconds = (n % (60 * unit)) / unit
  const minutes = Math.floor(n / (60 * unit)) % 60
  const whole = Math.floor(n / (3600 * unit))
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(whole)}:${two(minutes)}:${seconds.toFixed(digits).padStart(3 + digits, '0')}`
}
