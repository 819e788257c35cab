/** The bands of a simulated field: filter and camera, exposure, sky; and the colours of the galaxy's light. */
import type { Band } from '../catalog/index.js'
import { InputError } from '../errors.js'
import type { Camera } from '../light/index.js'
import { zeroPoint } from '../photometry/index.js'
import type { BandLetter } from '../populations/index.js'

export interface SimulatedBand extends Band {
  readonly instrument: Camera
  readonly letter: BandLetter
  /** Of all exposures together, s. */
  readonly exposureS: number
  /** Light of the sky and dark current, which the mosaic has subtracted but whose noise stays; e-/s a pixel. */
  readonly skyRate: number
}

/** Exposures that were combined, and electrons of noise at each readout (WFC3 and ACS instrument handbooks: 3 to 4). */
export const N_EXPOSURES = 3
export const READ_NOISE = 3.5

interface FilterDefaults {
  readonly letter: BandLetter
  /** Those of LEGUS's field of NGC 1566. */
  readonly exposureS: number
  /** Zodiacal light at high ecliptic latitude in the handbooks' units, and 0.002 of dark current. */
  readonly skyRate: number
}

const FILTERS: Readonly<Record<string, FilterDefaults>> = {
  F275W: { letter: 'nuv', exposureS: 2382, skyRate: 0.0025 },
  F336W: { letter: 'u', exposureS: 1119, skyRate: 0.0035 },
  F435W: { letter: 'b', exposureS: 965, skyRate: 0.025 },
  F438W: { letter: 'b', exposureS: 965, skyRate: 0.014 },
  F555W: { letter: 'v', exposureS: 1143, skyRate: 0.04 },
  F814W: { letter: 'i', exposureS: 989, skyRate: 0.035 },
}

export const DEFAULT_BANDS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W'] as const

/**
 * Bands from what a user writes.
 *
 * @param names filters of WFC3/UVIS, or `ACS/` and a filter of ACS/WFC; bluest first
 * @param exposures s, one a band; default those of LEGUS's NGC 1566: 2382, 1119, 965, 1143, 989
 * @throws InputError for a filter without optics or zero point, one named twice, no V band, a bad exposure
 * @example simulatedBands(['F438W', 'F555W', 'ACS/F814W'])[2].instrument // 'ACS/WFC'
 */
export function simulatedBands(
  names: readonly string[] = DEFAULT_BANDS,
  exposures?: readonly number[],
): SimulatedBand[] {
  if (exposures && exposures.length !== names.length) {
    throw new InputError({
      what: 'exposures that do not fit the bands',
      expected: `${names.length}, one a band`,
      got: `${exposures.length}`,
    })
  }
  const bands = names.map((name, i) => bandNamed(name, exposures?.[i]))
  const letters = bands.map(({ letter }) => letter)
  const twice = letters.find((letter, i) => letters.indexOf(letter) < i)
  if (twice) {
    throw new InputError({
      what: 'two filters of one band',
      got: names.join(','),
      remedy: `leave out one of those that stand for ${twice.toUpperCase()}`,
    })
  }
  if (!letters.includes('v')) {
    throw new InputError({
      what: 'no V band: sources are drawn and chosen by it',
      expected: 'F555W among the bands',
      got: names.join(','),
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
