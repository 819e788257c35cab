/** Unpacks one tile of an image. */
import {
  CodecError,
  gunzipped,
  hcompressDecoded,
  plioDecoded,
  riceDecoded,
  unshuffled,
} from '../codecs/index.js'
import { InputError } from '../errors.js'
import type { Bitpix } from './pixels.js'
import type { Tiling } from './tile-header.js'
import type { TileBytes, TileTable } from './tile-table.js'
import { plainTile, RoundedTile, type TilePixels } from './unpacked-tile.js'

export interface TilePlace {
  /** 0-based. */
  readonly index: number
  /** Its lengths, px, shorter than other tiles' at the end of an axis. */
  readonly lengths: readonly number[]
}

/**
 * @param old a tile that is needed no more: its memory may be taken
 * @throws InputError naming the tile if its bytes are damaged
 */
export function tilePixels(
  packed: Uint8Array,
  place: TilePlace,
  from: TileBytes,
  image: { tiling: Tiling; table: TileTable; bitpix: Bitpix; where: string },
  old?: TilePixels,
): TilePixels {
  return withTileNamed(image.where, place, () => unpacked(packed, place, from, image, old))
}

/** What `decode` gives; its `CodecError` becomes an `InputError` that names the tile. */
export function withTileNamed<T>(where: string, { index }: TilePlace, decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    throw new InputError({
      what: error.message,
      where: `${where}, tile ${index + 1}`,
      remedy: 'get the file again: it is damaged',
    })
  }
}

type Image = Parameters<typeof tilePixels>[3]

function unpacked(
  packed: Uint8Array,
  place: TilePlace,
  { column }: TileBytes,
  image: Image,
  old: TilePixels | undefined,
): TilePixels {
  const { bitpix, tiling } = image
  const nPixels = place.lengths.reduce((n, length) => n * length, 1)
  const bytes = Math.abs(bitpix) / 8
  if (column === 'UNCOMPRESSED_DATA' || tiling.codec === 'NOCOMPRESS') {
    if (packed.length === nPixels * bytes) return plainTile(packed)
    throw new CodecError(`${packed.length} bytes, expected ${nPixels * bytes}`)
  }
  if (column === 'GZIP_COMPRESSED_DATA') return plainTile(gunzipped(packed, [nPixels * bytes]))
  const scale = bitpix < 0 ? image.table.value('ZSCALE', place.index) : undefined
  const isQuantised = bitpix < 0 && scale !== undefined && tiling.quantiser !== 'NONE'
  if (bitpix < 0 && !isQuantised) return plainTile(plainFloats(packed, nPixels, bytes, tiling))
  const { codec } = tiling
  // Integers of 64 bits stay exact: they never become numbers.
  if (bitpix > 0 && (codec === 'GZIP_1' || codec === 'GZIP_2')) {
    const plain = plainIntegers(packed, nPixels, codec)
    if (plain.length === nPixels * bytes) return plainTile(plain)
  }
  const room = old instanceof RoundedTile ? old.room(nPixels) : undefined
  const integers = integersOf(packed, nPixels, place, tiling, room)
  if (!isQuantised) return plainTile(bigEndian(integers, bitpix))
  const quantised = {
    quantiser: tiling.quantiser,
    start: tiling.ditherStart - 1 + place.index,
    scale,
    zero: image.table.value('ZZERO', place.index) ?? 0,
    blank: image.table.value('ZBLANK', place.index),
  }
  return new RoundedTile(integers, quantised, bitpix === -32 ? -32 : -64)
}

/** Floats that were packed as they are. */
function plainFloats(packed: Uint8Array, nPixels: number, bytes: number, { codec }: Tiling) {
  if (codec !== 'GZIP_1' && codec !== 'GZIP_2') {
    throw new CodecError(`floats without ZSCALE in ${codec}`)
  }
  const plain = gunzipped(packed, [nPixels * bytes])
  return codec === 'GZIP_2' ? unshuffled(plain, bytes) : plain
}

/** What describes how integers are packed. */
type IntegerPacking = Pick<Tiling, 'codec' | 'riceBytes' | 'riceBlock' | 'isSmooth'>

/**
 * The integers of a tile.
 *
 * @param room memory for them, if there is some
 * @throws CodecError if its bytes are damaged
 */
export function integersOf(
  packed: Uint8Array,
  nPixels: number,
  { lengths }: TilePlace,
  { codec, riceBytes, riceBlock, isSmooth }: IntegerPacking,
  room?: Int32Array,
): Int32Array | Float64Array {
  if (codec === 'RICE_1') {
    if (riceBytes !== 1 && riceBytes !== 2 && riceBytes !== 4) {
      throw new CodecError(`Rice codes of ${riceBytes} bytes (BYTEPIX)`)
    }
    if (!Number.isInteger(riceBlock) || riceBlock < 1) {
      throw new CodecError(`Rice blocks of ${riceBlock} pixels (BLOCKSIZE)`)
    }
    return riceDecoded(packed, nPixels, riceBytes, riceBlock, room)
  }
  if (codec === 'PLIO_1') return plioDecoded(packed, nPixels)
  if (codec === 'HCOMPRESS_1') {
    const [width, height = 1] = lengths.filter((length) => length > 1)
    return hcompressDecoded(packed, width ?? 1, height, isSmooth)
  }
  const plain = plainIntegers(packed, nPixels, codec)
  return fromBytes(plain, plain.length / nPixels)
}

/** Big-endian integers of 1, 2, 4 or 8 bytes. */
function plainIntegers(packed: Uint8Array, nPixels: number, codec: Tiling['codec']): Uint8Array {
  const lengths = [1, 2, 4, 8].map((bytes) => bytes * nPixels)
  if (codec === 'NOCOMPRESS') {
    if (lengths.includes(packed.length)) return packed
    throw new CodecError(`${packed.length} bytes, expected ${lengths.join(', ')}`)
  }
  const plain = gunzipped(packed, lengths)
  return codec === 'GZIP_2' ? unshuffled(plain, plain.length / nPixels) : plain
}

function fromBytes(plain: Uint8Array, bytes: number): Int32Array | Float64Array {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength)
  const n = plain.length / bytes
  if (bytes === 8)
    return Float64Array.from({ length: n }, (_, i) => Number(view.getBigInt64(8 * i)))
  const read = {
    1: (i: number) => view.getUint8(i),
    2: (i: number) => view.getInt16(2 * i),
    4: (i: number) => view.getInt32(4 * i),
  }[bytes as 1 | 2 | 4]
  const out = new Int32Array(n)
  for (let i = 0; i < n; i++) out[i] = read(i)
  return out
}

/** What an integer pixel can hold. Lossy packing may give a little more, which CFITSIO clips. */
const LIMITS: Partial<Record<Bitpix, readonly [number, number]>> = {
  ...{ 8: [0, 255], 16: [-(2 ** 15), 2 ** 15 - 1], 32: [-(2 ** 31), 2 ** 31 - 1] },
}

function bigEndian(values: Int32Array | Float64Array, bitpix: Bitpix): Uint8Array {
  const bytes = bitpix / 8
  const out = new Uint8Array(values.length * bytes)
  const view = new DataView(out.buffer)
  const n = values.length
  const [low, high] = LIMITS[bitpix] ?? [-Infinity, Infinity]
  const clipped = (value: number) => Math.min(Math.max(value, low), high)
  if (bitpix === 8) for (let i = 0; i < n; i++) out[i] = clipped(values[i])
  if (bitpix === 16) for (let i = 0; i < n; i++) view.setInt16(2 * i, clipped(values[i]))
  if (bitpix === 32) for (let i = 0; i < n; i++) view.setInt32(4 * i, clipped(values[i]))
  if (bitpix === 64) for (let i = 0; i < n; i++) view.setBigInt64(8 * i, BigInt(values[i]))
  return out
}
