/**
 * Zero points from PHOTFLAM and PHOTPLAM (WFC3 Data Handbook, section 9.1; Sirianni+2005, PASP 117,
 * 1049). With F in erg/s/cm2/A for 1 e-/s and the pivot wavelength P in A:
 *
 *   ST = -2.5 log10 F - 21.10
 *   AB = -2.5 log10 F - 5 log10 P + 18.692 - 21.10
 */

/** A header; the first of several that has a keyword counts. */
export interface PhotometricHeader {
  get(keyword: string): unknown
}

export interface HeaderZeroPoints {
  /** AB magnitude of 1 e-/s; undefined without PHOTPLAM. */
  readonly ab: number | undefined
  /** ST magnitude of 1 e-/s. */
  readonly st: number
}

const ST_ZERO = -21.1
const AB_FROM_ST = 18.692

/**
 * The zero points that headers give.
 *
 * @returns undefined without a PHOTFLAM above 0
 * @example headerZeroPoints([header])?.ab // 25.82 for F555W of WFC3/UVIS
 */
export function headerZeroPoints(
  headers: readonly PhotometricHeader[],
): HeaderZeroPoints | undefined {
  const [flux, pivot] = ['PHOTFLAM', 'PHOTPLAM'].map((keyword) => firstPositive(headers, keyword))
  if (flux === undefined) return undefined
  const st = -2.5 * Math.log10(flux) + ST_ZERO
  return { st, ab: pivot === undefined ? undefined : st - 5 * Math.log10(pivot) + AB_FROM_ST }
}

function firstPositive(headers: readonly PhotometricHeader[], keyword: string): number | undefined {
  const values = headers.map((header) => header.get(keyword))
  const found = values.find((value) => value !== undefined)
  return typeof found === 'number' && found > 0 && Number.isFinite(found) ? found : undefined
}
