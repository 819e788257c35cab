/**
 * The table behind a tile-compressed image (FITS 4.0, section 10.1.3): for each tile where its
 * bytes are in the heap, and how its integers are scaled.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { type ColumnFormat, ELEMENT_BYTES } from './column-format.js'
import type { Hdu } from './hdu.js'
import { descriptor, heapStart } from './heap.js'
import { readBytes } from './image.js'
import { describeColumn, layoutsOf } from './table.js'
import { tableShape } from './table-shape.js'

/** Where the bytes of a tile are, from the start of the HDU's data. */
export interface TileBytes {
  readonly start: number
  readonly length: number
  /** The column: how the bytes are packed. */
  readonly column: TileColumn
}

/** GZIP_COMPRESSED_DATA and UNCOMPRESSED_DATA hold what the codec could not pack well. */
const COLUMNS = ['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA', 'UNCOMPRESSED_DATA'] as const
/**
 * Where packing changes values, this column says which pixels have none (section 10.2.2); the
 * second name is that of nom.tam.fits 1.15.
 */
const MASKS = ['NULL_PIXEL_MASK', 'NULL_PIXEL_MASK_COLUMN'] as const
export type TileColumn = (typeof COLUMNS)[number] | (typeof MASKS)[number]

export interface TileTable {
  bytesOf(tile: number): TileBytes
  /** Its mask of pixels without a value; undefined where all have one. */
  maskOf(tile: number): TileBytes | undefined
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
  const listsIn = (column: TileColumn) => {
    const layout = named.get(column)
    return layout?.descriptor === undefined ? [] : [{ column, layout }]
  }
  const lists = COLUMNS.flatMap(listsIn)
  const masks = MASKS.flatMap(listsIn)
  const heap = heapStart(hdu)
  const rows = await readBytes(source, hdu, 0, rowBytes * nRows)
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength)
  const firstOf = (columns: typeof lists, tile: number): TileBytes | undefined => {
    for (const { column, layout } of columns) {
      const [n, offset] = descriptor(layout, view, tile * rowBytes + layout.offset)
      if (n === 0) continue
      const [start, length] = [heap + offset, Math.ceil(n * ELEMENT_BYTES[layout.code])]
      const isInside = n > 0 && offset >= 0 && start + length <= hdu.dataLength
      if (!isInside) throw outside(hdu, tile, column, start + length)
      return { start, length, column }
    }
    return undefined
  }
  return {
    bytesOf(tile) {
      const found = firstOf(lists, tile)
      if (found) return found
      throw new InputError({
        what: 'a tile without bytes',
        where: `${header.where}, tile ${tile + 1}`,
      })
    },
    maskOf: (tile) => firstOf(masks, tile),
    value(name, tile) {
      const layout = named.get(name)
      if (!layout) return header.has(name) ? header.number(name) : undefined
      return cellAt(view, tile * rowBytes + layout.offset, layout)
    },
  }
}

function cellAt(view: DataView, at: number, { code, bytes }: Placed): number | undefined {
  if (bytes !== ELEMENT_BYTES[code]) return undefined
  if (code === 'D') return view.getFloat64(at)
  if (code === 'E') return view.getFloat32(at)
  if (code === 'K') return Number(view.getBigInt64(at))
  if (code === 'J') return view.getInt32(at)
  if (code === 'I') return view.getInt16(at)
  return code === 'B' ? view.getUint8(at) : undefined
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
