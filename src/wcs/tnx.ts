/**
 * TNX and ZPX: corrections of the plane that IRAF keeps as text in WAT1_001, WAT2_001 and so on
 * (the registry of FITS conventions, "TNX World Coordinate System" and "ZPX"; Valdes).
 *
 *     lngcor = "kind. nx. ny. cross. xmin xmax ymin ymax c1 c2 ..."
 *
 * The kinds are 1 Chebyshev, 2 Legendre, 3 plain powers; `cross` is 0 without products of x and y,
 * 1 with all, 2 with those below the larger order. The corrections are added to x and y.
 */
import { InputError } from '../errors.js'
import type { WcsHeader } from './keywords.js'
import type { Axes } from './linear.js'
import { type PlaneDistortion, planeDistortion } from './plane-distortion.js'

/** What the WAT keywords of the two axes say. */
export interface WatDistortion {
  readonly distortion: PlaneDistortion
  /** ZPX: the coefficients projp0, projp1, ... of ZPN. */
  readonly projp: ReadonlyMap<number, number>
}

/** Correction in x or y at a point of the plane, degrees. */
type Correction = (x: number, y: number) => number

/** Characters of a string in a card; IRAF fills all, and FITS drops blanks at the end. */
const CARD_TEXT = 68
const MOST_CARDS = 999
/** IRAF fits at most a few orders. */
const MOST_TERMS = 30

/** @throws InputError for text that does not follow the convention */
export function readWat(header: WcsHeader, axes: Axes, where: string): WatDistortion {
  const texts = { lng: watText(header, axes.lng), lat: watText(header, axes.lat) }
  const dx = correction(texts.lng, 'lngcor', `WAT${axes.lng}_001`, where)
  const dy = correction(texts.lat, 'latcor', `WAT${axes.lat}_001`, where)
  const told = `${texts.lng} ${texts.lat}`.matchAll(/projp(\d+)\s*=\s*"?([-+.\deEdD]+)/g)
  const projp = new Map([...told].map(([, m, value]) => [Number(m), numberOf(value)]))
  for (const [m, value] of projp) {
    if (!Number.isFinite(value)) throw badText(`projp${m}`, where, 'a number', `${value}`)
  }
  return { distortion: planeDistortion((x, y) => [x + dx(x, y), y + dy(x, y)]), projp }
}

function watText(header: WcsHeader, axis: number): string {
  const parts: string[] = []
  for (let i = 1; i <= MOST_CARDS; i++) {
    const part = header.get(`WAT${axis}_${String(i).padStart(3, '0')}`)
    if (typeof part !== 'string') break
    parts.push(part.padEnd(CARD_TEXT))
  }
  return parts.join('')
}

function correction(text: string, name: string, keyword: string, where: string): Correction {
  const found = new RegExp(`${name}\\s*=\\s*"([^"]*)"?`).exec(text)
  if (!found) return () => 0
  const numbers = found[1].trim().split(/\s+/).map(numberOf)
  const bad = (expected: string, got: string) =>
    badText(`${name} in ${keyword}`, where, expected, got)
  if (numbers.some((value) => !Number.isFinite(value))) throw bad('numbers', `"${found[1]}"`)
  const [kind, nx, ny, cross, xMin, xMax, yMin, yMax, ...c] = numbers
  if (![1, 2, 3].includes(kind)) throw bad('a surface of kind 1, 2 or 3', `${kind}`)
  if (![0, 1, 2].includes(cross)) throw bad('cross terms 0, 1 or 2', `${cross}`)
  for (const n of [nx, ny]) {
    if (!(Number.isInteger(n) && n >= 1 && n <= MOST_TERMS)) throw bad('orders from 1', `${n}`)
  }
  if (!(xMin < xMax && yMin < yMax)) throw bad('limits of x and y in their order', `${found[1]}`)
  const powers = termsOf(nx, ny, cross)
  if (c.length !== powers.length) throw bad(`${powers.length} coefficients`, `${c.length}`)
  const basis = BASES[kind as 1 | 2 | 3]
  return (x, y) => {
    const [u, v] =
      kind === 3
        ? [x, y]
        : [(2 * x - xMax - xMin) / (xMax - xMin), (2 * y - yMax - yMin) / (yMax - yMin)]
    const [along, across] = [basis(u, nx), basis(v, ny)]
    return powers.reduce((sum, [i, j], k) => sum + c[k] * along[i] * across[j], 0)
  }
}

/** The orders of x and y of each coefficient: x runs fastest. */
function termsOf(nx: number, ny: number, cross: number): [number, number][] {
  const isKept = (i: number, j: number) =>
    cross === 1 || (cross === 0 ? i === 0 || j === 0 : i + j < Math.max(nx, ny))
  return Array.from({ length: nx * ny }, (_, k): [number, number] => [
    k % nx,
    Math.floor(k / nx),
  ]).filter(([i, j]) => isKept(i, j))
}

/** The first n functions of a kind, each from the two before it. */
function recurrent(next: (u: number, one: number, two: number, n: number) => number) {
  return (u: number, n: number): number[] => {
    const values = [1, u]
    while (values.length < n) values.push(next(u, values.at(-1)!, values.at(-2)!, values.length))
    return values
  }
}

const BASES = {
  1: recurrent((u, one, two) => 2 * u * one - two),
  2: recurrent((u, one, two, n) => ((2 * n - 1) * u * one - (n - 1) * two) / n),
  3: recurrent((u, one) => u * one),
}

/** IRAF also writes exponents with d. */
function numberOf(text: string): number {
  return Number(text.replace(/d/i, 'e'))
}

function badText(what: string, where: string, expected: string, got: string): InputError {
  const remedy = 'correct the header, or resample the image'
  return new InputError({ what, where, expected, got: got.slice(0, 120), remedy })
}
