/**
 * The linear step: pixel offsets from the reference pixel to degrees in the plane of projection.
 *
 * Greisen & Calabretta 2002 (A&A 395, 1061), section 2.1; for the old CROTA, Calabretta & Greisen
 * 2002 (A&A 395, 1077), section 6.1. A header may give the matrix as CD, as PC with CDELT, or as
 * CROTA with CDELT. CD or PC wins over CROTA, as in wcslib. CD together with PC is against the
 * standard and refused. The drafts of the standard wrote PC1_1 as PC001001; that is read, as wcslib
 * reads it.
 */
import { InputError } from '../errors.js'
import { headerNumber, type WcsHeader } from './keywords.js'

/** Degrees per pixel. Rows: longitude, latitude. Columns: x, y. */
export type Matrix = readonly [readonly [number, number], readonly [number, number]]

/** FITS numbers (1 or 2) of the axes of right ascension and declination. */
export interface Axes {
  readonly lng: 1 | 2
  readonly lat: 1 | 2
}

/**
 * The matrix of a header.
 *
 * @throws InputError if it is singular, or given as both CD and PC
 */
export function readLinear(header: WcsHeader, axes: Axes, where: string): Matrix {
  const matrix = givenMatrix(header, axes, where)
  const [[a, b], [c, d]] = matrix
  if (Math.abs(determinant(matrix)) > 1e-12 * Math.hypot(a, b) * Math.hypot(c, d)) return matrix
  throw new InputError({
    what: 'the coordinate matrix is singular',
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

function givenMatrix(header: WcsHeader, { lng, lat }: Axes, where: string): Matrix {
  const number = (keyword: string) => headerNumber(header, keyword, where)
  const given = (keywordOf: KeywordOf) =>
    [1, 2].some((i) => [1, 2].some((j) => number(keywordOf(i, j)) !== undefined))
  const forms = [CD, PC, OLD_PC, OLD_CD].filter(given)
  if (forms.length > 1) throw givenTwice(forms, where)
  if (forms[0] === OLD_CD) throw oldForm(where)
  refuseThirdAxis(header, where)
  if (forms[0] === CD) return rows(lng, lat, (i, j) => number(CD(i, j)) ?? 0)
  const cdelt = (i: number) => number(`CDELT${i}`) ?? 1
  const pc = forms[0]
  if (pc) return rows(lng, lat, (i, j) => cdelt(i) * (number(pc(i, j)) ?? Number(i === j)))
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

/** CROTA belongs to the axis of latitude; the other axis may only repeat it. Radians. */
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

function givenTwice([first, second]: KeywordOf[], where: string): InputError {
  const both = [first, second].map((keywordOf) => keywordOf('i', 'j')).join(' and ')
  return new InputError({
    what: 'the coordinate matrix is given twice',
    where,
    expected: 'CDi_j, or CDELTi and PCi_j',
    got: `both ${both}`,
    remedy: 'remove the one that is wrong from the header',
  })
}

/** How an element of the matrix is called. */
type KeywordOf = (i: number | string, j: number | string) => string

const CD: KeywordOf = (i, j) => `CD${i}_${j}`
const PC: KeywordOf = (i, j) => `PC${i}_${j}`
const OLD_PC: KeywordOf = (i, j) => `PC00${i}00${j}`
const OLD_CD: KeywordOf = (i, j) => `CD00${i}00${j}`

function oldForm(where: string): InputError {
  return new InputError({
    what: 'the coordinate matrix has an old form',
    where,
    expected: 'CDi_j, or CDELTi and PCi_j',
    got: 'CD00i00j',
    remedy: 'write CD001001 as CD1_1, and so on',
  })
}

/** A third axis has one pixel, and must not move or turn the image. */
function refuseThirdAxis(header: WcsHeader, where: string): void {
  for (const keywordOf of [CD, PC, OLD_PC]) {
    for (const keyword of [1, 2].flatMap((i) => [keywordOf(i, 3), keywordOf(i, 4)])) {
      const value = headerNumber(header, keyword, where)
      if (!value) continue
      throw new InputError({
        what: `${keyword} moves the image along another axis`,
        where,
        expected: '0',
        got: `${value}`,
        remedy: 'use an image with two axes',
      })
    }
  }
}
