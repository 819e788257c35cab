/** The columns that photometry adds to a catalogue, with their units and meanings. */
import type { Column } from '../tables/index.js'
import { magnitudeError } from './apertures.js'
import type { FieldPhotometry, MeasuredBand } from './field-photometry.js'
import { PHOTOMETRY_FLAGS, photometryFlag } from './flags.js'
import { mciColumns } from './mci-columns.js'
import type { ApertureSettings } from './measure-sources.js'
import { mainRadius } from './photometry-words.js'
import { vBand } from './v-band.js'

/** A band counts as detected in `n_filters` with an error below this, mag (Calzetti+2015). */
export const LARGEST_ERROR_MAG = 0.3

/**
 * The columns of all bands, then CI and MCI in V and the number of bands with small errors.
 *
 * @param prefix the beginning of all names, e.g. `ap` for `ap_mag_f555w`; default: none
 */
export function photometryColumns(photometry: FieldPhotometry, prefix?: string): Column[] {
  const { bands, settings, mci } = photometry
  const v = vBand(bands)
  const columns = [
    ...bands.flatMap((band) => bandColumns(band, settings)),
    {
      ...{ name: 'ci', values: v.ci.slice(), unit: 'mag', ucd: 'phys.angSize;stat.value' },
      description: `concentration index: 1 px against 3 px aperture, in ${v.calibration.filter}`,
    },
    ...(mci ? mciColumns(mci, v.calibration.filter) : []),
    {
      name: 'n_filters',
      values: nFilters(bands),
      description: `bands with an error below ${LARGEST_ERROR_MAG} mag`,
      ucd: 'meta.number',
    },
  ]
  if (!prefix) return columns
  return columns.map((column) => ({ ...column, name: `${prefix}_${column.name}` }))
}

/** For each source the number of bands with a small error. */
function nFilters(bands: readonly MeasuredBand[]): Int16Array {
  const counts = new Int16Array(bands[0].flags.length)
  for (const { apertures } of bands) {
    const { flux, error } = apertures[apertures.length - 1]
    for (let row = 0; row < counts.length; row++) {
      if (magnitudeError(flux[row], error[row]) < LARGEST_ERROR_MAG) counts[row]++
    }
  }
  return counts
}

function bandColumns(band: MeasuredBand, settings: ApertureSettings): Column[] {
  const { calibration, apertures, flags } = band
  const { filter } = calibration
  const name = filter.toLowerCase()
  const { flux, error } = apertures[apertures.length - 1]
  const camera = [calibration.instrument, filter].filter(Boolean).join(' ')
  const of = `${camera}, ${mainRadius(settings)} px`
  const rate = 'ct/s'
  return [
    ...magnitudeColumns(band, settings),
    { ...numbers(`flux_${name}`, flux, rate, `electrons above the sky, ${of}`), ucd: 'phot.count' },
    {
      ...numbers(`flux_err_${name}`, error, rate, `error of flux_${name}`),
      ucd: 'stat.error;phot.count',
    },
    numbers(
      `sky_${name}`,
      band.sky,
      rate,
      `electrons of the sky in a pixel in ${filter}, ${skyText(settings)}`,
    ),
    numbers(`sky_scatter_${name}`, band.scatter, rate, `scatter of the sky's pixels in ${filter}`),
    numbers(`ci_${name}`, band.ci, 'mag', `1 px against 3 px aperture in ${filter}`),
    {
      name: `flags_${name}`,
      values: flags.slice(),
      description: PHOTOMETRY_FLAGS.map(({ bit, name: flag }) => `${2 ** bit} ${flag}`).join(', '),
      ucd: 'meta.code',
    },
  ]
}

function numbers(name: string, values: Float64Array, unit: string, description: string): Column {
  return { name, values: values.slice(), unit, description }
}

/** In the system that is known: Vega, and AB beside it. */
function magnitudeColumns(band: MeasuredBand, settings: ApertureSettings): Column[] {
  const { calibration, apertures } = band
  const { filter, vega, ab } = calibration
  const columns: Column[] = []
  const zero = vega ?? ab
  if (zero === undefined) return columns
  const name = filter.toLowerCase()
  const [system, prefix] = vega === undefined ? ['AB', 'abmag'] : ['Vega', 'mag']
  const error = `${prefix === 'mag' ? 'err' : 'aberr'}_${name}`
  const main = settings.radiiPx.length - 1
  const order = [main, ...settings.radiiPx.keys()].filter((k, i) => i === 0 || k !== main)
  for (const k of order) {
    const end = k === main ? '' : `_${`${settings.radiiPx[k]}`.replace('.', 'p')}px`
    const of = magnitudeText(band, system, zero, settings.radiiPx[k], k === main)
    const magnitudes = magnitudesOf(band, k, zero)
    columns.push(magnitude(`${prefix}_${name}${end}`, magnitudes, `${of}; ${skyText(settings)}`))
    columns.push(magnitude(`${error}${end}`, errorsOf(apertures[k]), `error of it`, true))
    if (k === main) {
      columns.push(
        magnitude(`limit_${name}`, limitsOf(band, zero, settings), limitText(system, settings)),
      )
    }
  }
  if (vega !== undefined && ab !== undefined) {
    const of = magnitudeText(band, 'AB', ab, settings.radiiPx[main], true)
    columns.push(magnitude(`abmag_${name}`, magnitudesOf(band, main, ab), of))
  }
  return columns
}

function magnitude(name: string, values: Float64Array, description: string, isError = false) {
  const ucd = isError ? 'stat.error;phot.mag' : 'phot.mag'
  return { name, values, unit: 'mag', description, ucd }
}

/** The correction is that of the main aperture, so it is added there alone. */
function offsetOf({ calibration, apertures, correctionMag }: MeasuredBand, k: number): number {
  return (k === apertures.length - 1 ? correctionMag : 0) - calibration.extinction
}

function magnitudesOf(band: MeasuredBand, k: number, zero: number): Float64Array {
  const offset = offsetOf(band, k)
  return band.apertures[k].flux.map((flux) =>
    flux > 0 ? zero - 2.5 * Math.log10(flux) + offset : Number.NaN,
  )
}

function errorsOf({ flux, error }: MeasuredBand['apertures'][number]): Float64Array {
  return flux.map((value, row) => magnitudeError(value, error[row]))
}

/** Where a band has no detection: the magnitude of so many sigma. */
function limitsOf(band: MeasuredBand, zero: number, settings: ApertureSettings): Float64Array {
  const { error } = band.apertures[band.apertures.length - 1]
  const offset = offsetOf(band, band.apertures.length - 1)
  const bit = photometryFlag('not_detected')
  return error.map((sigma, row) =>
    (band.flags[row] & bit) !== 0
      ? zero - 2.5 * Math.log10(settings.detectedFrom * sigma) + offset
      : Number.NaN,
  )
}

function limitText(system: string, { detectedFrom }: ApertureSettings): string {
  return `upper limit (${system}): ${detectedFrom} sigma of the flux, where it is below that`
}

function magnitudeText(
  { calibration, correctionMag }: MeasuredBand,
  system: string,
  zero: number,
  radiusPx: number,
  isMain: boolean,
): string {
  const { filter, instrument, extinction } = calibration
  const band = [instrument, filter].filter(Boolean).join(' ')
  const added = isMain && correctionMag !== 0
  return [
    `${system} magnitude in ${band}, aperture ${radiusPx} px, zero point ${zero.toFixed(4)}`,
    added ? `aperture correction ${correctionMag.toFixed(3)} added` : 'no aperture correction',
    ...(extinction > 0 ? [`extinction ${extinction.toFixed(3)} given back`] : []),
  ].join(', ')
}

function skyText({ annulus, estimator }: ApertureSettings): string {
  return `sky: clipped ${estimator} from ${annulus.innerPx} to ${annulus.outerPx} px`
}
