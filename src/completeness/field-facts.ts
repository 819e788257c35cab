/**
 * What is measured once of a field, before anything is painted: its sources and their classes, its
 * point spread functions, its depth. It is plain JSON, so that rounds can run on other machines.
 */
import type { FitsMosaicSet } from '../cutouts/index.js'
import { type Candidates, detectionFlag, findCandidates } from '../detect/index.js'
import { InputError } from '../errors.js'
import { type Camera, hubblePsf, PIXEL_ARCSEC, type Psf } from '../light/index.js'
import type { Model } from '../models/index.js'
import { Notes } from '../notes.js'
import { type MeasuredBand, noiseCorrelation, vIndex } from '../photometry/index.js'
import { median, NeighbourSearch } from '../statistics/index.js'
import { type ClassedBy, type ClassedRow, classedBy, classesAt } from './classes-at.js'
import { type ColourWords, type DrawnColours, drawnColours } from './colours.js'
import type { CompletenessWords } from './completeness-words.js'
import type { PaintBand } from './painted-source.js'
import { sharedShare } from './source-noise.js'
import { measuredShape, type StarPlaces, type StarShape, starCi, starPsf } from './star-psf.js'

export interface FieldFacts {
  readonly bands: readonly BandFacts[]
  /** Index of V. */
  readonly v: number
  /** V at which a source has 5 sigma of the sky in the main aperture. */
  readonly limit: number
  readonly sources: FoundSources
  readonly colours: DrawnColours
  /** What classifies; absent in facts of an older program. */
  readonly classedBy?: ClassedBy
  readonly notes: readonly (readonly [line: string, isDoubt: boolean])[]
}

export interface BandFacts extends Omit<PaintBand, 'psf' | 'exposureS'> {
  readonly instrument: string
  /** null: no exposure time is known. */
  readonly exposureS: number | null
  /** null: nothing is saturated. */
  readonly saturation: number | null
  /** null: the fitted camera. */
  readonly star: StarShape | null
}

/** The sources of the unpainted field; one number for each. */
export interface FoundSources {
  readonly x: readonly number[]
  readonly y: readonly number[]
  /** V in the main aperture; null where it has none. */
  readonly magnitude: readonly (number | null)[]
  /** That it is a cluster, by the network; null without a class. */
  readonly probability: readonly (number | null)[]
  /** 1 where cuts and class keep it. */
  readonly isKept: readonly number[]
}

/** @throws InputError if nothing is found, a band has no noise, no zero point or no camera */
export async function fieldFacts(
  field: FitsMosaicSet,
  model: Model,
  words: CompletenessWords,
): Promise<FieldFacts> {
  checkScale(field)
  const found = await findCandidates(field.mosaics, words)
  const notes = new Notes().add(found.notes)
  saySaturated(notes, found)
  const rows = await classesAt({ field, found, model, words })
  const v = vIndex(field.mosaics)
  const bands: BandFacts[] = []
  for (const [k, mosaic] of field.mosaics.entries()) {
    const { star, ...band } = await bandFacts(field, k, found, words)
    sayPsf(notes, mosaic.filter, star)
    bands.push({ ...band, star })
  }
  const sources = sourcesOf(found, v, bands[v].zero, rows)
  const { colours, note } = coloursOf(found, rows, v, bands, words)
  if (note) notes.doubt(note)
  return {
    ...{ bands, v, sources, colours, limit: limitOf(found.photometry.bands[v], bands[v].zero) },
    classedBy: classedBy(model),
    notes: [...notes].map((line) => [line, notes.isDoubt(line)] as const),
  }
}

/** What painting needs, from the facts. */
export function paintBands({ bands }: FieldFacts): PaintBand[] {
  return bands.map(({ instrument, star, exposureS, saturation: _, ...band }) => ({
    ...band,
    exposureS: exposureS ?? Number.POSITIVE_INFINITY,
    psf: psfOf(instrument, band.filter, star),
  }))
}

function psfOf(instrument: string, filter: string, star: StarShape | null): Psf {
  const camera = cameraPsf(instrument, filter)
  return star ? starPsf(camera, star) : camera
}

const CAMERAS: readonly Camera[] = ['WFC3/UVIS', 'ACS/WFC']

/** @throws InputError for a camera that is not described */
function cameraPsf(instrument: string, filter: string): Psf {
  const camera = CAMERAS.find((name) => name === instrument)
  if (camera) return hubblePsf(camera, filter)
  throw new InputError({
    what: `no point spread function for ${instrument || 'an unknown camera'} ${filter}`,
    expected: CAMERAS.join(' or '),
    remedy: 'give mosaics of these cameras, with INSTRUME and DETECTOR in their headers',
  })
}

/** Point spread functions are those of one scale. */
const SCALE_TOLERANCE = 0.02

function checkScale({ pixelScaleArcsec, mosaics }: FitsMosaicSet): void {
  const scale = pixelScaleArcsec ?? PIXEL_ARCSEC
  if (Math.abs(scale / PIXEL_ARCSEC - 1) <= SCALE_TOLERANCE) return
  throw new InputError({
    what: 'the scale of the mosaics',
    where: mosaics[0].file,
    expected: `${PIXEL_ARCSEC}" a pixel, for which the point spread functions are made`,
    got: `${scale.toFixed(5)}"`,
    remedy: `drizzle the mosaics to ${PIXEL_ARCSEC}" a pixel`,
  })
}

async function bandFacts(
  field: FitsMosaicSet,
  k: number,
  found: Candidates,
  words: CompletenessWords,
): Promise<BandFacts> {
  const mosaic = field.mosaics[k]
  const { bands, settings } = found.photometry
  const { calibration, correctionMag, scatter } = bands[k]
  const { filter, instrument, vega, ab, extinction, exposureS, saturation } = calibration
  const zero = vega ?? ab
  if (zero === undefined) throw noZeroPoint(filter, mosaic.file)
  const camera = cameraPsf(instrument, filter)
  const star = await measuredShape(mosaic, starPlaces(found, k, camera), camera)
  const { radiiPx, annulus, estimator } = settings
  return {
    ...{ filter, instrument, aperture: { radiiPx, annulus, estimator } },
    zero: zero + correctionMag - extinction,
    shared: sharedShare(words.noise === 'white' ? undefined : await noiseCorrelation(mosaic)),
    noise: median(scatter.filter((value) => value > 0)),
    exposureS: finiteOr(exposureS),
    saturation: finiteOr(saturation),
    star: star ?? null,
  }
}

function finiteOr(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function noZeroPoint(filter: string, where: string): InputError {
  return new InputError({
    what: `no zero point for ${filter}: an artificial source has no flux there`,
    where,
    remedy: `give it with --zero-point ${filter}=MAG`,
  })
}

/** Of the sources: from this share on, the field is told to be saturated. */
const SATURATED_SHARE = 0.1

function saySaturated(notes: Notes, { flags }: Candidates): void {
  const saturated = flags.filter((bits) => (bits & detectionFlag('saturated')) > 0)
  if (saturated.length < SATURATED_SHARE * flags.length) return
  notes.doubt(
    `${saturated.length} of ${flags.length} sources are saturated: their magnitudes are too ` +
      'faint, and what is injected into them is not seen',
  )
}

function sayPsf(notes: Notes, filter: string, star: StarShape | null): void {
  if (star) notes.say(`${filter}: point spread function by ${star.nStars} stars of the field`)
  else {
    notes.doubt(
      `${filter}: too few stars that are bright and alone: the point spread function is that ` +
        'of the fitted camera',
    )
  }
}

const UNFIT = (['edge', 'gap', 'saturated', 'cosmic_ray', 'no_centre', 'close_pair'] as const)
  .map(detectionFlag)
  .reduce((all, bit) => all | bit, 0)
const STAR_SIGMAS = 30
/** A neighbour within so many px with more than this share of the light spoils a star. */
const ALONE_PX = 12
const NEIGHBOUR_SHARE = 0.05

/**
 * Stars are within this of the camera's star in CI, mag. Blends and compact clusters begin not far
 * above, and one that passes for a star makes injections wider, which are then kept too often. So
 * the window is narrow there: a softer observation has no stars in it, and the camera is taken.
 */
const CI_WINDOW = [-0.12, 0.04] as const

/** Bright, lonely, unsaturated sources as concentrated as stars are; the brightest first. */
function starPlaces(
  { centres, photometry, flags }: Candidates,
  k: number,
  camera: Psf,
): StarPlaces {
  const { x, y } = centres
  const { flux, error } = photometry.bands[k].apertures.at(-1)!
  const { ci } = photometry.bands[k]
  const search = new NeighbourSearch([x, y])
  const isAlone = (row: number) =>
    search
      .within([x[row], y[row]], ALONE_PX)
      .every((other) => other.row === row || !(flux[other.row] > NEIGHBOUR_SHARE * flux[row]))
  const [least, most] = CI_WINDOW.map((offset) => starCi(camera) + offset)
  const stars = [...x.keys()].filter(
    (row) =>
      (flags[row] & UNFIT) === 0 &&
      flux[row] > STAR_SIGMAS * error[row] &&
      ci[row] >= least &&
      ci[row] <= most &&
      isAlone(row),
  )
  stars.sort((a, b) => flux[b] - flux[a])
  return { x: stars.map((row) => x[row]), y: stars.map((row) => y[row]) }
}

/** Sources with less flux than this many sigma have the errors of the sky alone. */
const FAINT_SIGMAS = 10
const LIMIT_SIGMAS = 5

function limitOf({ apertures }: MeasuredBand, zero: number): number {
  const { flux, error } = apertures[apertures.length - 1]
  const faint = error.filter((sigma, row) => sigma > 0 && flux[row] < FAINT_SIGMAS * sigma)
  const sigma = median(faint.length > 0 ? faint : error.filter((value) => value > 0))
  return zero - 2.5 * Math.log10(LIMIT_SIGMAS * sigma)
}

function sourcesOf(
  { centres, photometry }: Candidates,
  v: number,
  zero: number,
  rows: readonly ClassedRow[],
): FoundSources {
  const { flux } = photometry.bands[v].apertures.at(-1)!
  return {
    x: [...centres.x],
    y: [...centres.y],
    magnitude: Array.from(flux, (value) => (value > 0 ? zero - 2.5 * Math.log10(value) : null)),
    probability: rows.map(({ probability }) => finiteOr(probability)),
    isKept: rows.map(({ fate }) => (fate === 'kept' ? 1 : 0)),
  }
}

function coloursOf(
  { photometry }: Candidates,
  rows: readonly ClassedRow[],
  v: number,
  bands: readonly BandFacts[],
  words: ColourWords,
) {
  const measured = photometry.bands.map(({ apertures, ci, flags }, k) => ({
    ...{ ...apertures.at(-1)!, ci, flags, zero: bands[k].zero, filter: bands[k].filter },
  }))
  const isCluster = rows.map(({ fate }) => fate === 'kept')
  return drawnColours(measured, v, isCluster, words)
}
