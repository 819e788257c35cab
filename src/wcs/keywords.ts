/** What a WCS needs of a FITS header: numbers and texts, with errors that name the keyword. */
import { InputError } from '../errors.js'

/**
 * Anything that gives a keyword's value: a `Header` of starsift/fits, or a `Map`. `get` returns
 * undefined if the keyword is absent or has no value.
 */
export interface WcsHeader {
  get(keyword: string): unknown
  /** All values of a keyword that repeats, as the records of distortions do. */
  valuesOf?(keyword: string): readonly unknown[]
}

/**
 * A finite number; undefined if the keyword is absent.
 *
 * @throws InputError if the value is anything else
 */
export function headerNumber(
  header: WcsHeader,
  keyword: string,
  where: string,
): number | undefined {
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

/** Text without blanks around it; undefined if the keyword is absent, blank or not text. */
export function headerText(header: WcsHeader, keyword: string): string | undefined {
  const value = header.get(keyword)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
