/**
 * The planes of a network's input. A band of a field is one plane, or, where the card says
 * `filters: apart`, one for each filter that the band accepts: a mosaic of F606W stands in another
 * plane than one of F555W, so the network knows which of them it sees. A plane without a mosaic is
 * 0 after the normalisation, as that of a missing band.
 */
import type { CardFields } from './card-fields.js'

export interface Plane {
  /** The filters that it may hold. */
  readonly filters: readonly string[]
  /** Number of its band, from 0 on. */
  readonly band: number
}

type BandsOf = Pick<CardFields, 'bands' | 'filters'>

/**
 * All planes, band after band.
 *
 * @example
 * const bands = [{ name: 'F555W', accepts: ['F555W', 'F606W'] }]
 * planesOf({ bands, filters: 'apart' }).length // 2
 */
export function planesOf({ bands, filters }: BandsOf): Plane[] {
  return bands.flatMap(({ accepts }, band) =>
    filters === 'apart'
      ? accepts.map((one) => ({ filters: [one], band }))
      : [{ filters: accepts, band }],
  )
}

/**
 * The plane of each band, where the bands hold these filters.
 *
 * @param filters one for each band; undefined where a band has none
 * @returns -1 for a band without a filter that has a plane
 */
export function planesHolding(card: BandsOf, filters: readonly (string | undefined)[]): number[] {
  const planes = planesOf(card)
  return filters.map((filter, band) =>
    planes.findIndex((plane) => plane.band === band && plane.filters.includes(filter ?? '')),
  )
}
