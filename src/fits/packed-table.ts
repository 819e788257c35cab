/**
 * Compressed tables (FITS 4.0, section 10.3): a table whose rows are tiles of rows of another one.
 * Each cell holds the packed bytes of a column in the tile. It is read as the bytes of the table
 * that is packed: rows tile by tile, the lists of the heap at once.
 */
import type { ByteSource } from '../bytes/index.js'
import { CodecError } from '../codecs/index.js'
import { InputError } from '../errors.js'
import { type ColumnFormat, ELEMENT_BYTES } from './column-format.js'
import { axesOf, type Hdu } from './hdu.js'
import type { Header } from './header.js'
import { descriptor, heapStart } from './heap.js'
import { readBytes } from './image.js'
import { type ColumnCodec, columnBytes, columnCodec } from './packed-column.js'
import { describeColumn, layoutsOf } from './table.js'
import { tableShape, wrongKeyword } from './table-shape.js'
import { refuseLargeUnpacked } from './unpacked-size.js'

/** A heap is unpacked in memory. */
const LARGEST_HEAP = 2 ** 30
/** Lists may share bytes of the heap; unpacking them must end all the same. */
const MOST_SHARED = 16
const ALWAYS_ALLOWED = 2 ** 26

interface PackedColumn {
  readonly name: string
  readonly codec: ColumnCodec
  /** In the table that is packed, and in the one that packs. */
  readonly plain: ColumnFormat & { readonly offset: number }
  readonly packed: ColumnFormat & { readonly offset: number }
}

interface Shape {
  readonly rowBytes: number
  readonly nRows: number
  readonly tileRows: number
  /** Bytes between the rows and the heap, and of the heap. */
  readonly gap: number
  readonly heapBytes: number
}

/**
 * The bytes of the table that is packed in a table.
 *
 * @param header that of the unpacked table
 * @throws InputError naming the keyword that is missing or cannot be
 */
export function packedTableSource(source: ByteSource, packed: Hdu, header: Header): ByteSource {
  const shape = shapeOf(packed, header)
  const columns = columnsOf(packed, header, shape)
  const rowsEnd = shape.rowBytes * shape.nRows
  const byteLength = rowsEnd + shape.gap + shape.heapBytes
  const tiles = new Tiles(source, packed, shape, columns)
  return {
    name: source.name,
    byteLength,
    async slice(start, end) {
      const [from, to] = [Math.max(0, start), Math.min(end, byteLength)]
      const out = new Uint8Array(Math.max(0, to - from))
      await tiles.copyRows(out, from, Math.min(to, rowsEnd))
      const heapFrom = rowsEnd + shape.gap
      if (to > heapFrom) {
        const heap = await tiles.heap()
        const first = Math.max(from, heapFrom)
        out.set(heap.subarray(first - heapFrom, to - heapFrom), first - from)
      }
      return out
    },
  }
}

function shapeOf(packed: Hdu, header: Header): Shape {
  const [rowBytes, nRows] = axesOf(header)
  const pCount = header.number('PCOUNT')
  const asked = packed.header.number('ZTILELEN')
  if (!Number.isSafeInteger(asked) || asked < 1) {
    throw wrongKeyword(packed.header, 'ZTILELEN', 'an integer of at least 1', `${asked}`)
  }
  const gap = header.number('THEAP', rowBytes * nRows) - rowBytes * nRows
  const isHeap = Number.isSafeInteger(pCount) && pCount >= 0 && pCount <= LARGEST_HEAP
  if (!isHeap) {
    throw wrongKeyword(packed.header, 'ZPCOUNT', `0 to ${LARGEST_HEAP} bytes`, `${pCount}`)
  }
  if (!Number.isInteger(gap) || gap < 0 || gap > pCount) {
    throw wrongKeyword(packed.header, 'ZTHEAP', 'a place behind the rows', `${gap} behind them`)
  }
  const tileRows = Math.min(asked, Math.max(1, nRows))
  const nTiles = Math.ceil(nRows / tileRows)
  const { nRows: found } = tableShape(packed)
  if (found !== nTiles) {
    throw new InputError({
      what: 'a packed table whose tiles do not cover it',
      where: packed.header.where,
      expected: `${nTiles} tiles of ${tileRows} rows for ${nRows} rows`,
      got: `${found}`,
      remedy: 'get the file again: it is damaged',
    })
  }
  refuseLargeUnpacked(packed, 'table', {
    byteLength: rowBytes * nRows + pCount,
    tileBytes: rowBytes * tileRows,
    shape: `${nRows} rows of ${rowBytes} bytes`,
    tileShape: `${tileRows} rows of ${rowBytes} bytes`,
  })
  return { rowBytes, nRows, tileRows, gap, heapBytes: pCount - gap }
}

function columnsOf(packed: Hdu, header: Header, { rowBytes, nRows }: Shape): PackedColumn[] {
  const { nFields, rowBytes: packedBytes, nRows: nTiles } = tableShape(packed)
  const inside = layoutsOf(header, nFields, rowBytes, nRows)
  const outside = layoutsOf(packed.header, nFields, packedBytes, nTiles)
  return inside.map((plain, i) => {
    const { name } = describeColumn(header, i + 1)
    if (outside[i].descriptor === undefined && plain.bytes > 0) {
      const format = packed.header.string(`TFORM${i + 1}`)
      throw wrongKeyword(packed.header, `TFORM${i + 1}`, 'a list of packed bytes, 1QB', format)
    }
    const codec = columnCodec(packed.header, i + 1, plain)
    return { name, codec, plain, packed: outside[i] }
  })
}

class Tiles {
  private last: { index: number; bytes: Promise<Uint8Array> } | undefined
  private lists: Promise<Uint8Array> | undefined
  private readonly heapAt: number
  /** Bytes of a row of the table that packs. */
  private readonly packedBytes: number

  constructor(
    private readonly source: ByteSource,
    private readonly packed: Hdu,
    private readonly shape: Shape,
    private readonly columns: readonly PackedColumn[],
  ) {
    this.heapAt = heapStart(packed)
    this.packedBytes = tableShape(packed).rowBytes
  }

  /** Puts bytes [start, end) of the rows at the start of `out`. */
  async copyRows(out: Uint8Array, start: number, end: number): Promise<void> {
    const { rowBytes, tileRows } = this.shape
    const tileBytes = rowBytes * tileRows
    for (let at = start; at < end; ) {
      const index = Math.floor(at / tileBytes)
      const tile = await this.tile(index)
      const from = at - index * tileBytes
      const part = tile.subarray(from, Math.min(tile.length, from + end - at))
      out.set(part, at - start)
      at += part.length
    }
  }

  /** The heap with all lists in it. A read that failed is tried again. */
  heap(): Promise<Uint8Array> {
    this.lists ??= this.readHeap().catch((error) => {
      this.lists = undefined
      throw error
    })
    return this.lists
  }

  private tile(index: number): Promise<Uint8Array> {
    if (this.last?.index !== index) {
      const bytes = this.readTile(index).catch((error) => {
        this.last = undefined
        throw error
      })
      this.last = { index, bytes }
    }
    return this.last.bytes
  }

  private rowsOf(index: number): number {
    const { nRows, tileRows } = this.shape
    return Math.min(tileRows, nRows - index * tileRows)
  }

  private async readTile(index: number): Promise<Uint8Array> {
    const { rowBytes } = this.shape
    const n = this.rowsOf(index)
    const out = new Uint8Array(n * rowBytes)
    for (const column of this.columns) {
      const { bytes, offset } = column.plain
      if (bytes === 0) continue
      const cells = await this.cells(column, index)
      for (let row = 0; row < n; row++) {
        const cell = cells.subarray(row * bytes, (row + 1) * bytes)
        out.set(cell, row * rowBytes + offset)
      }
    }
    return out
  }

  /** The cells of a column in a tile; behind descriptors, those of the packed lists follow. */
  private async cells(column: PackedColumn, index: number): Promise<Uint8Array> {
    const row = await readBytes(
      this.source,
      this.packed,
      index * this.packedBytes,
      this.packedBytes,
    )
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength)
    const [length, start] = descriptor(column.packed, view, column.packed.offset)
    const packed = await this.heapBytes(column, index, start, length)
    const { bytes, code, descriptor: isList } = column.plain
    const n = this.rowsOf(index)
    return this.unpacked(column, index, () =>
      isList
        ? columnBytes(packed, n * (bytes + 16), 'GZIP_1', 'B')
        : columnBytes(packed, n * bytes, column.codec, code),
    )
  }

  private heapBytes(column: PackedColumn, index: number, start: number, length: number) {
    const { heapAt, packed, source } = this
    if (start >= 0 && length >= 0 && heapAt + start + length <= packed.dataLength) {
      return readBytes(source, packed, heapAt + start, length)
    }
    throw new InputError({
      what: 'packed bytes outside the heap',
      where: this.where(column, index),
      expected: `bytes within the ${packed.dataLength} of the HDU`,
      got: `${heapAt + start + length}`,
      remedy: 'get the file again: it is damaged',
    })
  }

  private unpacked(column: PackedColumn, index: number, unpack: () => Uint8Array): Uint8Array {
    try {
      return unpack()
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      throw new InputError({
        what: error.message,
        where: this.where(column, index),
        remedy: 'get the file again: it is damaged',
      })
    }
  }

  private where({ name }: PackedColumn, index: number): string {
    const first = index * this.shape.tileRows + 1
    return `${this.packed.header.where}, column ${name}, rows ${first} on`
  }

  private async readHeap(): Promise<Uint8Array> {
    const heap = new Uint8Array(this.shape.heapBytes)
    let left = Math.max(ALWAYS_ALLOWED, MOST_SHARED * heap.length)
    const nTiles = Math.ceil(this.shape.nRows / this.shape.tileRows)
    for (const column of this.columns.filter(({ plain }) => plain.descriptor && plain.bytes > 0)) {
      for (let index = 0; index < nTiles; index++)
        left -= await this.putLists(heap, column, index, left)
    }
    return heap
  }

  /** @returns bytes of the lists of a column in a tile, at most `left` */
  private async putLists(heap: Uint8Array, column: PackedColumn, index: number, left: number) {
    const cells = await this.cells(column, index)
    const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength)
    const { plain, codec } = column
    const n = this.rowsOf(index)
    let nBytes = 0
    for (let row = 0; row < n; row++) {
      const [nElements, at] = descriptor(plain, view, row * plain.bytes)
      const second = n * plain.bytes + 16 * row
      const [length, start] = [second, second + 8].map((from) => Number(view.getBigInt64(from)))
      if (length === 0) continue
      const size = Math.ceil(nElements * ELEMENT_BYTES[plain.code])
      nBytes += size
      const isInside = nElements >= 0 && at >= 0 && at + size <= heap.length
      if (!isInside || nBytes > left) {
        const what = isInside
          ? 'lists that share the bytes of the heap many times'
          : 'a list outside the heap'
        throw new InputError({ what, where: this.where(column, index) })
      }
      const packed = await this.heapBytes(column, index, start, length)
      // A list that packing would not make shorter stands as it is.
      const how = length === size ? 'NOCOMPRESS' : codec
      heap.set(
        this.unpacked(column, index, () => columnBytes(packed, size, how, plain.code)),
        at,
      )
    }
    return nBytes
  }
}
