/**
 * Masks of pixels without a value (FITS 4.0, section 10.2.2). Packing that changes values would
 * change NaN and BLANK too. So a tile may have a second image of its size, which is 0 where a pixel
 * has a value. It lies in the column NULL_PIXEL_MASK, packed without loss as ZMASKCMP says. No
 * keyword says how many bytes its numbers have; nom.tam.fits, which writes such masks, has one.
 */
import { CodecError } from '../codecs/index.js'
import { InputError } from '../errors.js'
import type { Bitpix } from './pixels.js'
import type { Tiling } from './tile-header.js'
import { integersOf, type TilePlace, withTileNamed } from './tile-pixels.js'

interface MaskedImage {
  readonly tiling: Tiling
  readonly bitpix: Bitpix
  readonly where: string
}

/**
 * Takes from the pixels of a tile those that its mask names: floats become NaN, integers BLANK.
 *
 * @param pixels big-endian numbers of type `bitpix`, which change
 * @param packed the mask
 * @throws InputError if nothing says how it is packed, if it is damaged, or if integers have no
 *   BLANK
 */
export function withoutMasked(
  pixels: Uint8Array,
  packed: Uint8Array,
  place: TilePlace,
  image: MaskedImage,
): void {
  const { maskCodec, blank } = image.tiling
  if (!maskCodec) throw missing('ZMASKCMP: how the mask of null pixels is packed', image)
  const nPixels = place.lengths.reduce((n, length) => n * length, 1)
  const mask = withTileNamed(image.where, place, () => maskOf(packed, nPixels, place, maskCodec))
  if (!mask.some((value) => value !== 0)) return
  if (image.bitpix > 0 && blank === undefined) {
    throw missing('BLANK: a mask names pixels of an integer image that have no value', image)
  }
  const empty = emptyPixel(image.bitpix, blank ?? 0)
  for (let i = 0; i < nPixels; i++) if (mask[i] !== 0) pixels.set(empty, i * empty.length)
}

function missing(what: string, { where }: MaskedImage): InputError {
  return new InputError({ what: `no keyword ${what}`, where, remedy: 'add it to the header' })
}

/** Two values alone: a third one says that the bytes were misread. */
function maskOf(packed: Uint8Array, nPixels: number, place: TilePlace, codec: Tiling['codec']) {
  const packing = { codec, riceBytes: 1, riceBlock: 32, isSmooth: false }
  const mask = integersOf(packed, nPixels, place, packing)
  const set = mask.find((value) => value !== 0)
  const third = mask.find((value) => value !== 0 && value !== set)
  if (third === undefined) return mask
  throw new CodecError(`a mask of null pixels with the values 0, ${set} and ${third}`)
}

/** As the pixels of `tile-pixels.ts`: a float without a value has all bits set. */
function emptyPixel(bitpix: Bitpix, blank: number): Uint8Array {
  const pixel = new Uint8Array(Math.abs(bitpix) / 8).fill(0xff)
  const view = new DataView(pixel.buffer)
  if (bitpix === 8) view.setUint8(0, blank)
  if (bitpix === 16) view.setInt16(0, blank)
  if (bitpix === 32) view.setInt32(0, blank)
  if (bitpix === 64) view.setBigInt64(0, BigInt(blank))
  return pixel
}
