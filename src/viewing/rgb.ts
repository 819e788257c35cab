/**
 * A colour picture from one, two, three or more bands.
 *
 * Fluxes of a field span five decades, so a linear stretch looks black. The asinh stretch (Lupton
 * et al. 2004, PASP 116, 133) is linear near the sky and logarithmic above it:
 *
 *     brightness = asinh(n / soft) / asinh(white / soft),   n = (value - sky) / noise
 *
 * Each band is measured in its own sky noise, so that no band dominates. The stretch acts on the
 * mean of the three channels and scales them together, which keeps the colour of bright sources.
 * Below a few sigma, where colour is noise, colours fade to grey.
 */
import { firstAtLeast, quantileValueOf } from '../statistics/index.js'

export interface RgbPicture {
  readonly width: number
  readonly height: number
  /** Red, green, blue of each pixel; the first row is the top of the picture. */
  readonly rgb: Uint8Array
}

export interface Stretch {
  /** Where the curve turns from linear to logarithmic, in sigma above the sky. */
  readonly soft: number
  /** The level that is shown white, in sigma above the sky. */
  readonly white: number
}

/** Sky level and noise of one band, in its own unit. */
export interface SkyLevel {
  readonly sky: number
  /** Standard deviation of the sky, > 0. */
  readonly noise: number
}

/** Shown where a band has no data: a slate that no stretch produces. */
export const NAN_COLOR = [40, 46, 58] as const

/** Black lies this many sigma below the sky, so that a little of the sky's noise can be seen. */
const BLACK_SIGMA = 1
/** Colours fade to grey below about this many sigma. */
const GREY_SIGMA = 6
const SOFT = 6
const WHITE_AT_LEAST = 120
/** A source brighter than white fades to white by at most this share; the rest stays its colour. */
const FADE = 0.6
/** The sky level is measured on at most this many pixels. */
const MAX_SAMPLES = 200_000

/**
 * Which of n bands, ordered from blue to red, become red, green and blue. With two bands, green is
 * the mean of both; with one band, all three are this band.
 *
 * @example channelBands(5) // { red: [4], green: [2], blue: [0] }
 */
export function channelBands(nBands: number): Record<'red' | 'green' | 'blue', number[]> {
  const last = nBands - 1
  const green = nBands === 2 ? [0, 1] : [Math.floor(nBands / 2)]
  return { red: [last], green, blue: [0] }
}

/**
 * The picture of some bands, upright: row 0 of the arrays, the first row in FITS, is the bottom
 * row.
 *
 * @param bands pixels of each band from blue to red, `width * height` each, row by row; NaN in any
 *   band gives {@link NAN_COLOR}
 * @param levels sky and noise of each band
 * @param stretch by default soft 6 sigma, and white at the 99.9th percentile, at least 120 sigma
 */
export function rgbPicture(
  bands: readonly Float32Array[],
  width: number,
  height: number,
  levels: readonly SkyLevel[],
  stretch: Stretch = automaticStretch(bands, levels),
): RgbPicture {
  const channels = threeChannels(bands, levels)
  const curve = asinhCurve(stretch.soft, stretch.white)
  const rgb = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++) {
    const top = (height - 1 - y) * width
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      const [r, g, b] = [channels.red(pixel), channels.green(pixel), channels.blue(pixel)]
      paintColor(rgb, 3 * (top + x), r, g, b, curve)
    }
  }
  return { width, height, rgb }
}

/**
 * The colour picture of a square window around a candidate. It is measured in the noise of the
 * whole field, and from the 25th percentile of its own pixels, so that stamps on a bright disc and
 * on dark sky look alike. White is its brightest pixel, but at least 60 sigma.
 *
 * @param bands pixels of one to three bands from blue to red, `sizePx * sizePx` each; NaN outside
 *   the mosaics
 * @param levels sky and noise of each band of the whole field
 */
export function windowPicture(
  bands: readonly Float32Array[],
  levels: readonly SkyLevel[],
  sizePx: number,
): RgbPicture {
  const local = bands.map((pixels, band): SkyLevel => {
    const { sky, noise } = levels[band]
    const floor = shareValue(pixels, 0.25)
    return { sky: Number.isNaN(floor) ? sky : floor, noise }
  })
  return rgbPicture(bands, sizePx, sizePx, local, automaticStretch(bands, local, 1, 60))
}

/**
 * The colour picture of a stamp whose field is not at hand: sky and noise are those of the stamp.
 *
 * @param bands from blue to red, as many as there are; a band without a finite pixel is left out
 */
export function lonePicture(bands: readonly Float32Array[], sizePx: number): RgbPicture {
  const seen = bands.filter((pixels) => pixels.some(Number.isFinite))
  const { red, green, blue } = channelBands(Math.max(1, seen.length))
  const shown = [...new Set([...blue, ...green, ...red])].map(
    (band) => seen[band] ?? new Float32Array(sizePx ** 2).fill(Number.NaN),
  )
  return windowPicture(shown, shown.map(skyLevel), sizePx)
}

/** Soft is 6 sigma; white is a percentile of the mean channel, but at least `atLeast` sigma. */
export function automaticStretch(
  bands: readonly Float32Array[],
  levels: readonly SkyLevel[],
  share = 0.999,
  atLeast = WHITE_AT_LEAST,
): Stretch {
  const { red, green, blue } = threeChannels(bands, levels)
  const nPixels = bands[0]?.length ?? 0
  const step = Math.max(1, Math.floor(nPixels / 200_000))
  const sample = new Float32Array(Math.floor(nPixels / step))
  for (let i = 0; i < sample.length; i++) {
    const at = i * step
    sample[i] = (red(at) + green(at) + blue(at)) / 3
  }
  return { soft: SOFT, white: Math.max(atLeast, shareValue(sample, share) || 0) }
}

/**
 * Sky level and noise, robust against sources: the median and its distance to the 16th percentile,
 * after clipping at 3 sigma until nothing changes. NaN is ignored, and so is exactly 0, which in a
 * drizzled mosaic means no exposure. At most 200,000 evenly spaced pixels are used.
 *
 * @returns sky 0 and noise 1 where no pixel is usable
 * @example skyLevel(new Float32Array([1, 2, 3, 2, 1, 900])).sky // 2
 */
export function skyLevel(pixels: ArrayLike<number>): SkyLevel {
  const sorted = usableSample(pixels).sort()
  if (sorted.length === 0) return { sky: 0, noise: 1 }
  let low = 0
  let high = sorted.length - 1
  for (let pass = 0; pass < 20; pass++) {
    const { sky, noise } = skyAndNoise(sorted, low, high)
    const nextLow = firstAtLeast(sorted, sky - 3 * noise)
    const nextHigh = firstAtLeast(sorted, sky + 3 * noise + Number.MIN_VALUE) - 1
    if (nextHigh <= nextLow || (nextLow === low && nextHigh === high)) break
    low = nextLow
    high = nextHigh
  }
  const { sky, noise } = skyAndNoise(sorted, low, high)
  const range = sorted[sorted.length - 1] - sorted[0]
  return { sky, noise: noise || range / 100 || 1 }
}

/**
 * The asinh curve from sky noise to brightness.
 *
 * @param soft where the curve turns from linear to logarithmic, in sigma above the sky
 * @param white the level that is shown as 1, in sigma above the sky; brighter levels are above 1
 * @example asinhCurve(5, 500)(500) // 1
 */
export function asinhCurve(soft: number, white: number): (sigma: number) => number {
  const scale = 1 / Math.asinh(white / soft)
  return (sigma) => Math.asinh(sigma / soft) * scale
}

/** The value below which a share of the finite values lies; NaN where there is none. */
export function shareValue(values: ArrayLike<number>, share: number): number {
  const finite = new Float64Array(values.length)
  let n = 0
  // Inf - Inf is NaN.
  for (let i = 0; i < values.length; i++) if (values[i] - values[i] === 0) finite[n++] = values[i]
  return quantileValueOf(finite.subarray(0, n), share)
}

type Channel = (pixel: number) => number

/** Each channel, in sigma above black. */
function threeChannels(
  bands: readonly Float32Array[],
  levels: readonly SkyLevel[],
): Record<'red' | 'green' | 'blue', Channel> {
  const inSigma = bands.map((pixels, band): Channel => {
    const { sky, noise } = levels[band]
    const gain = 1 / noise
    const black = sky - BLACK_SIGMA * noise
    return (pixel) => (pixels[pixel] - black) * gain
  })
  const { red, green, blue } = channelBands(bands.length)
  const channel = ([first, second]: number[]): Channel =>
    second === undefined
      ? inSigma[first]
      : (pixel) => (inSigma[first](pixel) + inSigma[second](pixel)) / 2
  return { red: channel(red), green: channel(green), blue: channel(blue) }
}

/**
 * The colour of one pixel, as three bytes from `to` on.
 *
 * @param red sigma above black, as `green` and `blue`; NaN in any gives {@link NAN_COLOR}
 * @param curve brightness of the mean channel; 1 is white, and more is brighter
 */
export function paintColor(
  bytes: Uint8Array,
  to: number,
  red: number,
  green: number,
  blue: number,
  curve: (sigma: number) => number,
): void {
  const mean = (red + green + blue) / 3
  if (Number.isNaN(mean)) {
    bytes.set(NAN_COLOR, to)
    return
  }
  if (mean <= 0) return
  const colorful = mean / (mean + GREY_SIGMA)
  const mix = (channel: number) => Math.max(0, mean + (channel - mean) * colorful)
  const [r, g, b] = [mix(red), mix(green), mix(blue)]
  const brightness = curve(mean)
  const gain = Math.min(brightness / mean, 1 / Math.max(r, g, b))
  const fade = brightness > 1 ? FADE * (1 - Math.exp(2 - 2 * brightness)) : 0
  const byte = (channel: number) => 255 * (channel * gain * (1 - fade) + fade) + 0.5
  bytes[to] = byte(r)
  bytes[to + 1] = byte(g)
  bytes[to + 2] = byte(b)
}

function usableSample(pixels: ArrayLike<number>): Float64Array {
  const step = Math.max(1, pixels.length / MAX_SAMPLES)
  const kept = new Float64Array(Math.min(pixels.length, MAX_SAMPLES))
  let n = 0
  for (let i = 0; Math.floor(i) < pixels.length && n < kept.length; i += step) {
    const value = pixels[Math.floor(i)]
    if (Number.isFinite(value) && value !== 0) kept[n++] = value
  }
  return kept.subarray(0, n)
}

function skyAndNoise(sorted: Float64Array, low: number, high: number): SkyLevel {
  const at = (share: number) => sorted[low + Math.round(share * (high - low))]
  const sky = at(0.5)
  return { sky, noise: sky - at(0.1587) }
}
