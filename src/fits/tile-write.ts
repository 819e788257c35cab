/**
 * Writes tile-compressed images (FITS 4.0, section 10.1). The pixels are read and packed a few
 * megabytes at a time; what stays in memory is a row of the table for each tile.
 */
import type { ByteSource } from '../bytes/index.js'
import { gzipped, riceEncoded, shuffled } from '../codecs/index.js'
import { axesOf, type Hdu } from './hdu.js'
import { Header } from './header.js'
import { readBytes } from './image.js'
import { concatenate } from './image-write.js'
import { type Bitpix, bitpixOf, pixelDecoder } from './pixels.js'
import { ditherStartOf, quantised } from './quantise.js'
import { type DataSink, type FitsSink, writeHdu } from './sink.js'
import {
  type PackingWish,
  packedRecords,
  packingFor,
  RICE_BLOCK,
  riceBytesOf,
  type TilePacking,
  tileFor,
  tileLengths,
} from './tile-layout.js'

/** So many bytes of pixels are read at once, and of tiles written, unless one tile has more. */
const PIECE_BYTES = 2 ** 22
/** From so many bytes of pixels on, the heap may reach beyond what a descriptor P can say. */
const MOST_FOR_P = 1.9e9

/** What became of the pixels. */
export interface PackedFacts {
  readonly nTiles: number
  /** Tiles whose floats were rounded. */
  readonly nRounded: number
  /** The largest step between rounded floats, in the unit of the pixels; 0 where none were. */
  readonly largestStep: number
}

/** An image to pack. */
export interface ImageToPack {
  readonly source: ByteSource
  readonly hdu: Hdu
  /** The cards of the image without those of its layout. */
  readonly records: readonly string[]
  /** Whether it is the primary HDU when it is unpacked. */
  readonly isPrimary: boolean
  onBytes?(nBytes: number): void
}

/** Writes the HDU of a packed image, with its sums. The image has pixels, of at most 32 bits. */
export async function writePackedImage(
  sink: FitsSink,
  image: ImageToPack,
  wish: PackingWish,
): Promise<PackedFacts> {
  const bitpix = bitpixOf(image.hdu.header)
  const axes = axesOf(image.hdu.header)
  const packing = packingFor(bitpix, wish)
  const tile = tileFor(axes)
  const nTiles = axes.reduce((n, axis, i) => n * Math.ceil(axis / tile[i]), 1)
  const letter = image.hdu.dataLength > MOST_FOR_P ? 'Q' : 'P'
  const rows = new TileRows(nTiles, letter, packing.isQuantised)
  const packer = new Packer(packing, bitpix)
  const facts = { packing, axes, tile, bitpix, nTiles, letter, isPrimary: image.isPrimary } as const
  const records = () => [
    ...packedRecords({ ...facts, ...rows.shape, ditherStart: packer.ditherStart }),
    ...image.records,
  ]
  await writeHdu(sink, records, async (data) => {
    await data.append(new Uint8Array(rows.bytes.length))
    for await (const tiles of tilesOf(image, axes, tile, bitpix)) {
      await appendTiles(data, tiles, packer, rows)
    }
    await data.fill(rows.bytes, 0)
  })
  return { nTiles, nRounded: packer.nRounded, largestStep: packer.largestStep }
}

/** The bytes of the tiles, as many at once as {@link PIECE_BYTES} hold. */
async function* tilesOf(
  { source, hdu, onBytes }: ImageToPack,
  axes: readonly number[],
  tile: readonly number[],
  bitpix: Bitpix,
): AsyncGenerator<Uint8Array[]> {
  const bytes = Math.abs(bitpix) / 8
  let lengths: number[] = []
  let [start, size] = [0, 0]
  const read = async () => {
    const pixels = await readBytes(source, hdu, start, size)
    let at = 0
    const tiles = lengths.map((length) => {
      at += length
      return pixels.subarray(at - length, at)
    })
    start += size
    onBytes?.(size)
    lengths = []
    size = 0
    return tiles
  }
  for (const nPixels of tileLengths(axes, tile)) {
    if (size > 0 && size + nPixels * bytes > PIECE_BYTES) yield await read()
    lengths.push(nPixels * bytes)
    size += nPixels * bytes
  }
  if (size > 0) yield await read()
}

async function appendTiles(
  data: DataSink,
  tiles: readonly Uint8Array[],
  packer: Packer,
  rows: TileRows,
): Promise<void> {
  const packed = tiles.map((tile) => packer.pack(tile))
  for (const tile of packed) rows.add(tile)
  await data.append(concatenate(packed.map(({ bytes }) => bytes)))
}

interface PackedTile {
  readonly bytes: Uint8Array
  /** The column of lists: what could not be rounded lies in the second one. */
  readonly column: 0 | 1
  readonly scale?: number
  readonly zero?: number
}

class Packer {
  ditherStart = 1
  nRounded = 0
  largestStep = 0
  private nTiles = 0
  private readonly decode: ReturnType<typeof pixelDecoder>['decode']

  constructor(
    private readonly packing: TilePacking,
    private readonly bitpix: Bitpix,
  ) {
    this.decode = pixelDecoder(Header.fromCards([{ keyword: 'BITPIX', value: bitpix }])).decode
  }

  /** The next tile, from the bytes of its pixels. */
  pack(tile: Uint8Array): PackedTile {
    const index = this.nTiles++
    const { codec, isQuantised } = this.packing
    if (isQuantised) return this.rounded(tile, index)
    if (codec === 'RICE_1') return { bytes: this.rice(this.integers(tile)), column: 0 }
    const sorted = codec === 'GZIP_2' ? shuffled(tile, Math.abs(this.bitpix) / 8) : tile
    return { bytes: gzipped(sorted), column: 0 }
  }

  private rounded(tile: Uint8Array, index: number): PackedTile {
    if (index === 0) this.ditherStart = ditherStartOf(tile)
    const n = (8 * tile.length) / Math.abs(this.bitpix)
    const pixels = this.bitpix === -32 ? new Float32Array(n) : new Float64Array(n)
    this.decode(tile, 0, n, pixels, 0)
    const made = quantised(pixels, this.ditherStart - 1 + index)
    if (!made) return { bytes: gzipped(tile), column: 1 }
    this.nRounded++
    this.largestStep = Math.max(this.largestStep, made.scale)
    const { scale, zero } = made
    return { bytes: this.rice(made.integers), column: 0, scale, zero }
  }

  private rice(integers: Int32Array): Uint8Array {
    return riceEncoded(integers, riceBytesOf(this.bitpix), RICE_BLOCK)
  }

  private integers(tile: Uint8Array): Int32Array {
    const n = (8 * tile.length) / this.bitpix
    const values = new Float64Array(n)
    this.decode(tile, 0, n, values, 0)
    return Int32Array.from(values)
  }
}

/** The rows of the table: for each tile where it lies in the heap, and its scale. */
class TileRows {
  readonly bytes: Uint8Array
  private readonly view: DataView
  private readonly rowBytes: number
  private readonly descriptorBytes: number
  private readonly longest: number[]
  private nRows = 0
  private heapBytes = 0

  constructor(
    nTiles: number,
    private readonly letter: 'P' | 'Q',
    isQuantised: boolean,
  ) {
    this.longest = isQuantised ? [0, 0] : [0]
    this.descriptorBytes = letter === 'P' ? 8 : 16
    this.rowBytes = this.longest.length * this.descriptorBytes + (isQuantised ? 16 : 0)
    this.bytes = new Uint8Array(nTiles * this.rowBytes)
    this.view = new DataView(this.bytes.buffer)
  }

  get shape() {
    const { rowBytes, heapBytes, longest } = this
    return { rowBytes, heapBytes, longest }
  }

  add({ bytes: { length }, column, scale = 0, zero = 0 }: PackedTile): void {
    const { view, descriptorBytes, letter } = this
    const row = this.nRows++ * this.rowBytes
    const at = row + column * descriptorBytes
    if (letter === 'P') {
      view.setInt32(at, length)
      view.setInt32(at + 4, this.heapBytes)
    } else {
      view.setBigInt64(at, BigInt(length))
      view.setBigInt64(at + 8, BigInt(this.heapBytes))
    }
    if (this.longest.length > 1) {
      view.setFloat64(row + 2 * descriptorBytes, scale)
      view.setFloat64(row + 2 * descriptorBytes + 8, zero)
    }
    this.longest[column] = Math.max(this.longest[column], length)
    this.heapBytes += length
  }
}
