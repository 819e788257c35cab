/**
 * Dust of our own galaxy in front of a varied field. Brightness in V is drawn as it is seen, so the
 * dust changes colours alone, as that of lanes does for candidates (planned-source.ts): a band has
 *
 *   10^(-0.4 E (A_band - A_V))
 *
 * of its light, with A the extinction for E(B-V) = 1.
 */
import { transmissionIn } from '../photometry/index.js'
import type { FieldOptions } from './plan-field.js'
import type { SimulatedBand } from './simulated-band.js'

/** The factor of each band of a field; 1 in plain fields. */
export function foregroundIn({
  bands,
  nuisances,
}: Pick<FieldOptions, 'bands' | 'nuisances'>): (band: SimulatedBand) => number {
  const ebv = nuisances?.foregroundEbv ?? 0
  const inV = transmissionIn(bands.find(({ letter }) => letter === 'v')!)(ebv)
  return (band) => transmissionIn(band)(ebv) / inV
}
