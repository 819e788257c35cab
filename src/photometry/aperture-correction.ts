/**
 * Aperture corrections: how much light lies outside of the main aperture, by the field's own bright
 * and isolated sources. Those with a CI below a cut are taken as stars, the others as clusters
 * (Adamo+2017, ApJ 841, 131, section 3.1).
 */
import { TileStrip } from '../cutouts/index.js'
import { median } from '../statistics/index.js'
import { apertureSum } from './apertures.js'
import { isolatedSources } from './field-stars.js'
import type { BandPhotometry, BandToMeasure, Places } from './measure-sources.js'
import { annulusSky } from './sky.js'

export const CORRECTED_SOURCES = ['stars', 'clusters'] as const
export type CorrectedSources = (typeof CORRECTED_SOURCES)[number]

export interface CorrectionSettings {
  /** All light is taken to lie in this radius, px; the sky is that of the 2 px outside of it. */
  readonly radiusPx: number
  /** CI from which a source counts as a cluster, mag. */
  readonly ciCut: number
}

export const CORRECTION_DEFAULTS: CorrectionSettings = { radiusPx: 20, ciCut: 1.35 }

export interface ApertureCorrection {
  /** To add to the magnitude in the main aperture, mag; negative. */
  readonly correctionMag: number
  /** 1.4826 times the median absolute deviation from source to source, mag. */
  readonly scatterMag: number
  readonly n: number
}

/** Fewer sources say nothing. */
const LEAST_SOURCES = 5
/** Of each kind the brightest are measured. */
const MOST_SOURCES = 100
const LEAST_SIGNAL_TO_NOISE = 30
const SIGMA_PER_MAD = 1.4826

/**
 * The corrections of one band.
 *
 * @param radiusPx of the main aperture
 * @returns those of stars and clusters; undefined where there are fewer than 5 sources
 */
export async function apertureCorrections(
  band: BandToMeasure,
  places: Places,
  measured: BandPhotometry,
  radiusPx: number,
  settings: CorrectionSettings = CORRECTION_DEFAULTS,
): Promise<Readonly<Record<CorrectedSources, ApertureCorrection | undefined>>> {
  const isolated = isolatedSources(places, measured, settings.radiusPx, LEAST_SIGNAL_TO_NOISE)
  const isStar = (row: number) => measured.ci[row] < settings.ciCut
  const isCluster = (row: number) => measured.ci[row] >= settings.ciCut
  const of = (rows: number[]) => correctionOf(band, places, rows, [radiusPx, settings.radiusPx])
  return {
    stars: await of(isolated.filter(isStar)),
    clusters: await of(isolated.filter(isCluster)),
  }
}

async function correctionOf(
  { image }: BandToMeasure,
  { x, y }: Places,
  rows: readonly number[],
  [inner, outer]: readonly [number, number],
): Promise<ApertureCorrection | undefined> {
  const annulus = { innerPx: outer + 1, outerPx: outer + 3 }
  const strip = new TileStrip(image, Math.ceil(outer + 5))
  const corrections: number[] = []
  const order = rows.slice(0, MOST_SOURCES).sort((a, b) => y[a] - y[b])
  for (const row of order) {
    const tile = await strip.tileAbout(x[row], y[row])
    const { level } = annulusSky(tile, x[row], y[row], annulus)
    const [some, all] = [inner, outer].map(
      (radius) => apertureSum(tile, x[row], y[row], radius) - Math.PI * radius ** 2 * level,
    )
    if (some > 0 && all > 0) corrections.push(-2.5 * Math.log10(all / some))
  }
  if (corrections.length < LEAST_SOURCES) return undefined
  const correctionMag = median(corrections)
  const deviations = corrections.map((value) => Math.abs(value - correctionMag))
  return {
    correctionMag,
    scatterMag: SIGMA_PER_MAD * median(deviations),
    n: corrections.length,
  }
}
