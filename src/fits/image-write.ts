/**
 * Writes images (FITS 4.0, sections 4.4.1 and 7.1). Header, pixels and padding are separate
 * functions, so a large image can be written piece by piece. {@link imageHdu} makes a small image
 * at once.
 */
import { InputError } from '../errors.js'
import type { Card } from './card.js'
import { Header, paddedLength } from './header.js'
import type { Bitpix } from './pixels.js'
import { recordsOf } from './records.js'
import { sealedHeader, WordSum } from './word-sum.js'

/** Pixels to write; the type of the array is the type in the file. */
export type PixelValues =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int16Array
  | Int32Array
  | BigInt64Array

/** What an image is, without its pixels. */
export interface ImageLayout {
  /** Lengths of the axes, px, NAXIS1 first; empty for an HDU without data. */
  axes: readonly number[]
  /** Whether it is the file's first HDU (SIMPLE); otherwise it is an extension (XTENSION). */
  primary: boolean
  /** EXTNAME. */
  name?: string
  /** More cards, in this order. Keywords that describe the layout of the data are refused. */
  cards?: readonly Card[]
}

/** Whether an HDU gets CHECKSUM and DATASUM; default: no. */
export interface WithSums {
  sums?: boolean
}

/** Keywords that describe the layout of the data. */
const STRUCTURAL = new RegExp(
  '^(SIMPLE|XTENSION|BITPIX|NAXIS\\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|TFIELDS|THEAP|END|' +
    '(TFORM|TBCOL|TTYPE)\\d+)$',
)

/**
 * The header of an image.
 *
 * @throws InputError if `cards` has a keyword that describes the layout of the data
 * @example
 * const layout = { axes: [32, 32, 5], primary: false, name: 'CUTOUTS' }
 * const bytes = imageHeader({ ...layout, bitpix: -32 }).toBytes()
 */
export function imageHeader({
  axes,
  bitpix,
  primary,
  name,
  cards = [],
}: ImageLayout & { bitpix: Bitpix }): Header {
  const header = Header.fromCards([
    primary
      ? { keyword: 'SIMPLE', value: true, comment: 'conforms to FITS standard' }
      : { keyword: 'XTENSION', value: 'IMAGE', comment: 'image extension' },
    { keyword: 'BITPIX', value: bitpix, comment: 'type of the pixels' },
    { keyword: 'NAXIS', value: axes.length, comment: 'number of axes' },
    ...axes.map((axis, i) => ({ keyword: `NAXIS${i + 1}`, value: axis })),
  ])
  if (primary) header.set('EXTEND', true, 'extensions may follow')
  else header.set('PCOUNT', 0, 'no parameters').set('GCOUNT', 1, 'one group')
  return addCards(header, name, cards)
}

/** Adds EXTNAME and the caller's cards behind those that describe the layout. */
export function addCards(header: Header, name: string | undefined, cards: readonly Card[]): Header {
  if (name !== undefined) header.set('EXTNAME', name, 'name of this HDU')
  for (const card of cards) {
    if (STRUCTURAL.test(card.keyword)) {
      throw new InputError({
        what: `keyword ${card.keyword} describes the layout of the data`,
        where: name,
        remedy: 'leave it out: starsift writes it',
      })
    }
    header.add(card)
  }
  return header
}

/** The bytes of the values in a file: big-endian, each value in its own size. */
export function encodePixels(values: PixelValues): Uint8Array {
  const { BYTES_PER_ELEMENT: size } = values
  const bytes = new Uint8Array(values.byteLength)
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return littleEndian ? swapBytes(bytes, size) : bytes
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Reverses the bytes of each item of `size` bytes, in place. */
function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer)
  const { byteLength } = bytes
  if (size === 2) {
    for (let at = 0; at < byteLength; at += 2) view.setUint16(at, view.getUint16(at, true))
  } else if (size === 4) {
    for (let at = 0; at < byteLength; at += 4) view.setUint32(at, view.getUint32(at, true))
  } else if (size === 8) {
    for (let at = 0; at < byteLength; at += 8) {
      const [low, high] = [view.getUint32(at, true), view.getUint32(at + 4, true)]
      view.setUint32(at, high)
      view.setUint32(at + 4, low)
    }
  }
  return bytes
}

/** The zero bytes that fill the block behind data of this length. */
export function padding(length: number): Uint8Array {
  return new Uint8Array(paddedLength(length) - length)
}

/**
 * A whole HDU: header, pixels, padding.
 *
 * @param image `values` with NAXIS1 fastest
 * @returns the bytes
 * @throws InputError if the axes do not fit the number of values
 * @example imageHdu({ axes: [2, 2], values: new Float32Array(4), primary: true })
 */
export function imageHdu({
  values,
  sums,
  ...layout
}: ImageLayout & WithSums & { values: PixelValues }): Uint8Array {
  const nPixels = layout.axes.length === 0 ? 0 : layout.axes.reduce((n, axis) => n * axis, 1)
  if (nPixels !== values.length) {
    throw new InputError({
      what: 'axes that do not fit the pixels',
      where: layout.name,
      expected: `${layout.axes.join(' x ') || 'no'} pixels`,
      got: `${values.length}`,
    })
  }
  const header = imageHeader({ ...layout, bitpix: bitpixFor(values) })
  return wholeHdu(header, encodePixels(values), sums)
}

/** Header, data and padding, with the sums if they are asked for. */
export function wholeHdu(header: Header, data: Uint8Array, sums = false): Uint8Array {
  const parts = [data, padding(data.length)]
  if (!sums) return concatenate([header.toBytes(), ...parts])
  const sum = new WordSum()
  sum.add(data, 0)
  return concatenate([sealedHeader(recordsOf(header.cards), sum.value), ...parts])
}

function bitpixFor(values: PixelValues): Bitpix {
  const bits = values.BYTES_PER_ELEMENT * 8
  const real = values instanceof Float32Array || values instanceof Float64Array
  return (real ? -bits : bits) as Bitpix
}

/** One array of bytes that holds these parts, one after another. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
