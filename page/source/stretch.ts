/**
 * From a pixel's value to its brightness on the screen. The graphics processor and the 2D fallback
 * compute the same, with these formulas:
 *
 *     n = (value - black) / unit                    in each channel
 *     t = mean of the channels' n / white           from 0 (black) to 1 (white)
 *     s = f(t)                                      the curve
 *     brightness = (s - bias) contrast + 1/2        as in DS9
 *
 * The curves are t, log10(1000 t + 1) / log10(1001) as in DS9, and asinh(k t) / asinh(k); zscale is
 * linear between the limits of IRAF's algorithm. In colour the channels share one
 * brightness, which keeps the colour of bright sources (Lupton et al. 2004, PASP 116, 133), and
 * colours of less than a few sigma, which are noise, fade to grey.
 */

export const STRETCHES = ['asinh', 'linear', 'log', 'zscale'] as const
export type Stretch = (typeof STRETCHES)[number]

/** Level of one band in one stamp, e-/s. */
export interface Levels {
  readonly sky: number
  /** > 0 */
  readonly noise: number
  /** The brightest of the source: the 99.9th percentile of the model's window. */
  readonly peak: number
  /** The limits of zscale. */
  readonly zLow: number
  readonly zHigh: number
}

export interface Look {
  readonly stretch: Stretch
  /** 1 as it comes; > 0. */
  readonly contrast: number
  /** 0.5 as it comes; 0 to 1. */
  readonly bias: number
  /** Black sources on white; not in colour. */
  readonly isInverted: boolean
}

export const PLAIN_LOOK: Look = {
  stretch: 'asinh',
  contrast: 1,
  bias: 0.5,
  isInverted: false,
}

/** What a panel needs to paint its pixels. */
export interface Tone {
  /** One band for grey, three for red, green, blue. */
  readonly bands: readonly number[]
  readonly black: readonly number[]
  readonly unit: readonly number[]
  readonly white: number
  /** For asinh. */
  readonly k: number
  /** Colours fade below this n. */
  readonly grey: number
  readonly curve: Curve
}

export type Curve = 'asinh' | 'linear' | 'log'

/** The curve turns from linear to logarithmic here, in sigma. */
const SOFT_SIGMA = 6
/** A source fainter than this is not shown white, in sigma. */
const WHITE_AT_LEAST = 40
const GREY_SIGMA = 6
/** Black lies this many sigma below the sky, so that a little of its noise can be seen. */
const BLACK_SIGMA = 1

/** The tone of a band, or of three bands in colour. */
export function toneOf(levels: readonly Levels[], bands: readonly number[], look: Look): Tone {
  const used = bands.map((band) => levels[band])
  if (look.stretch === 'zscale') {
    const unit = used.map(({ zLow, zHigh }) => zHigh - zLow || 1)
    const grey = meanOf(used.map(({ noise }, i) => (GREY_SIGMA * noise) / unit[i]))
    const black = used.map(({ zLow }) => zLow)
    return { bands, black, unit, white: 1, k: 1, grey, curve: 'linear' }
  }
  const black = used.map(({ sky, noise }) => sky - BLACK_SIGMA * noise)
  const unit = used.map(({ noise }) => noise)
  const peak = meanOf(used.map((one, i) => (one.peak - black[i]) / unit[i]))
  const white = Math.max(WHITE_AT_LEAST, Number.isFinite(peak) ? peak : 0)
  const k = white / SOFT_SIGMA
  return { bands, black, unit, white, k, grey: GREY_SIGMA, curve: look.stretch }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** @param t from 0, black, to 1, white, and above */
export function curved(t: number, curve: Curve, k: number): number {
  if (t <= 0) return 0
  if (curve === 'asinh') return Math.asinh(k * t) / Math.asinh(k)
  return curve === 'log' ? Math.log10(1000 * t + 1) / Math.log10(1001) : t
}

/** Contrast and bias. @returns 0 to 1, or above 1 where a source is brighter than white */
export function adjusted(s: number, { contrast, bias }: Pick<Look, 'contrast' | 'bias'>): number {
  return Math.max(0, (s - bias) * contrast + 0.5)
}

const CONTRAST_RANGE = [0.1, 10] as const

/**
 * Contrast and bias after dragging over a picture, as in DS9: sideways is bias, upwards contrast.
 *
 * @param dx, dy how far the pointer went, in sides of the picture; dy > 0 is upwards
 */
export function dragged(look: Look, dx: number, dy: number): Look {
  return { ...look, bias: clamp(look.bias - dx, 0, 1), contrast: grown(look.contrast, dy) }
}

function grown(contrast: number, dy: number): number {
  return clamp(contrast * 10 ** dy, ...CONTRAST_RANGE)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

/** How a label records the stretch, e.g. `asinh contrast 1.00 bias 0.50`. */
export function lookText({ stretch, contrast, bias, isInverted }: Look): string {
  const numbers = `contrast ${contrast.toFixed(2)} bias ${bias.toFixed(2)}`
  return `${stretch} ${numbers}${isInverted ? ' inverted' : ''}`
}

export function nextStretch(stretch: Stretch): Stretch {
  return STRETCHES[(STRETCHES.indexOf(stretch) + 1) % STRETCHES.length]
}
