/**
 * Magnitudes in filters that are not those of the populations. B is F435W or F438W there, V is
 * F555W and I is F814W. A smooth spectrum has magnitudes that are nearly linear in the inverse of
 * the wavelength, so another filter's magnitude is interpolated, or extrapolated, between two: a
 * blackbody and dust follow this to a few hundredths of a magnitude, emission lines do not.
 */
import type { BandLetter } from '../catalog/index.js'

interface Between {
  readonly of: BandLetter
  readonly towards: BandLetter
  /** Share of the way, in 1 / wavelength, from pivot to pivot (extinction.ts, WFC3). */
  readonly share: number
}

const FILTERS: Readonly<Record<string, Between>> = {
  F475W: { of: 'b', towards: 'v', share: 0.507 },
  F606W: { of: 'v', towards: 'i', share: 0.29 },
  F775W: { of: 'i', towards: 'v', share: 0.098 },
}

/**
 * Magnitude in a filter.
 *
 * @param band its letter and filter
 * @param magnitudes in the populations' filters; NaN where there is no light
 * @example magnitudeIn({ letter: 'v', filter: 'F606W' }, { ...magnitudes, v: 22, i: 21 }) // 21.71
 */
export function magnitudeIn(
  { letter, filter }: { letter: BandLetter; filter: string },
  magnitudes: Readonly<Record<BandLetter, number>>,
): number {
  const between = FILTERS[filter]
  if (!between) return magnitudes[letter]
  const { of, towards, share } = between
  return magnitudes[of] + share * (magnitudes[towards] - magnitudes[of])
}

/** The magnitudes with those of the given bands in their own filters. */
export function magnitudesIn(
  bands: readonly { letter: BandLetter; filter: string }[],
  magnitudes: Readonly<Record<BandLetter, number>>,
): Readonly<Record<BandLetter, number>> {
  const own = bands.map((band) => [band.letter, magnitudeIn(band, magnitudes)] as const)
  return { ...magnitudes, ...(Object.fromEntries(own) as Record<BandLetter, number>) }
}
