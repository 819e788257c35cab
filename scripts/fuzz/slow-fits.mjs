// A second reader of FITS, slow and obvious: it looks up each card by searching the header from its
// start, and each value by its place in the bytes that the header declares. Where it is not sure
// what the standard says, it gives undefined, and nothing is compared.
const BLOCK = 2880

/** @returns text of each card of the first header from `start` on, and where its data begin */
export function headerAt(bytes, start) {
  const cards = []
  for (let at = start; at + 80 <= bytes.length; at += 80) {
    const card = String.fromCharCode(...bytes.subarray(at, at + 80))
    if (/^END {77}$/.test(card)) {
      return { cards, dataStart: start + Math.ceil((at + 80 - start) / BLOCK) * BLOCK }
    }
    cards.push(card)
  }
  return undefined
}

/** The value of a keyword; undefined if it is not there once, or is written in an unusual way. */
export function cardValue({ cards }, keyword) {
  const found = cards.filter((card) => card.slice(0, 8).trimEnd() === keyword)
  if (found.length !== 1 || found[0].slice(8, 10) !== '= ') return undefined
  const text = found[0].slice(10)
  const quoted = /^ *'((?:[^']|'')*)' *(\/.*)?$/.exec(text)
  if (quoted) return quoted[1].replaceAll("''", "'").trimEnd()
  const number = /^ *([+-]?\d+(?:\.\d*)?(?:E[+-]?\d+)?) *(\/.*)?$/.exec(text)
  return number ? Number(number[1]) : undefined
}

const has = ({ cards }, keyword) => cards.some((card) => card.slice(0, 8).trimEnd() === keyword)

/** A number that the standard lets be absent; NaN if it is there and odd. */
function numberOr(header, keyword, otherwise) {
  if (!has(header, keyword)) return otherwise
  const value = cardValue(header, keyword)
  return typeof value === 'number' ? value : Number.NaN
}

const STORED = {
  8: [1, (view, at) => view.getUint8(at)],
  16: [2, (view, at) => view.getInt16(at)],
  32: [4, (view, at) => view.getInt32(at)],
  64: [8, (view, at) => view.getBigInt64(at)],
  '-32': [4, (view, at) => view.getFloat32(at)],
  '-64': [8, (view, at) => view.getFloat64(at)],
}

/** Physical values of the primary image, BZERO + BSCALE * stored, NaN where BLANK. */
export function primaryImage(bytes) {
  const header = headerAt(bytes, 0)
  if (!header) return undefined
  const [bitpix, naxis] = ['BITPIX', 'NAXIS'].map((key) => cardValue(header, key))
  const axes = Array.from({ length: naxis }, (_, i) => cardValue(header, `NAXIS${i + 1}`))
  if (axes.length === 0 || !axes.every((axis) => Number.isInteger(axis) && axis >= 0))
    return undefined
  const [scale, zero] = [numberOr(header, 'BSCALE', 1), numberOr(header, 'BZERO', 0)]
  if (!(bitpix in STORED) || Number.isNaN(scale + zero)) return undefined
  const blank = bitpix > 0 ? numberOr(header, 'BLANK', undefined) : undefined
  if (blank !== undefined && !Number.isSafeInteger(blank)) return undefined
  const [size, read] = STORED[bitpix]
  const n = axes.reduce((product, axis) => product * axis, 1)
  const view = declared(bytes, header.dataStart, n * size)
  if (!view) return undefined
  return Array.from({ length: n }, (_, i) => {
    const stored = read(view, i * size)
    if (blank !== undefined && Number(stored) === blank) return Number.NaN
    return physical(stored, scale, zero)
  })
}

/** Of 64 bits one rounding less is right for unsigned integers; other scales are in float64. */
function physical(stored, scale, zero) {
  if (typeof stored === 'bigint' && scale === 1 && zero === 2 ** 63)
    return Number(stored + 2n ** 63n)
  return scale === 1 && zero === 0 ? Number(stored) : zero + scale * Number(stored)
}

/** The bytes that an HDU declares; undefined if the file is shorter. */
function declared(bytes, start, n) {
  if (!(n >= 0 && start + n <= bytes.length)) return undefined
  return new DataView(bytes.buffer, bytes.byteOffset + start, n)
}

const CELLS = {
  B: STORED[8],
  I: STORED[16],
  J: STORED[32],
  K: STORED[64],
  E: STORED['-32'],
  D: STORED['-64'],
  L: [1, (view, at) => view.getUint8(at)],
}

/**
 * Numbers and logicals of the binary table in HDU 1 that have neither scale nor blank value.
 *
 * @returns for each column its values, or undefined where this reader is not sure
 */
export function binaryColumns(bytes) {
  const primary = headerAt(bytes, 0)
  const header = primary && headerAt(bytes, primary.dataStart)
  if (!header || cardValue(header, 'XTENSION') !== 'BINTABLE') return undefined
  const [rowBytes, nRows, nFields, pcount, gcount] = [
    ...['NAXIS1', 'NAXIS2', 'TFIELDS', 'PCOUNT', 'GCOUNT'].map((key) => cardValue(header, key)),
  ]
  if (cardValue(header, 'NAXIS') !== 2 || cardValue(header, 'BITPIX') !== 8 || gcount !== 1)
    return undefined
  const view = declared(bytes, header.dataStart, rowBytes * nRows + pcount)
  if (!view || !(nFields >= 0)) return undefined
  let offset = 0
  const columns = []
  for (let n = 1; n <= nFields; n++) {
    const form = /^(\d*)([LXBIJKAEDCMPQ])$/.exec(simpleForm(cardValue(header, `TFORM${n}`)))
    if (!form) return columns
    const repeat = form[1] === '' ? 1 : Number(form[1])
    const [size, read] = CELLS[form[2]] ?? []
    const isPlain = !['TSCAL', 'TZERO', 'TNULL'].some((key) => has(header, `${key}${n}`))
    columns.push(
      read && isPlain ? cellsOf(view, { rowBytes, nRows, offset, repeat, size, read }) : undefined,
    )
    offset += Math.ceil(repeat * widthOf(form[2]))
    if (!(offset <= rowBytes)) return undefined
  }
  return columns
}

/** A list stands for its descriptor. */
const simpleForm = (form) => String(form).replace(/^([01]?[PQ]).*$/, '$1')
const widthOf = (code) => ({ X: 1 / 8, A: 1, C: 8, M: 16, P: 8, Q: 16 })[code] ?? CELLS[code][0]

function cellsOf(view, { rowBytes, nRows, offset, repeat, size, read }) {
  const values = []
  for (let row = 0; row < nRows; row++) {
    for (let i = 0; i < repeat; i++) {
      const at = row * rowBytes + offset + i * size
      if (offset + (i + 1) * size > rowBytes) return undefined
      values.push(read(view, at))
    }
  }
  return values
}
