/**
 * What all stamps of a data set or of a model have in common. Training and use must agree in every
 * field of it, or a network is shown what it was not trained on; so there is one comparison, here.
 */
import { InputError } from '../errors.js'
import type { Resampling } from './resample.js'
import type { WindowRule } from './stamp-window.js'

export interface StampLayout {
  /** Filter of each plane, blue to red; `F435W|F438W` where a plane may have either. */
  readonly bands: readonly string[]
  /** Side of a stamp, px. */
  readonly sizePx: number
  /** Side of the crop of the mosaics that becomes a stamp, px of the mosaics. */
  readonly cropPx: number
  /** How a crop becomes a stamp; undefined where it is one already. */
  readonly resampling?: Resampling
  readonly window: WindowRule
  /** Pixel scale of the mosaics, arcsec; undefined where nobody knows. */
  readonly pixelScaleArcsec?: number
}

/** Stamps whose pixel scales differ by more than this share do not show the same sky. */
const LARGEST_SCALE_DIFFERENCE = 0.05

/** Whether stamps of these pixel scales, arcsec, show the same sky: within 5 %. */
export function isSameScale(expected: number, got: number): boolean {
  return Math.abs(got / expected - 1) <= LARGEST_SCALE_DIFFERENCE
}

/**
 * Refuses stamps that are not what is expected. The bands fit if every filter of a plane is
 * expected in that plane.
 *
 * @param where the file of the stamps that were got
 * @param whose what expects them, e.g. `model starcnet`, or another file
 * @throws InputError naming the first difference
 * @example checkLayout(layoutOfModel(card), layoutOfFile, 'ngc628.fits', 'model starcnet')
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
