/**
 * What all stamps of a data set or of a model have in common. Training and use must agree in it to the last
 * field, or a network is shown what it was not trained on; so there is one comparison, here.
 */
import { InputError } from '../errors.js'
import type { Resampling } from './resample.js'

export interface StampLayout {
  /** Filter of each plane, blue to red; `F435W|F438W` where several do. */
  readonly bands: readonly string[]
  /** Side of a stamp, px. */
  readonly sizePx: number
  /** Side of what was cut from the mosaics to make it, px of the mosaics. */
  readonly cropPx: number
  /** How a crop became a stamp; undefined where it is one. */
  readonly resampling?: Resampling
  readonly window: WindowRule
  /** Of the mosaics, arcsec; undefined where nobody knows. */
  readonly pixelScaleArcsec?: number
}

/** Pixel scales that differ by more than this share show other sky. */
const LARGEST_SCALE_DIFFERENCE = 0.05

/** Whether stamps of these pixel scales, arcsec, show the same sky: within 5 %. */
export function isSameScale(expected: number, got: number): boolean {
  return Math.abs(got / expected - 1) <= LARGEST_SCALE_DIFFERENCE
}

/**
 * Refuses stamps that are not what is expected. Bands fit if each filter of a plane is one that is expected there.
 *
 * @param where the file of the stamps that were got
 * @param whose what expects them, e.g. `model starcnet` or another file
 * @throws InputError naming the first difference
 * @example checkLayout(layoutOfModel, layoutOfFile, 'ngc628.fits', 'model starcnet')
 */
export function checkLayout(
  expected: StampLayout,
  got: StampLayout,
  where: string,
  whose: string,
): void {
  const refuse = (what: string, want: string, found: string, remedy: string) => {
    throw new InputError({ what, where, expected: `${want} (${whose})`, got: found, remedy })
  }
  if (!bandsFit(expected.bands, got.bands)) {
    const sorted = (bands: readonly string[]) => bands.toSorted().join()
    const what =
      sorted(expected.bands) === sorted(got.bands) ? 'bands in another order' : 'other bands'
    const remedy = `cut the stamps again with --bands '${expected.bands.join(',')}'`
    refuse(what, expected.bands.join(','), got.bands.join(','), remedy)
  }
  const [want, found] = [expected, got].map(sizeText)
  if (want !== found) {
    const resample =
      expected.resampling && `--crop ${expected.cropPx} --resample ${expected.resampling}`
    const options = [resample, `--size ${expected.sizePx}`].filter(Boolean).join(' ')
    refuse('stamps of another size', want, found, `cut them again with ${options}`)
  }
  if (expected.window !== got.window) {
    const remedy = `cut them again with --window ${expected.window}`
    refuse('stamps cut by another rule', expected.window, got.window, remedy)
  }
  const [a, b] = [expected.pixelScaleArcsec, got.pixelScaleArcsec]
  if (a && b && !isSameScale(a, b)) {
    const text = (scale: number) => `${scale.toFixed(4)} arcsec a pixel`
    refuse('mosaics of another pixel scale', text(a), text(b), 'drizzle them to that scale')
  }
}

function bandsFit(expected: readonly string[], got: readonly string[]): boolean {
  if (expected.length !== got.length) return false
  return got.every((band, i) => {
    const accepted = expected[i].split('|')
    return band.split('|').every((filter) => accepted.includes(filter))
  })
}

function sizeText({ sizePx, cropPx, resampling }: StampLayout): string {
  return resampling ? `${sizePx} px, ${resampling} from ${cropPx} px` : `${sizePx} px`
}

/**
 * Which pixels a stamp takes: the two rules in use, in 0-based half-open windows.
 *
 *   starcnet  x0 = trunc(x1) - floor(n / 2), x1 the 1-based catalogue position used as a 0-based index, as the
 *             published StarcNet pipeline does. For even n these are the pixels of the other rule, but where x1 is a whole
 *             number: then the centre lies half a pixel up and right of the source instead of down and left. For odd n it lies
 *             up to a pixel up and right.
 *   centred   x0 = ceil(x - n / 2), x the 0-based position: the n pixels nearest to the source, for even
 *             and odd n, as astropy's Cutout2D takes them.
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
 * @example stampWindow('centred', { x: 15.5, y: 15.5, fitsX: 16.5, fitsY: 16.5 }, 32) // x0: 0, y0: 0
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
