/**
 * The table behind a tile-compressed image (FITS 4.0, section 10.1.3): for each tile where its
 * bytes are in the heap, and how its integers are scaled.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import type { ColumnFormat } from './column-format.js'
import type { Hdu } from './hdu.js'
import { readBytes } from './image.js'
import { describeColumn, layoutsOf } from './table.js'
import { tableShape, wrongKeyword } from './table-shape.js'

/** Where the bytes of a tile are, from the start of the HDU's data. */
export interface TileBytes {
  readonly start: number
  readonly length: number
  /** The column: how the bytes are packed. */
  readonly column: TileColumn
}

/** GZIP_COMPRESSED_DATA and UNCOMPRESSED_DATA hold what the codec could not pack well. */
export type TileColumn = 'COMPRESSED_DATA' | 'GZIP_COMPRESSED_DATA' | 'UNCOMPRESSED_DATA'
const COLUMNS: readonly TileColumn[] = [
  ...(['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA', 'UNCOMPRESSED_DATA'] as const),
]

export interface TileTable {
  readonly nTiles: number
  bytesOf(tile: number): TileBytes
  /** ZSCALE, ZZERO or ZBLANK of a tile, from its column or the header; undefined if neither is. */
  value(name: 'ZSCALE' | 'ZZERO' | 'ZBLANK', tile: number): number | undefined
}

type Placed = ColumnFormat & { offset: number }

/** @throws InputError if the columns are not those of an image, or the heap is outside the HDU */
export async function readTileTable(source: ByteSource, hdu: Hdu): Promise<TileTable> {
  const { header } = hdu
  const { rowBytes, nRows, nFields } = tableShape(hdu)
  const layouts = layoutsOf(header, nFields, rowBytes, nRows)
  const named = new Map(layouts.map((layout, i) => [describeColumn(header, i + 1).name, layout]))
  if (named.has('NULL_PIXEL_MASK')) {
    const remedy = 'unpack it with funpack'
    throw new InputError({
      what: 'a packed mask of pixels (NULL_PIXEL_MASK)',
      where: header.where,
      remedy,
    })
  }
  const heap = header.number('THEAP', rowBytes * nRows)
  if (!Number.isInteger(heap) || heap < rowBytes * nRows || heap > hdu.dataLength) {
    throw wrongKeyword(header, 'THEAP', `${rowBytes * nRows} to ${hdu.dataLength}`, `${heap}`)
  }
  const rows = await readBytes(source, hdu, 0, rowBytes * nRows)
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength)
  return {
    nTiles: nRows,
    bytesOf(tile) {
      for (const column of COLUMNS) {
        const layout = named.get(column)
        if (!layout) continue
        const found = listAt(view, tile * rowBytes + layout.offset, layout)
        if (found.length === 0) continue
        const start = heap + found.offset
        if (found.length > 0 && found.offset >= 0 && start + found.length <= hdu.dataLength) {
          return { start, length: found.length, column }
        }
        throw outside(hdu, tile, column, start + found.length)
      }
      throw new InputError({
        what: 'a tile without bytes',
        where: `${header.where}, tile ${tile + 1}`,
      })
    },
    value(name, tile) {
      const layout = named.get(name)
      if (!layout) return header.has(name) ? header.number(name) : undefined
      return cellAt(view, tile * rowBytes + layout.offset, layout)
    },
  }
}

const ELEMENT: Partial<Record<string, number>> = { B: 1, I: 2, J: 4, K: 8, E: 4, D: 8 }

function listAt(view: DataView, at: number, { code, descriptor, bytes }: Placed) {
  if (bytes === 0 || descriptor === undefined) return { offset: 0, length: 0 }
  const [n, offset] =
    descriptor === 4
      ? [view.getInt32(at), view.getInt32(at + 4)]
      : [Number(view.getBigInt64(at)), Number(view.getBigInt64(at + 8))]
  return { offset, length: n * (ELEMENT[code] ?? 1) }
}

function cellAt(view: DataView, at: number, { code, bytes }: Placed): number | undefined {
  if (bytes !== ELEMENT[code]) return undefined
  if (code === 'D') return view.getFloat64(at)
  if (code === 'E') return view.getFloat32(at)
  if (code === 'K') return Number(view.getBigInt64(at))
  if (code === 'J') return view.getInt32(at)
  return code === 'I' ? view.getInt16(at) : view.getUint8(at)
}

function outside({ header, dataLength }: Hdu, tile: number, column: string, got: number) {
  return new InputError({
    what: 'a tile outside the heap',
    where: `${header.where}, tile ${tile + 1}, column ${column}`,
    expected: `bytes within the ${dataLength} of the HDU`,
    got: `${got}`,
    remedy: 'get the file again: it is damaged',
  })
}
