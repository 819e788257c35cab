/**
 * The keywords that say how a table lies in its bytes (FITS 4.0, sections 7.2.1 and 7.3.1). A table
 * whose keywords contradict each other is refused: its columns would be bytes of something else.
 */
import { InputError } from '../errors.js'
import { axesOf, type Hdu } from './hdu.js'
import type { Header } from './header.js'

export interface TableShape {
  rowBytes: number
  nRows: number
  nFields: number
}

/** The largest TFIELDS (7.2.1). */
export const MOST_COLUMNS = 999

/**
 * @throws InputError naming the keyword that cannot be, and why a packed table cannot be unpacked
 */
export function tableShape({ header, refused }: Hdu): TableShape {
  if (refused) throw refused
  mustBe(header, 'BITPIX', 8)
  mustBe(header, 'NAXIS', 2)
  const [rowBytes, nRows] = axesOf(header)
  const nFields = header.number('TFIELDS')
  if (!Number.isInteger(nFields) || nFields < 0 || nFields > MOST_COLUMNS) {
    throw wrongKeyword(header, 'TFIELDS', `0 to ${MOST_COLUMNS}`, `${nFields}`)
  }
  if (rowBytes === 0 && nRows > 0) {
    throw wrongKeyword(header, 'NAXIS1', `bytes for the ${nRows} rows of NAXIS2`, '0')
  }
  return { rowBytes, nRows, nFields }
}

function mustBe(header: Header, keyword: string, value: number): void {
  const found = header.number(keyword)
  if (found !== value) throw wrongKeyword(header, keyword, `${value} for a table`, `${found}`)
}

/** A keyword that cannot be as it is. */
export function wrongKeyword(
  header: Header,
  keyword: string,
  expected: string,
  got: string,
): InputError {
  return new InputError({
    what: `keyword ${keyword}`,
    where: header.where,
    expected,
    got,
    remedy: 'get the file again: it is damaged, or the program that wrote it has a fault',
  })
}
