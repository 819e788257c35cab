/**
 * The multi-scale concentration index (MCI): how much flatter than a star a source is, near its
 * centre and farther out. It is the mean of concentration indices at adjacent pairs of radii r,
 *
 *   CI_k = m(r_k) - m(r_k+1)
 *   MCI = mean over k of (CI_k - CI_k(star)) / F_k
 *
 * CI_k(star) is the median of the field's own stars, and F_k what CI_k of a fiducial cluster has
 * above that of a star: so a star has 0, and the fiducial cluster 1, at all scales.
 *
 * Published are the mean over adjacent pairs, a normalisation that is fixed by a fiducial cluster,
 * and that there is an inner and an outer MCI (Thilker+2022, MNRAS 509, 4094; BAAS 53, 1, 150.06).
 * Chosen here are the radii, the fiducial cluster, and that a star has 0.
 */
import type { Notes } from '../notes.js'
import { median } from '../statistics/index.js'
import { circleErrors } from './circle-errors.js'
import { type Fiducial, MCI_RADII_PX } from './fiducial-cluster.js'
import { fluxErrors } from './flux-errors.js'
import type { ApertureSettings, BandPhotometry, BandToMeasure } from './measure-sources.js'
import { uncorrelated } from './noise-correlation.js'

const RADII_PX: readonly number[] = [...MCI_RADII_PX.inner, ...MCI_RADII_PX.outer.slice(1)]

/** Pairs of radii: pair k is that of RADII_PX[k] and RADII_PX[k + 1]. */
const PAIRS = { inner: [0, 1, 2], outer: [3, 4, 5] } as const

/** Fewer stars say nothing. */
const FEWEST_STARS = 5

/** One number for each source; NaN where an aperture has no flux above 0. */
export interface MultiScale {
  readonly value: Float64Array
  /** Standard deviation by the noise of the source; that of the stars' median is not in it. */
  readonly error: Float64Array
}

/** The stars that the index is relative to. */
export interface MciStars {
  readonly n: number
  /** Median CI, mag(1 px) - mag(3 px). */
  readonly ci: number
  /** CI_k, mag. */
  readonly concentrations: readonly number[]
}

export interface MultiScaleConcentration {
  readonly inner: MultiScale
  readonly outer: MultiScale
  /** Undefined where there are too few: then all values are NaN. */
  readonly stars: MciStars | undefined
}

/** The settings with the radii that the index needs; those that were asked for are the last. */
export function withMciRadii(settings: ApertureSettings): ApertureSettings {
  const { radiiPx } = settings
  const others = RADII_PX.filter((radius) => !radiiPx.includes(radius))
  return { ...settings, radiiPx: [...others, ...radiiPx] }
}

/**
 * The index of sources in one band.
 *
 * @param measured with the settings of {@link withMciRadii}
 * @param starRows the field's stars among the sources
 * @param fiducial of the band
 */
export function multiScaleConcentration(
  band: BandToMeasure,
  measured: BandPhotometry,
  settings: ApertureSettings,
  starRows: readonly number[],
  { clusterMag }: Fiducial,
): MultiScaleConcentration {
  const curves = growthCurves(measured, settings)
  const stars = starsOf(measured, starRows, curves)
  if (!stars) return { inner: noValues(measured), outer: noValues(measured), stars }
  const scaleOf = (pairs: readonly number[]): MultiScale => {
    const weights = weightsOf(pairs, clusterMag)
    const errorAt = errorOf(band, measured, settings, weights)
    const { value, error } = noValues(measured)
    for (const row of value.keys()) {
      const fluxes = curves(row)
      value[row] = indexOf(fluxes, stars.concentrations, weights)
      if (!Number.isNaN(value[row])) error[row] = errorAt(row, fluxes)
    }
    return { value, error }
  }
  return { inner: scaleOf(PAIRS.inner), outer: scaleOf(PAIRS.outer), stars }
}

function noValues({ flags }: BandPhotometry): MultiScale {
  const numbers = () => new Float64Array(flags.length).fill(Number.NaN)
  return { value: numbers(), error: numbers() }
}

/** For a row: its fluxes in the circles of RADII_PX. */
type GrowthCurves = (row: number) => number[]

function growthCurves({ apertures }: BandPhotometry, { radiiPx }: ApertureSettings): GrowthCurves {
  const circles = RADII_PX.map((radius) => apertures[radiiPx.indexOf(radius)])
  return (row) => circles.map(({ flux }) => flux[row])
}

/** CI_k of all pairs, mag; NaN where a flux is not above 0. */
function concentrationsOf(fluxes: readonly number[]): number[] {
  return fluxes.slice(1).map((outer, k) => {
    const inner = fluxes[k]
    return inner > 0 && outer > 0 ? 2.5 * Math.log10(outer / inner) : Number.NaN
  })
}

function starsOf(
  { ci }: BandPhotometry,
  rows: readonly number[],
  curves: GrowthCurves,
): MciStars | undefined {
  const all = rows.map((row) => ({ row, own: concentrationsOf(curves(row)) }))
  const whole = all.filter(({ own }) => !own.some(Number.isNaN))
  if (whole.length < FEWEST_STARS) return undefined
  return {
    n: whole.length,
    ci: median(whole.map(({ row }) => ci[row])),
    concentrations: RADII_PX.slice(1).map((_, k) => median(whole.map(({ own }) => own[k]))),
  }
}

/** w_k of all pairs: 1 / (n F_k) for the n pairs of a scale, else 0. */
function weightsOf(pairs: readonly number[], clusterMag: readonly number[]): number[] {
  return clusterMag.map((mag, k) => (pairs.includes(k) ? 1 / (pairs.length * mag) : 0))
}

/** @param weights w_k of all pairs */
function indexOf(
  fluxes: readonly number[],
  stars: readonly number[],
  weights: readonly number[],
): number {
  const own = concentrationsOf(fluxes)
  return weights.reduce(
    (sum, weight, k) => sum + (weight > 0 ? weight * (own[k] - stars[k]) : 0),
    0,
  )
}

/**
 * For a row: the error by the derivatives g_j of the index with respect to the flux in circle j,
 *
 *   g_j = 2.5 / ln(10) / flux_j * (w_j-1 - w_j)
 */
function errorOf(
  { correlation = uncorrelated(), skyFactors, exposureS }: BandToMeasure,
  { scatter, skyPixels }: BandPhotometry,
  { radiiPx, annulus, estimator }: ApertureSettings,
  weights: readonly number[],
): (row: number, fluxes: readonly number[]) => number {
  const steps = RADII_PX.map((_, j) => (weights[j - 1] ?? 0) - (weights[j] ?? 0))
  const isUsed = (j: number) => (weights[j - 1] ?? 0) + (weights[j] ?? 0) > 0
  const circles = [...RADII_PX.keys()].filter(isUsed)
  const radii = circles.map((j) => RADII_PX[j])
  const factors = skyFactors && radii.map((radius) => skyFactors[radiiPx.indexOf(radius)])
  const errors = fluxErrors(radii, annulus, estimator, correlation, factors)
  const errorFor = circleErrors(radii, errors, correlation)
  return (row, fluxes) => {
    const own = circles.map((j) => fluxes[j])
    const gradient = circles.map((j) => (2.5 / Math.LN10 / fluxes[j]) * steps[j])
    const sky = { scatter: scatter[row], nPixels: skyPixels[row] }
    return errorFor(gradient, own, sky, exposureS)
  }
}

/** What the index is relative to, or why it has no values. */
export function mciNote(mci: MultiScaleConcentration, filter: string, notes: Notes): void {
  const { stars } = mci
  if (!stars) {
    notes.say(
      `mci_in and mci_out have no values: ${filter} has fewer than ${FEWEST_STARS} sources that ` +
        'are surely stars: bright, isolated, without flags, as concentrated as Hubble makes a star',
    )
    return
  }
  const ci = `CI ${stars.ci.toFixed(2)} mag`
  notes.say(`mci_in and mci_out are 0 for the median of ${stars.n} stars in ${filter}, ${ci}`)
}
