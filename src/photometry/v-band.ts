/** Which band of a field is V. */
import { nominalWavelengthNm } from '../catalog/index.js'

const V_FILTERS = ['F555W', 'F606W']
const V_NM = 550

interface Named {
  readonly filter: string
  readonly instrument: string
}

/** Whether a filter is V itself: F555W or F606W. */
export function isV({ filter }: Named): boolean {
  return V_FILTERS.includes(filter)
}

/** Index of F555W, else of F606W, else of the band nearest to V. */
export function vIndex(bands: readonly Named[]): number {
  const far = (band: Named) =>
    isV(band)
      ? V_FILTERS.indexOf(band.filter) - V_FILTERS.length
      : Math.abs((nominalWavelengthNm(band) ?? Number.POSITIVE_INFINITY) - V_NM)
  return bands.reduce((best, band, i) => (far(band) < far(bands[best]) ? i : best), 0)
}

/** The band of `ci`. */
export function vBand<T extends { readonly calibration: Named }>(bands: readonly T[]): T {
  return bands[vIndex(bands.map(({ calibration }) => calibration))]
}
