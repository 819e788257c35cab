/** What a user says of photometry, and the settings that follow. */
import { definedOf } from '../defined.js'
import { InputError } from '../errors.js'
import {
  CORRECTION_DEFAULTS,
  type CorrectedSources,
  type CorrectionSettings,
} from './aperture-correction.js'
import type { CalibrationWords } from './calibration.js'
import { APERTURE_DEFAULTS, type ApertureSettings } from './measure-sources.js'

/** How the noise of neighbouring pixels is taken: as measured, or as if they had none in common. */
export const NOISE_MODELS = ['correlated', 'white'] as const
export type NoiseModel = (typeof NOISE_MODELS)[number]

export interface PhotometryWords
  extends CalibrationWords,
    Partial<ApertureSettings>,
    Partial<CorrectionSettings> {
  /** Default `correlated`. */
  readonly noise?: NoiseModel
  /** Whose correction is added to the magnitudes of the main aperture; default: none is. */
  readonly correction?: CorrectedSources | 'none'
}

/** The radius of the magnitudes without a suffix. */
export function mainRadius({ radiiPx }: ApertureSettings): number {
  return radiiPx[radiiPx.length - 1]
}

export function correctionRadius({
  radiusPx = CORRECTION_DEFAULTS.radiusPx,
}: PhotometryWords): number {
  return radiusPx
}

/** @throws InputError for settings out of range */
export function settingsOf(words: PhotometryWords): ApertureSettings {
  const { radiiPx, annulus, estimator, detectedFrom } = words
  const settings = {
    ...APERTURE_DEFAULTS,
    ...definedOf({ radiiPx, annulus, estimator, detectedFrom }),
  }
  const radii = settings.radiiPx
  if (radii.length === 0 || !radii.every((px) => px > 0 && px <= LARGEST_PX)) {
    refuse('radii of apertures', `1 or more, each above 0 to ${LARGEST_PX} px`, radii.join(', '))
  }
  if (new Set(radii).size < radii.length) {
    refuse('radii of apertures', 'each once', radii.join(', '))
  }
  const { innerPx, outerPx } = settings.annulus
  if (!(innerPx >= 0 && outerPx >= innerPx + 0.5 && outerPx <= LARGEST_PX)) {
    const expected = `an inner radius, and one half a pixel or more larger, to ${LARGEST_PX}`
    refuse('sky annulus', expected, `${innerPx}, ${outerPx} px`)
  }
  checkCorrection(words, mainRadius(settings))
  return settings
}

/** A main aperture may be larger than that of the corrections where nobody asks for these. */
function checkCorrection(words: PhotometryWords, mainPx: number): void {
  const { correction = 'none', radiusPx } = words
  if (correction === 'none' && radiusPx === undefined) return
  const radius = correctionRadius(words)
  if (radius > mainPx && radius <= LARGEST_PX) return
  refuse(
    'radius of the aperture corrections',
    `more than the main aperture, ${mainPx}, to ${LARGEST_PX} px`,
    `${radius} px`,
    correction === 'none' ? undefined : 'leave out --correction, or give smaller --apertures',
  )
}

function refuse(what: string, expected: string, got: string, remedy?: string): never {
  throw new InputError({ what, expected, got, ...(remedy && { remedy }) })
}

const LARGEST_PX = 200
