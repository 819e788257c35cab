/**
 * The linear step: pixel offsets from the reference pixel to degrees in the plane of projection.
 *
 * Greisen & Calabretta 2002 (A&A 395, 1061), section 2.1; for the retired CROTA, Calabretta &
 * Greisen 2002 (A&A 395, 1077), section 6.1. Of the three spellings of the matrix, CD or PC with
 * CDELT wins over CROTA with CDELT, as in wcslib; CD beside PC is against the standard and refused.
 */
import { InputError } from '../errors.js'

/** Rows: longitude, latitude. Columns: x, y. Degrees a pixel. */
export type Matrix = readonly [readonly [number, number], readonly [number, number]]

/** FITS numbers (1 or 2) of the axes of right ascension and declination. */
export interface Axes {
  readonly lng: 1 | 2
  readonly lat: 1 | 2
}

/** The matrix of a header; throws {@link InputError} where it is singular or told in two ways. */
export function readLinear(header: WcsHeader, axes: Axes, where: string): Matrix {
  const matrix = spelledMatrix(header, axes, where)
  const [[a, b], [c, d]] = matrix
  if (Math.abs(determinant(matrix)) > 1e-12 * Math.hypot(a, b) * Math.hypot(c, d)) return matrix
  throw new InputError({
    what: 'singular coordinate matrix',
    where,
    expected: 'CDi_j, or CDELTi and PCi_j, with two independent rows',
    got: `${a} ${b} / ${c} ${d}`,
    remedy: 'correct the header, or remove CTYPE1 and CTYPE2 to work in pixels',
  })
}

export function determinant([[a, b], [c, d]]: Matrix): number {
  return a * d - b * c
}

export function inverse(matrix: Matrix): Matrix {
  const [[a, b], [c, d]] = matrix
  const det = determinant(matrix)
  return [
    [d / det, -b / det],
    [-c / det, a / det],
  ]
}

export function times([[a, b], [c, d]]: Matrix, x: number, y: number): readonly [number, number] {
  return [a * x + b * y, c * x + d * y]
}

function spelledMatrix(header: WcsHeader, { lng, lat }: Axes, where: string): Matrix {
  const number = (keyword: string) => numberOf(header, keyword, where)
  const given = (name: string) =>
    ['1_1', '1_2', '2_1', '2_2'].some((ij) => number(name + ij) !== undefined)
  if (given('CD') && given('PC')) throw toldTwice(where)
  if (given('CD')) return rows(lng, lat, (i, j) => number(`CD${i}_${j}`) ?? 0)
  const cdelt = (i: number) => number(`CDELT${i}`) ?? 1
  if (given('PC')) {
    return rows(lng, lat, (i, j) => cdelt(i) * (number(`PC${i}_${j}`) ?? Number(i === j)))
  }
  const rho = rotation(number(`CROTA${lng}`) ?? 0, number(`CROTA${lat}`), where)
  const [cos, sin] = [Math.cos(rho), Math.sin(rho)]
  // The axes are scaled first, then turned.
  return rows(lng, lat, (i, j) => cdelt(j) * (i === j ? cos : i === lng ? -sin : sin))
}

function rows(lng: number, lat: number, element: (i: number, j: number) => number): Matrix {
  return [
    [element(lng, 1), element(lng, 2)],
    [element(lat, 1), element(lat, 2)],
  ]
}

/** CROTA belongs to the axis of latitude; on the other it may only repeat it. Radians. */
function rotation(onLongitude: number, onLatitude: number | undefined, where: string): number {
  if (onLongitude === 0 || onLongitude === onLatitude) return ((onLatitude ?? 0) * Math.PI) / 180
  throw new InputError({
    what: 'invalid CROTA',
    where,
    expected: 'the rotation on the axis of declination',
    got: `${onLongitude} on right ascension, ${onLatitude ?? 'none'} on declination`,
    remedy: 'write the rotation as a CD matrix',
  })
}

function toldTwice(where: string): InputError {
  return new InputError({
    what: 'coordinate matrix told twice',
    where,
    expected: 'CDi_j, or CDELTi and PCi_j',
    got: 'both CDi_j and PCi_j',
    remedy: 'remove the one that is out of date',
  })
}

/* The little that a WCS needs of a FITS header, read with errors that name the keyword. */

/**
 * Anything that gives a keyword's value: a `Header` of starsift/fits, or a plain `Map`.
 * `get` returns undefined for a keyword that is absent or has no value.
 */
export interface WcsHeader {
  get(keyword: string): unknown
}

/** A finite number; undefined where the keyword is absent, {@link InputError} for anything else. */
export function numberOf(header: WcsHeader, keyword: string, where: string): number | undefined {
  const value = header.get(keyword)
  if (value === undefined || value === null) return undefined
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new InputError({
    what: `invalid ${keyword}`,
    where,
    expected: 'a number',
    got: typeof value === 'string' ? `'${value}'` : String(value),
    remedy: 'correct the header',
  })
}

/** Text without the blanks around it; undefined where the keyword is absent, blank or not text. */
export function textOf(header: WcsHeader, keyword: string): string | undefined {
  const value = header.get(keyword)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
