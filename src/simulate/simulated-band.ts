/** The bands of a simulated field: filter and camera, exposure time, sky. */
import type { Band, BandLetter } from '../catalog/index.js'
import { InputError } from '../errors.js'
import type { Camera } from '../light/index.js'
import { zeroPoint } from '../photometry/index.js'

export interface SimulatedBand extends Band {
  readonly instrument: Camera
  readonly letter: BandLetter
  /** Exposure time of all exposures together. */
  readonly exposureS: number
  /** Sky and dark current, e-/s per pixel; they are subtracted, but their noise stays. */
  readonly skyRate: number
}

/** Number of exposures that are combined. */
export const N_EXPOSURES = 3
/** Noise of each readout, e- (WFC3 and ACS instrument handbooks: 3 to 4). */
export const READ_NOISE = 3.5

interface FilterDefaults {
  readonly letter: BandLetter
  /** The exposure times of LEGUS's field NGC 1566. */
  readonly exposureS: number
  /**
   * Zodiacal light at high ecliptic latitude from the handbooks, and 0.002 e-/s of dark current.
   */
  readonly skyRate: number
}

const FILTERS: Readonly<Record<string, FilterDefaults>> = {
  F275W: { letter: 'nuv', exposureS: 2382, skyRate: 0.0025 },
  F336W: { letter: 'u', exposureS: 1119, skyRate: 0.0035 },
  F435W: { letter: 'b', exposureS: 965, skyRate: 0.025 },
  F438W: { letter: 'b', exposureS: 965, skyRate: 0.014 },
  F475W: { letter: 'b', exposureS: 965, skyRate: 0.04 },
  F555W: { letter: 'v', exposureS: 1143, skyRate: 0.04 },
  F606W: { letter: 'v', exposureS: 1143, skyRate: 0.06 },
  F775W: { letter: 'i', exposureS: 989, skyRate: 0.04 },
  F814W: { letter: 'i', exposureS: 989, skyRate: 0.035 },
}

export const DEFAULT_BANDS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W'] as const

/**
 * Bands from the words of a user.
 *
 * @param names filters of WFC3/UVIS, or `ACS/` and a filter of ACS/WFC; bluest first
 * @param exposures seconds for each band; default: those of LEGUS's NGC 1566, 2382, 1119, 965,
 *   1143, 989
 * @throws InputError for a filter without optics or zero point, two filters of one band, no V band,
 *   a bad exposure
 * @example simulatedBands(['F438W', 'F555W', 'ACS/F814W'])[2].instrument // 'ACS/WFC'
 */
export function simulatedBands(
  names: readonly string[] = DEFAULT_BANDS,
  exposures?: readonly number[],
): SimulatedBand[] {
  if (exposures && exposures.length !== names.length) {
    throw new InputError({
      what: 'exposures that do not fit the bands',
      expected: `${names.length}, one for each band`,
      got: `${exposures.length}`,
      remedy: 'give as many --exposures as --bands',
    })
  }
  const bands = names.map((name, i) => bandNamed(name, exposures?.[i]))
  const letters = bands.map(({ letter }) => letter)
  const twice = letters.find((letter, i) => letters.indexOf(letter) < i)
  if (twice) {
    throw new InputError({
      what: 'two filters of one band',
      got: names.join(','),
      remedy: `leave out one of the filters of ${twice.toUpperCase()}`,
    })
  }
  if (!letters.includes('v')) {
    throw new InputError({
      what: 'no V band, by which sources are drawn and chosen',
      expected: 'F555W or F606W among the bands',
      got: names.join(','),
      remedy: 'add F555W to --bands',
    })
  }
  return bands
}

function bandNamed(name: string, exposureS?: number): SimulatedBand {
  const [, camera, filter] = /^(?:(ACS|WFC3)\/)?(\w+)$/i.exec(name) ?? []
  const known = filter ? FILTERS[filter.toUpperCase()] : undefined
  if (!known) {
    throw new InputError({
      what: 'unknown band',
      expected: `${Object.keys(FILTERS).join(', ')}, with ACS/ before it for ACS/WFC`,
      got: name,
    })
  }
  if (exposureS !== undefined && !(exposureS > 0 && Number.isFinite(exposureS))) {
    throw new InputError({
      what: `exposure of ${name}`,
      expected: 'seconds above 0',
      got: `${exposureS}`,
    })
  }
  const isAcs = camera?.toUpperCase() === 'ACS' || filter.toUpperCase() === 'F435W'
  const band: SimulatedBand = {
    filter: filter.toUpperCase(),
    instrument: isAcs ? 'ACS/WFC' : 'WFC3/UVIS',
    ...known,
    ...(exposureS !== undefined && { exposureS }),
  }
  zeroPoint(band)
  return band
}
