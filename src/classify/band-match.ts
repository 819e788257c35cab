/** Which mosaic goes into which input channel of a model. */
import { nominalWavelengthNm } from '../catalog/index.js'
import type { FitsMosaic } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { ModelCard } from '../models/index.js'

type BandsOf = Pick<ModelCard, 'bands' | 'architecture' | 'fewestBands'>

/**
 * The mosaics in the order of the model's bands; undefined for a band that the model can go
 * without.
 *
 * @throws InputError if too many bands are missing, or two mosaics fit one channel
 */
export function mosaicsForModel(
  card: BandsOf,
  mosaics: readonly FitsMosaic[],
): (FitsMosaic | undefined)[] {
  const { bands, fewestBands = bands.length } = card
  const found = bands.map(({ accepts }) => {
    const [first, ...others] = mosaics.filter(({ band }) => accepts.includes(band))
    if (others.length > 0) throw doubled(card, accepts, [first, ...others])
    return first as FitsMosaic | undefined
  })
  const nFound = found.filter((mosaic) => mosaic !== undefined).length
  if (nFound < fewestBands) throw missing(card, found, mosaics)
  return found
}

/**
 * What the user should know about mosaics that the model does not take, with the option that would
 * put one in the place of a missing band; undefined where all are taken.
 *
 * @param found as {@link mosaicsForModel} gives them
 */
export function unusedMosaicsNote(
  { bands }: BandsOf,
  found: readonly (FitsMosaic | undefined)[],
  mosaics: readonly FitsMosaic[],
): string | undefined {
  const unused = mosaics.filter((mosaic) => !found.includes(mosaic))
  if (unused.length === 0) return undefined
  const lacking = bands.filter((_, i) => !found[i]).map(({ accepts }) => accepts[0])
  return `the model has no band for ${listed(unused)}${standIns(unused, lacking)}`
}

/** The filter nearest in wavelength to each missing band, as an option. */
function standIns(unused: readonly FitsMosaic[], lacking: readonly string[]): string {
  const options = lacking.flatMap((band) => {
    const [nearest] = unused
      .map((mosaic) => ({ mosaic, ratio: ratioOf(mosaic, band) }))
      .filter(({ ratio }) => ratio < MOST_APART)
      .sort((a, b) => a.ratio - b.ratio)
    return nearest ? [`--band ${nearest.mosaic.band}=${band}`] : []
  })
  return options.length > 0 ? `; ${options.join(' ')} would take the one for the other` : ''
}

/** Filters whose wavelengths differ by a larger factor are not proposed for each other. */
const MOST_APART = 1.25

function ratioOf({ band: filter, instrument }: FitsMosaic, band: string): number {
  const [a, b] = [filter, band].map((name) => nominalWavelengthNm({ filter: name, instrument }))
  return a && b ? Math.max(a / b, b / a) : Number.POSITIVE_INFINITY
}

/**
 * What the user should know about missing bands; undefined where none is missing.
 *
 * @param found as {@link mosaicsForModel} gives them
 */
export function missingBandsNote(
  { bands, fewestBands }: BandsOf,
  found: readonly (FitsMosaic | undefined)[],
): string | undefined {
  const lacking = bands.filter((_, i) => !found[i]).map(({ accepts }) => accepts.join(' or '))
  if (lacking.length === 0) return undefined
  return (
    `no mosaic of ${lacking.join(', ')}: the model goes without ` +
    `(it needs at least ${fewestBands} of its ${bands.length} bands) and is less accurate ` +
    '(docs/studies/default-model.md); every row is flagged missing_bands'
  )
}

function doubled(
  { architecture }: BandsOf,
  accepts: readonly string[],
  found: readonly FitsMosaic[],
): InputError {
  return new InputError({
    what: `two mosaics for band ${accepts.join(' or ')}`,
    where: `model ${architecture}`,
    got: listed(found),
    remedy: 'give one of them',
  })
}

function missing(
  { bands, architecture, fewestBands }: BandsOf,
  found: readonly (FitsMosaic | undefined)[],
  mosaics: readonly FitsMosaic[],
): InputError {
  const needed = bands.map(({ accepts }) => accepts.join('|')).join(',')
  const first = bands[found.indexOf(undefined)].accepts.join(' or ')
  const what = fewestBands
    ? `too few bands: model ${architecture} needs at least ${fewestBands} of ${needed}`
    : `missing band ${first}: model ${architecture} needs ${needed}`
  const lacking = bands.filter((_, i) => !found[i]).map(({ accepts }) => accepts[0])
  const unused = mosaics.filter((mosaic) => !found.includes(mosaic))
  return new InputError({ what: `${what}; found ${listed(mosaics)}${standIns(unused, lacking)}` })
}

function listed(mosaics: readonly FitsMosaic[]): string {
  return mosaics.map(({ band, file }) => `${band} (${file})`).join(', ')
}
