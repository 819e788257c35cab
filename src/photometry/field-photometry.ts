/** Photometry of a list of sources in all bands of a field, with what was chosen and measured. */
import { definedOf } from '../defined.js'
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import {
  type ApertureCorrection,
  apertureCorrections,
  CORRECTED_SOURCES,
  CORRECTION_DEFAULTS,
  type CorrectedSources,
  type CorrectionSettings,
} from './aperture-correction.js'
import {
  type BandToCalibrate,
  type Calibration,
  type CalibrationWords,
  calibrationsOf,
} from './calibration.js'
import { emptyFactors, emptyPlaces } from './empty-apertures.js'
import { fluxErrors } from './flux-errors.js'
import {
  APERTURE_DEFAULTS,
  type ApertureSettings,
  type BandPhotometry,
  type BandToMeasure,
  measureSources,
  type Places,
} from './measure-sources.js'
import { noiseCorrelation, uncorrelated, type Windowed } from './noise-correlation.js'

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

/** A band with its pixels in e-/s. */
export type FieldBand = BandToCalibrate & Windowed

export interface MeasuredBand extends BandPhotometry {
  readonly calibration: Calibration
  /** What was added to the magnitudes of the main aperture, mag; 0 for nothing. */
  readonly correctionMag: number
}

export interface FieldPhotometry {
  readonly bands: readonly MeasuredBand[]
  readonly settings: ApertureSettings
  readonly notes: Notes
}

/**
 * Measures sources in all bands.
 *
 * @param onProgress called with the measurements that are done, and their number: sources times
 *   bands
 * @throws InputError for settings out of range, a zero point of a filter that is not there, dust
 *   whose extinction is not known, or a correction that cannot be measured
 * @example
 * const { bands, notes } = await measureField(field.mosaics, { x, y }, { ebv: 0.03 })
 */
export async function measureField(
  mosaics: readonly FieldBand[],
  places: Places,
  words: PhotometryWords = {},
  onProgress?: (nDone: number, nTotal: number) => void,
): Promise<FieldPhotometry> {
  const settings = settingsOf(words)
  const { calibrations, notes } = calibrationsOf(mosaics, words)
  const [bands, corrections, noises]: [MeasuredBand[], string[], string[]] = [[], [], []]
  const n = places.x.length
  const empty = words.noise === 'white' ? undefined : emptyPlaces(places)
  const areMeasured = correctionRadius(words) > mainRadius(settings)
  for (const [k, image] of mosaics.entries()) {
    const calibration = calibrations[k]
    const band = { image, ...calibration, ...(empty && (await noiseOf(image, empty, settings))) }
    noises.push(`${calibration.filter} ${noiseFactor(band, settings)}`)
    const measured = await measureSources(band, places, settings, (nDone) =>
      onProgress?.(k * n + nDone, mosaics.length * n),
    )
    let correctionMag = 0
    if (areMeasured) {
      const found = await apertureCorrections(band, places, measured, mainRadius(settings), {
        ...CORRECTION_DEFAULTS,
        ...definedOf({ radiusPx: words.radiusPx, ciCut: words.ciCut }),
      })
      corrections.push(correctionText(calibration.filter, found))
      correctionMag = chosenCorrection(words.correction, found, calibration.filter)
    }
    bands.push({ ...fieldsOf(measured), calibration, correctionMag })
  }
  if (words.noise !== 'white') notes.say(`${NOISE_SAID} ${noises.join(', ')}`)
  const measured = areMeasured ? corrections.join('; ') : 'not measured, the main one is as large'
  notes.say(`aperture corrections to ${correctionRadius(words)} px, mag: ${measured}`)
  notes.say(appliedText(words.correction))
  return { bands, settings, notes }
}

/**
 * The photometry of no sources: it throws before the work if the settings do not fit, and has the
 * columns that there will be.
 *
 * @throws InputError as {@link measureField} does, but for corrections that cannot be measured
 */
export async function trialOf(
  mosaics: readonly FieldBand[],
  words: PhotometryWords,
): Promise<FieldPhotometry> {
  settingsOf(words)
  const quick = { noise: 'white', correction: 'none' } as const
  return measureField(mosaics, { x: [], y: [] }, { ...words, ...quick })
}

const NOISE_SAID =
  'errors count the correlation of neighbouring pixels, and how empty apertures scatter; ' +
  'by both the error of the sky in the main aperture is larger by a factor of'

function fieldsOf({ apertures, ci, sky, scatter, flags }: BandPhotometry): BandPhotometry {
  return { apertures, ci, sky, scatter, flags }
}

/** The radius of the magnitudes without a suffix. */
export function mainRadius({ radiiPx }: ApertureSettings): number {
  return radiiPx[radiiPx.length - 1]
}

function correctionRadius({ radiusPx = CORRECTION_DEFAULTS.radiusPx }: PhotometryWords): number {
  return radiusPx
}

function settingsOf(words: PhotometryWords): ApertureSettings {
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

/** What the errors of a band are made of, besides the scatter of the sky's pixels. */
async function noiseOf(
  image: Windowed,
  empty: Places,
  settings: ApertureSettings,
): Promise<Pick<BandToMeasure, 'correlation' | 'skyFactors'>> {
  const correlation = await noiseCorrelation(image)
  const known = { ...(correlation && { correlation }) }
  const dark = { exposureS: Number.POSITIVE_INFINITY, saturation: Number.POSITIVE_INFINITY }
  const skyFactors = await emptyFactors({ image, ...dark, ...known }, empty, settings)
  return { ...known, ...(skyFactors && { skyFactors }) }
}

/** How much larger the error of the sky is than that of independent pixels. */
function noiseFactor(
  { correlation, skyFactors }: Pick<BandToMeasure, 'correlation' | 'skyFactors'>,
  { radiiPx, annulus, estimator }: ApertureSettings,
): string {
  const main = radiiPx.slice(-1)
  const [own, white] = [correlation ?? uncorrelated(), uncorrelated()].map(
    (rho) => fluxErrors(main, annulus, estimator, rho).apertures[0].pixelTerm,
  )
  const factor = Math.sqrt(own / white) * (skyFactors?.at(-1) ?? 1)
  const lacking = [
    ...(correlation ? [] : ['no cell without gaps for the correlation']),
    ...(skyFactors ? [] : ['too few empty places']),
  ]
  return `${factor.toFixed(2)}${lacking.length > 0 ? ` (${lacking.join('; ')})` : ''}`
}

type Found = Readonly<Record<CorrectedSources, ApertureCorrection | undefined>>

function correctionText(filter: string, found: Found): string {
  const parts = CORRECTED_SOURCES.map((of) => {
    const one = found[of]
    if (!one) return `too few ${of}`
    const { correctionMag, scatterMag, n } = one
    return `${of} ${correctionMag.toFixed(3)} (scatter ${scatterMag.toFixed(3)}, n ${n})`
  })
  return `${filter} ${parts.join(', ')}`
}

function chosenCorrection(
  asked: PhotometryWords['correction'],
  found: Found,
  filter: string,
): number {
  if (asked === undefined || asked === 'none') return 0
  const one = found[asked]
  if (one) return one.correctionMag
  throw new InputError({
    what: `--correction ${asked}: too few isolated ${asked} in ${filter}`,
    expected: '5 or more, above 30 sigma and without flags',
    remedy: 'leave the option out, or give a catalogue with more sources',
  })
}

function appliedText(asked: PhotometryWords['correction']): string {
  return asked === undefined || asked === 'none'
    ? 'no aperture correction is added (--correction stars or clusters adds one)'
    : `the aperture corrections of the ${asked} are added to the magnitudes of the main aperture`
}
