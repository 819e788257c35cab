/**
 * How a packed image is written (FITS 4.0, section 10.1): its tiles, its codec, and the header of
 * the table that it becomes.
 */
import type { RiceBytes } from '../codecs/index.js'
import type { Card } from './card.js'
import type { Bitpix } from './pixels.js'
import { recordsOf } from './records.js'

/** What a user asks for: `rice` rounds floats, `gzip` loses nothing. */
export type PackingWish = 'rice' | 'gzip'

/** Pixels in a block of Rice codes. */
export const RICE_BLOCK = 32

export interface TilePacking {
  readonly codec: 'RICE_1' | 'GZIP_1' | 'GZIP_2'
  /** Whether floats are rounded to integers. */
  readonly isQuantised: boolean
}

/** Bytes that are alike come together by GZIP_2, where a pixel has more than one. */
export function packingFor(bitpix: Bitpix, wish: PackingWish): TilePacking {
  if (wish === 'rice') return { codec: 'RICE_1', isQuantised: bitpix < 0 }
  return { codec: bitpix === 8 ? 'GZIP_1' : 'GZIP_2', isQuantised: false }
}

/** Shorter rows share a tile: each tile costs a row of the table, and its noise needs pixels. */
const FEWEST_PIXELS = 1024
/** Longer rows are cut: a tile is packed in memory. */
const MOST_PIXELS = 2 ** 20

/** Lengths of a tile: one row of the image, or several short ones. */
export function tileFor([width, height = 1, ...others]: readonly number[]): number[] {
  const nRows = width * 4 > FEWEST_PIXELS ? 1 : Math.ceil(FEWEST_PIXELS / width)
  const across = others.length > 0 || height > 1 ? [Math.min(height, nRows)] : []
  return [Math.min(width, MOST_PIXELS), ...across, ...others.map(() => 1)]
}

/** The tiles in their order, which is that of the pixels: how many each has. */
export function* tileLengths(axes: readonly number[], tile: readonly number[]): Generator<number> {
  const [width, height = 1, ...others] = axes
  const [across, down = 1] = tile
  const nPlanes = others.reduce((n, axis) => n * axis, 1)
  for (let plane = 0; plane < nPlanes; plane++) {
    for (let y = 0; y < height; y += down) {
      for (let x = 0; x < width; x += across) {
        yield Math.min(across, width - x) * Math.min(down, height - y)
      }
    }
  }
}

export interface TableFacts {
  readonly packing: TilePacking
  readonly axes: readonly number[]
  readonly tile: readonly number[]
  readonly bitpix: Bitpix
  readonly nTiles: number
  readonly rowBytes: number
  readonly heapBytes: number
  /** `P`, or `Q` where the heap may have more than 2^31 bytes. */
  readonly letter: 'P' | 'Q'
  /** The longest tile of each column of lists, bytes. */
  readonly longest: readonly number[]
  readonly ditherStart: number
  /** Whether the image is the primary HDU when it is unpacked. */
  readonly isPrimary: boolean
}

/** The cards that describe the table and the packing, before those of the image. */
export function packedRecords(facts: TableFacts): string[] {
  const { packing, tile, letter, longest } = facts
  const lists = ['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA'].slice(0, longest.length)
  const scales = packing.isQuantised ? (['ZSCALE', 'ZZERO'] as const) : []
  const columns = [
    ...lists.map((name, i) => [name, `1${letter}B(${longest[i]})`] as const),
    ...scales.map((name) => [name, '1D'] as const),
  ]
  return recordsOf([
    { keyword: 'XTENSION', value: 'BINTABLE', comment: 'binary table extension' },
    { keyword: 'BITPIX', value: 8, comment: 'bytes' },
    { keyword: 'NAXIS', value: 2, comment: 'number of axes' },
    { keyword: 'NAXIS1', value: facts.rowBytes, comment: 'bytes in a row' },
    { keyword: 'NAXIS2', value: facts.nTiles, comment: 'tiles' },
    { keyword: 'PCOUNT', value: facts.heapBytes, comment: 'bytes of packed tiles' },
    { keyword: 'GCOUNT', value: 1, comment: 'one group' },
    { keyword: 'TFIELDS', value: columns.length, comment: 'columns' },
    ...columns.flatMap(([name, form], i) => [
      { keyword: `TTYPE${i + 1}`, value: name },
      { keyword: `TFORM${i + 1}`, value: form },
    ]),
    { keyword: 'ZIMAGE', value: true, comment: 'the table is a packed image' },
    { keyword: 'ZCMPTYPE', value: packing.codec, comment: 'how tiles are packed' },
    ...imageCards(facts),
    ...tile.map((axis, i) => ({ keyword: `ZTILE${i + 1}`, value: axis })),
    ...codecCards(facts),
  ])
}

/** The layout of the image, in the order that it will have: funpack copies it so. */
function imageCards({ isPrimary, bitpix, axes }: TableFacts): Card[] {
  const first: Card = isPrimary
    ? { keyword: 'ZSIMPLE', value: true, comment: 'the image was the primary HDU' }
    : { keyword: 'ZTENSION', value: 'IMAGE', comment: 'the image was an extension' }
  const last: Card[] = isPrimary
    ? [{ keyword: 'ZEXTEND', value: true }]
    : [
        { keyword: 'ZPCOUNT', value: 0 },
        { keyword: 'ZGCOUNT', value: 1 },
      ]
  return [
    first,
    { keyword: 'ZBITPIX', value: bitpix, comment: 'type of the pixels' },
    { keyword: 'ZNAXIS', value: axes.length, comment: 'number of axes' },
    ...axes.map((axis, i) => ({ keyword: `ZNAXIS${i + 1}`, value: axis })),
    ...last,
  ]
}

function codecCards({ packing, bitpix, ditherStart }: TableFacts): Card[] {
  const { codec, isQuantised } = packing
  const rice: Card[] =
    codec === 'RICE_1'
      ? [
          { keyword: 'ZNAME1', value: 'BLOCKSIZE', comment: 'pixels in a block' },
          { keyword: 'ZVAL1', value: RICE_BLOCK },
          { keyword: 'ZNAME2', value: 'BYTEPIX', comment: 'bytes of a coded integer' },
          { keyword: 'ZVAL2', value: riceBytesOf(bitpix) },
        ]
      : []
  if (isQuantised) {
    return [
      ...rice,
      { keyword: 'ZQUANTIZ', value: 'SUBTRACTIVE_DITHER_2', comment: 'how floats are rounded' },
      { keyword: 'ZDITHER0', value: ditherStart, comment: 'where the dither begins' },
    ]
  }
  if (bitpix > 0) return rice
  return [...rice, { keyword: 'ZQUANTIZ', value: 'NONE', comment: 'floats are exact' }]
}

/** Floats become integers of 4 bytes. */
export function riceBytesOf(bitpix: Bitpix): RiceBytes {
  return bitpix === 8 ? 1 : bitpix === 16 ? 2 : 4
}
