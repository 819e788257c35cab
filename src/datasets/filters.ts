/** Whether fields of different filters have the same bands, band by band. */
import { nominalWavelengthNm } from '../catalog/index.js'
import type { StampLayout } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { joinedBands } from './dataset.js'

/** Filters of one band differ in wavelength by at most this factor: F606W and F555W by 1.09. */
const MOST_APART = 1.25

/**
 * Refuses what can be no set of bands: a filter in two bands, or one band of blue and red filters.
 *
 * @param layouts of all files so far; those with another number of bands are not looked at
 * @param where the last of the files
 */
export function checkFilters(layouts: readonly StampLayout[], where: string): void {
  const [first, ...others] = layouts.map(({ bands }) => bands)
  const bands = joinedBands([first, ...others.filter(({ length }) => length === first.length)])
  const all = bands.flatMap((band) => band.split('|'))
  const twice = all.find((filter, i) => all.indexOf(filter) < i)
  const mixed = bands.find((band) => !isOneColour(band.split('|')))
  if (twice === undefined && mixed === undefined) return
  throw new InputError({
    what:
      twice === undefined
        ? `filters of very different wavelengths in one band: ${mixed}`
        : `filter ${twice} stands in two bands`,
    where,
    expected: 'the same bands in the same order in all data sets',
    got: layouts.map(({ bands: own }) => own.join(',')).join(' and '),
    remedy: 'cut the stamps again with --bands, blue to red',
  })
}

/** A filter whose wavelength is not known may stand anywhere. */
function isOneColour(filters: readonly string[]): boolean {
  const known = filters
    .map((filter) => nominalWavelengthNm({ filter, instrument: '' }))
    .filter((nm) => nm !== undefined)
  return known.length === 0 || Math.max(...known) / Math.min(...known) <= MOST_APART
}
