/**
 * Tile-compressed images (FITS 4.0, section 10.1): a binary table, of which each row holds one tile
 * of an image. Here are the header that the image has when it is unpacked, and what the keywords
 * say about the tiles.
 */
import { InputError } from '../errors.js'
import type { Card } from './card.js'
import { Header } from './header.js'
import { bitpixOf } from './pixels.js'
import { wrongKeyword } from './table-shape.js'

/** How the pixels of a tile are packed (table 36). */
export const CODECS = [
  ...['RICE_1', 'GZIP_1', 'GZIP_2', 'PLIO_1', 'HCOMPRESS_1', 'NOCOMPRESS'],
] as const
export type TileCodec = (typeof CODECS)[number]

/** How floats became integers (section 10.2). */
export const QUANTISERS = [
  ...['NONE', 'NO_DITHER', 'SUBTRACTIVE_DITHER_1', 'SUBTRACTIVE_DITHER_2'],
] as const
export type Quantiser = (typeof QUANTISERS)[number]

/** The tiles of an image. */
export interface Tiling {
  readonly codec: TileCodec
  /** Lengths of the axes of the image and of a tile, px. */
  readonly axes: readonly number[]
  readonly tile: readonly number[]
  readonly quantiser: Quantiser
  /** ZDITHER0, 1 to 10,000: where the dither of the first tile begins. */
  readonly ditherStart: number
  /** BYTEPIX and BLOCKSIZE of Rice. */
  readonly riceBytes: number
  readonly riceBlock: number
  /** Whether HCOMPRESS smooths. */
  readonly isSmooth: boolean
  /** ZMASKCMP: how masks of pixels without a value are packed. */
  readonly maskCodec?: TileCodec
  /** What stands for no value among integers: BLANK, or ZBLANK of the header. */
  readonly blank?: number
}

/** What describes the table and not the image. */
export const OF_THE_TABLE = new RegExp(
  '^(XTENSION|SIMPLE|EXTEND|BITPIX|NAXIS\\d*|PCOUNT|GCOUNT|TFIELDS|THEAP|CHECKSUM|DATASUM|' +
    'T(TYPE|FORM|UNIT|DIM|DISP|NULL|SCAL|ZERO|COMM|UCD)\\d+)$',
)
/** What describes the packing. */
export const OF_THE_PACKING = new RegExp(
  '^Z(IMAGE|CMPTYPE|BITPIX|NAXIS\\d*|TILE\\d+|NAME\\d+|VAL\\d+|QUANTIZ|DITHER0|BLANK|SCALE|ZERO|' +
    'MASKCMP|SIMPLE|EXTEND|TENSION|PCOUNT|GCOUNT|BLOCKED|HECKSUM|DATASUM)$',
)

/**
 * The header of the image that is packed in a table.
 *
 * @throws InputError naming a keyword that is missing or cannot be
 */
export function unpackedHeader(packed: Header): Header {
  const axes = zAxes(packed)
  const bitpix = packed.number('ZBITPIX')
  const whole = (keyword: string, value: number): Card => ({ keyword, value })
  const cards: Card[] = [
    { keyword: 'XTENSION', value: 'IMAGE' },
    whole('BITPIX', bitpix),
    whole('NAXIS', axes.length),
    ...axes.map((length, i) => whole(`NAXIS${i + 1}`, length)),
    whole('PCOUNT', 0),
    whole('GCOUNT', 1),
    ...packed.cards.filter(
      ({ keyword }) => !OF_THE_TABLE.test(keyword) && !OF_THE_PACKING.test(keyword),
    ),
  ]
  // Integers without a value are BLANK; some writers say it as ZBLANK.
  const blank = packed.get('ZBLANK')
  if (bitpix > 0 && blank !== undefined && !packed.has('BLANK')) {
    cards.push({ keyword: 'BLANK', value: blank })
  }
  for (const [sum, own] of [['CHECKSUM', 'ZHECKSUM'] as const, ['DATASUM', 'ZDATASUM'] as const]) {
    const value = packed.get(own)
    if (value !== undefined) cards.push({ keyword: sum, value })
  }
  const header = Header.fromCards(cards, packed.where)
  bitpixOf(header)
  return header
}

function zAxes(header: Header): number[] {
  const n = header.number('ZNAXIS')
  if (!Number.isInteger(n) || n < 1 || n > 999) {
    throw wrongKeyword(header, 'ZNAXIS', '1 to 999', `${n}`)
  }
  const axes = Array.from({ length: n }, (_, i) => header.number(`ZNAXIS${i + 1}`))
  const bad = axes.findIndex((axis) => !Number.isSafeInteger(axis) || axis < 0)
  if (bad >= 0) {
    throw wrongKeyword(header, `ZNAXIS${bad + 1}`, 'an integer of at least 0', `${axes[bad]}`)
  }
  return axes
}

/**
 * What the header of a packed image says about its tiles.
 *
 * @throws InputError naming the keyword that cannot be, or a codec that is not read
 */
export function tilingOf(header: Header): Tiling {
  const axes = zAxes(header)
  const tile = axes.map((axis, i) => {
    const length = header.number(`ZTILE${i + 1}`, i === 0 ? axis : 1)
    if (Number.isInteger(length) && length >= 1) return Math.min(length, Math.max(axis, 1))
    throw wrongKeyword(header, `ZTILE${i + 1}`, 'an integer of at least 1', `${length}`)
  })
  const parameters = parametersOf(header)
  const codec = codecNamed(header, 'ZCMPTYPE')
  const blank = header.has('BLANK') ? 'BLANK' : 'ZBLANK'
  const named = header.string('ZQUANTIZ', 'NO_DITHER').trim()
  const quantiser = oneOf(header, 'ZQUANTIZ', named, QUANTISERS)
  const isDithered = quantiser.startsWith('SUBTRACTIVE') && header.number('ZBITPIX') < 0
  const ditherStart = header.number('ZDITHER0', 1)
  const isStart = Number.isInteger(ditherStart) && ditherStart >= 1 && ditherStart <= 10_000
  // 0 stands where CFITSIO packed without scaling.
  if (isDithered && ditherStart !== 0 && !isStart) {
    throw wrongKeyword(header, 'ZDITHER0', '1 to 10000', `${ditherStart}`)
  }
  return {
    ...{ codec, axes, tile, quantiser, ditherStart: Math.max(1, ditherStart) },
    riceBytes: parameters.get('BYTEPIX') ?? 4,
    riceBlock: parameters.get('BLOCKSIZE') ?? 32,
    isSmooth: (parameters.get('SMOOTH') ?? 0) !== 0,
    ...(header.has('ZMASKCMP') && { maskCodec: codecNamed(header, 'ZMASKCMP') }),
    ...(header.has(blank) && { blank: header.number(blank) }),
  }
}

function codecNamed(header: Header, keyword: string): TileCodec {
  const packing = header.string(keyword).trim().toUpperCase()
  return oneOf(header, keyword, packing === 'RICE_ONE' ? 'RICE_1' : packing, CODECS)
}

function oneOf<T extends string>(
  header: Header,
  keyword: string,
  value: string,
  known: readonly T[],
): T {
  const found = known.find((name) => name === value)
  if (found) return found
  throw new InputError({
    what: `a tile compression that is not read (${keyword})`,
    where: header.where,
    expected: known.join(', '),
    got: value,
    remedy: 'unpack it with funpack',
  })
}

/** ZNAMEn and ZVALn: parameters of the codec. */
function parametersOf(header: Header): Map<string, number> {
  const parameters = new Map<string, number>()
  for (let n = 1; header.has(`ZNAME${n}`); n++) {
    parameters.set(header.string(`ZNAME${n}`).trim().toUpperCase(), header.number(`ZVAL${n}`))
  }
  return parameters
}
