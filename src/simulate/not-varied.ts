/**
 * What stays in a varied field as it is in plain ones (`simulate --not-varied`), to find out what
 * its variation is good for. Everything is drawn first and replaced afterwards, so that the same
 * seed draws all other nuisances alike.
 */
import { SHARED_NOISE } from './exposures.js'
import type { BandNuisances, Nuisances, VariedKind } from './nuisances.js'
import { DEFAULT_BANDS, type SimulatedBand, simulatedBands } from './simulated-band.js'

/** The bands of a field: those that were drawn, but for filters and exposures that stay plain. */
export function bandsNotVaried(
  drawn: readonly SimulatedBand[],
  notVaried: readonly VariedKind[],
): SimulatedBand[] {
  const usual = simulatedBands(DEFAULT_BANDS)
  return drawn.map((band, i) => {
    const { exposureS } = notVaried.includes('noise') ? usual[i] : band
    return { ...(notVaried.includes('filters') ? usual[i] : band), exposureS }
  })
}

/** Plain fields have a scatter of 0.1 to 0.3 px. */
const PLAIN_SCATTER_PX = 0.2
/** hubblePsf has this pixfrac, if none is asked for. */
const PLAIN_PIXFRAC = 1
const NO_ARTEFACTS = { cosmicRays: 0, hotPixels: 0, ghosts: 0, trailShare: 0 }

/**
 * The other nuisances as they are drawn, but for those that stay plain. The optics themselves and
 * the forms are left out where they would be made (observed-band.ts, plan-varied-field.ts).
 */
export function withoutVariation(nuisances: Nuisances): Nuisances {
  const { notVaried, ofBand, pixfrac, scatterPx, offsetPx } = nuisances
  const isPlain = (kind: VariedKind) => notVaried.includes(kind)
  const bands = Object.entries(ofBand).map(([letter, band]) => [letter, bandPlain(band, isPlain)])
  return {
    ...nuisances,
    ofBand: Object.fromEntries(bands) as Nuisances['ofBand'],
    pixfrac: isPlain('optics') ? PLAIN_PIXFRAC : pixfrac,
    scatterPx: isPlain('positions') ? PLAIN_SCATTER_PX : scatterPx,
    offsetPx: isPlain('positions') ? [0, 0] : offsetPx,
  }
}

function bandPlain(band: BandNuisances, isPlain: (kind: VariedKind) => boolean): BandNuisances {
  return {
    ...band,
    ...(isPlain('registration') && { shiftPx: [0, 0] as const }),
    ...(isPlain('noise') && { sharedNoise: SHARED_NOISE }),
    ...(isPlain('flaws') && {
      sky: { ...band.sky, level: 0, slope: [0, 0] as const, waves: 0 },
      artefacts: NO_ARTEFACTS,
    }),
  }
}
