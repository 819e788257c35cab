// A domain with F475W for B and F606W for V. Colours between F438W, F555W and F814W are
// interpolated in 1 / wavelength: F606W = V - 0.28 (V - I), F475W = B - 0.48 (B - V). The star
// image of F475W is that of the filter of B. Zero points of the two filters are quoted from memory.
// Galaxy and field stars have the mean colours V - I = 0.8 and B - V = 0.4.
import { existsSync } from 'node:fs'
import { hubblePsf } from '../../../dist/light/index.js'
import { bandWithPsf, observedBand } from '../../../dist/simulate/index.js'
import { fieldOf } from '../field-look.mjs'
import { seedsOf } from './own-simulator.mjs'
import { catalogOf, plannedField } from './planned-field.mjs'

const [SIZE_PX, N_CANDIDATES] = [1300, 520]

/** By letter and camera: the filter, its zero point, and its sky in e-/s. */
const FILTERS = {
  b: {
    filter: 'F475W',
    towards: { from: 'b', to: 'v', by: 0.48, mean: 0.4 },
    'WFC3/UVIS': { zeroPoint: 25.8, before: 24.994, sky: 0.035 },
    'ACS/WFC': { zeroPoint: 26.16, before: 25.7643, sky: 0.04 },
  },
  v: {
    filter: 'F606W',
    towards: { from: 'v', to: 'i', by: 0.28, mean: 0.8 },
    'WFC3/UVIS': { zeroPoint: 26.0, before: 25.8325, sky: 0.06 },
    'ACS/WFC': { zeroPoint: 26.4, before: 25.7143, sky: 0.08 },
  },
}

export const OTHER_FILTERS = {
  name: 'other-filters',
  about: 'F475W for B and F606W for V',
  fields: (set) =>
    seedsOf(6600)[set].map((seed) => ({
      ...{ name: `sim${seed}-1`, ...fieldOf(seed) },
      ...{ sizePx: SIZE_PX, nCandidates: N_CANDIDATES },
    })),
  async make(field, { folder }) {
    if (existsSync(catalogOf(folder, field))) return 'is there'
    return `${await plannedField(field, folder, { bandOf, planOf, filterOf })} candidates`
  },
  words: ['--band', 'F606W=F555W', '--band', 'F475W=F438W'],
  catalogOf,
}

/** What a rate before becomes: k times it, for the mean colours. */
function gainOf({ letter, instrument }) {
  const { towards, [instrument]: camera } = FILTERS[letter]
  return 10 ** (0.4 * (camera.zeroPoint - camera.before + towards.by * towards.mean))
}

function filterOf(band) {
  const found = FILTERS[band.letter]
  if (!found) return band
  const { zeroPoint, before } = found[band.instrument]
  return { filter: found.filter, factor: gainOf(band), zeroPoint, shiftMag: zeroPoint - before }
}

/**
 * A band that is painted with the rates of the filter before, and multiplied by k afterwards. The
 * noise is then right with k times the exposure and a k-th of the sky.
 */
function bandOf(band) {
  const found = FILTERS[band.letter]
  if (!found) return observedBand(band)
  const k = gainOf(band)
  const psf = { ...starIn(band.instrument, found.filter, band.filter), filter: band.filter }
  const skyRate = found[band.instrument].sky / k
  return bandWithPsf({ ...band, exposureS: band.exposureS * k, skyRate }, psf)
}

/** F475W is not among the fitted filters: its stars are those of the filter of B. */
function starIn(instrument, filter, before) {
  if (filter !== 'F475W') return hubblePsf(instrument, filter)
  const psf = hubblePsf(instrument, before)
  return { ...psf, wavelengthNm: 475 }
}

/** Each source's own colour, beyond the mean that k has. */
function planOf(plan) {
  const sources = plan.sources.map(({ lights, magnitudes, ...source }) => ({
    ...source,
    magnitudes,
    lights: lights.map(({ shape, fluxes }) => {
      const changed = { ...fluxes }
      for (const { towards } of Object.values(FILTERS)) {
        const colour = magnitudes[towards.from] - magnitudes[towards.to]
        if (!Number.isFinite(colour)) continue
        changed[towards.from] *= 10 ** (0.4 * towards.by * (colour - towards.mean))
      }
      return { shape, fluxes: changed }
    }),
  }))
  return { ...plan, sources }
}
