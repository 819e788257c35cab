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
} from './aperture-correction.js'
import { type BandToCalibrate, type Calibration, calibrationsOf } from './calibration.js'
import { emptyFactors, emptyPlaces } from './empty-apertures.js'
import { type Fiducial, fiducialOf } from './fiducial-cluster.js'
import { fieldStars } from './field-stars.js'
import { fluxErrors } from './flux-errors.js'
import {
  type ApertureSettings,
  type BandPhotometry,
  type BandToMeasure,
  measureSources,
  type Places,
} from './measure-sources.js'
import {
  type MultiScaleConcentration,
  mciNote,
  multiScaleConcentration,
  withMciRadii,
} from './multi-scale-concentration.js'
import { noiseCorrelation, uncorrelated, type Windowed } from './noise-correlation.js'
import {
  correctionRadius,
  mainRadius,
  type PhotometryWords,
  settingsOf,
} from './photometry-words.js'
import { vIndex } from './v-band.js'

/** A band with its pixels in e-/s. */
export interface FieldBand extends BandToCalibrate, Windowed {
  /** Without it the scale of a pixel is not known, and is not looked at. */
  readonly wcs?: { readonly scaleArcsec: number } | undefined
}

export interface MeasuredBand extends BandPhotometry {
  readonly calibration: Calibration
  /** What was added to the magnitudes of the main aperture, mag; 0 for nothing. */
  readonly correctionMag: number
}

export interface FieldPhotometry {
  readonly bands: readonly MeasuredBand[]
  readonly settings: ApertureSettings
  /** In V; undefined where V is not that of a known camera and scale. */
  readonly mci?: MultiScaleConcentration
  /** Why there is no `mci`. */
  readonly noMci?: string
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
  const n = places.x.length
  const empty = words.noise === 'white' ? undefined : emptyPlaces(places)
  const v = vIndex(calibrations)
  const known = fiducialOf({ ...calibrations[v], scaleArcsec: mosaics[v].wcs?.scaleArcsec })
  const fiducial = typeof known === 'string' ? undefined : known
  const results: BandResult[] = []
  for (const [k, image] of mosaics.entries()) {
    const calibration = calibrations[k]
    const asked = { image, calibration, empty, settings, words, ...(k === v && { fiducial }) }
    results.push(
      await bandResult(asked, places, (nDone) => onProgress?.(k * n + nDone, mosaics.length * n)),
    )
  }
  const { mci } = results[v]
  const noMci = typeof known === 'string' ? known : undefined
  if (mci) mciNote(mci, calibrations[v].filter, notes)
  if (noMci) notes.say(`no mci_in and mci_out: ${noMci}`)
  const noises = results.map(({ noise }) => noise).join(', ')
  if (words.noise !== 'white') notes.say(`${NOISE_SAID} ${noises}`)
  const corrections = results.flatMap(({ corrections }) => corrections ?? []).join('; ')
  const measured = corrections || 'not measured, the main one is as large'
  notes.say(`aperture corrections to ${correctionRadius(words)} px, mag: ${measured}`)
  notes.say(appliedText(words.correction))
  return { bands: results.map(({ band }) => band), settings, ...(mci ? { mci } : { noMci }), notes }
}

interface AskedBand {
  readonly image: Windowed
  readonly calibration: Calibration
  /** Places of empty apertures; undefined for white noise. */
  readonly empty: Places | undefined
  readonly settings: ApertureSettings
  readonly words: PhotometryWords
  /** With it the multi-scale concentration index is measured. */
  readonly fiducial?: Fiducial | undefined
}

interface BandResult {
  readonly band: MeasuredBand
  /** The noise in words. */
  readonly noise: string
  /** The aperture corrections in words; undefined where none is measured. */
  readonly corrections?: string
  readonly mci?: MultiScaleConcentration
}

async function bandResult(
  { image, calibration, empty, settings, words, fiducial }: AskedBand,
  places: Places,
  onProgress: (nDone: number) => void,
): Promise<BandResult> {
  const wide = fiducial ? withMciRadii(settings) : settings
  const band = { image, ...calibration, ...(empty && (await noiseOf(image, empty, wide))) }
  const noise = `${calibration.filter} ${noiseFactor(band, wide)}`
  const all = await measureSources(band, places, wide, onProgress)
  const measured = fieldsOf(all, settings)
  const correcting = {
    ...CORRECTION_DEFAULTS,
    ...definedOf({ radiusPx: words.radiusPx, ciCut: words.ciCut }),
  }
  const stars = fiducial ? fieldStars(places, measured, fiducial.starCi) : []
  const mci = fiducial && { mci: multiScaleConcentration(band, all, wide, stars, fiducial) }
  const main = mainRadius(settings)
  if (correctionRadius(words) <= main) {
    return { band: { ...measured, calibration, correctionMag: 0 }, noise, ...mci }
  }
  const found = await apertureCorrections(band, places, measured, main, correcting)
  const correctionMag = chosenCorrection(words.correction, found, calibration.filter)
  const corrections = correctionText(calibration.filter, found)
  return { band: { ...measured, calibration, correctionMag }, noise, corrections, ...mci }
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

/** What was measured, with the apertures that were asked for, which are the last. */
function fieldsOf(all: BandPhotometry, { radiiPx }: ApertureSettings): BandPhotometry {
  const { ci, sky, scatter, skyPixels, flags } = all
  return { apertures: all.apertures.slice(-radiiPx.length), ci, sky, scatter, skyPixels, flags }
}

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
    ...(skyFactors?.at(-1) === 1 ? ['empty apertures do not scatter more'] : []),
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
