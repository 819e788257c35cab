/**
 * Lists of variable length (FITS 4.0, section 7.3.5). A row holds the number of elements and where
 * they begin in the heap. The heap follows the rows; THEAP may put a gap between them.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { type ColumnFormat, ELEMENT_BYTES } from './column-format.js'
import { type Field, textElements } from './columns.js'
import type { Hdu } from './hdu.js'
import { readBytes } from './image.js'
import { tableShape, wrongKeyword } from './table-shape.js'

/** Lists usually stand in the order of the rows, so one read of this size serves many of them. */
const READ_BYTES = 2 ** 20

/**
 * Appends the lists of the `n` rows in `view` to `field.lists`. A row whose descriptor points
 * outside the heap gets an empty list and is remembered.
 */
export async function readLists(
  source: ByteSource,
  hdu: Hdu,
  field: Field,
  view: DataView,
  rowBytes: number,
  n: number,
): Promise<void> {
  const lists = field.lists ?? []
  const heap = openHeap(source, hdu)
  for (let i = 0; i < n; i++) {
    const [nElements, offset] = descriptor(field.layout, view, i * rowBytes + field.offset)
    const length = Math.ceil(nElements * ELEMENT_BYTES[field.layout.code])
    const end = heap.start + offset + length
    if (nElements < 0 || offset < 0 || end > hdu.dataLength) {
      const got = nElements < 0 || offset < 0 ? `${offset}` : `${end}`
      field.badList ??= outside(hdu, field, lists.length, got)
      field.badLists ??= []
      field.badLists.push(lists.length)
      appendList(field, lists, new DataView(new ArrayBuffer(0)), 0)
      continue
    }
    countShared(hdu, field, length)
    const bytes = await heap.read(offset, length)
    appendList(field, lists, bytes, nElements)
  }
}

/**
 * A few damaged descriptors cost their rows. Where half of the rows are so, the heap is not where
 * the table says, and the other lists may be wrong too.
 *
 * @throws InputError naming the first such row
 */
export function refuseMostlyBad({ badList, badLists = [], lists = [] }: Field): void {
  if (badList && badLists.length >= lists.length / 2) throw badList
}

/** Lists may share bytes of the heap. A small file must not become gigabytes by that. */
const MOST_SHARED = 16
const ALWAYS_ALLOWED = 2 ** 26

function countShared(hdu: Hdu, field: Field, length: number): void {
  field.listBytes = (field.listBytes ?? 0) + length
  const most = Math.max(ALWAYS_ALLOWED, MOST_SHARED * hdu.dataLength)
  if (field.listBytes <= most) return
  throw new InputError({
    what: 'lists that share the bytes of the heap many times',
    where: field.where,
    expected: `${most} bytes in all lists`,
    got: 'more',
  })
}

function appendList(
  field: Field,
  lists: NonNullable<Field['lists']>,
  bytes: DataView,
  n: number,
): void {
  const text = field.layout.code === 'A'
  const elements = text ? textElements(n) : field.elements
  const nElements = text ? 1 : n
  const list = elements.create(nElements * elements.width)
  elements.read(bytes, 0, nElements, list, 0)
  lists.push(list)
  if (!elements.mark) return
  const missing = new Uint8Array(nElements)
  const any = elements.mark(bytes, 0, nElements, missing, 0)
  if (any) field.missingInLists ??= []
  if (any && field.missingInLists) field.missingInLists[lists.length - 1] = missing
}

/** Number of elements, and the first byte in the heap. A `0P` cell is empty. */
export function descriptor(
  { bytes, descriptor }: Pick<ColumnFormat, 'bytes' | 'descriptor'>,
  view: DataView,
  at: number,
): [n: number, offset: number] {
  if (bytes === 0) return [0, 0]
  if (descriptor === 4) return [view.getInt32(at), view.getInt32(at + 4)]
  return [Number(view.getBigInt64(at)), Number(view.getBigInt64(at + 8))]
}

function outside(hdu: Hdu, field: Field, row: number, got: string): InputError {
  return new InputError({
    what: 'a list outside the heap',
    where: `${field.where}, row ${row}`,
    expected: `bytes within 0 to ${hdu.dataLength}`,
    got,
  })
}

interface Heap {
  /** First byte in the HDU's data. */
  start: number
  read(offset: number, length: number): Promise<DataView>
}

/**
 * The first byte of the heap in the HDU's data.
 *
 * @throws InputError if THEAP is not behind the rows
 */
export function heapStart(hdu: Hdu): number {
  const { rowBytes, nRows } = tableShape(hdu)
  const start = hdu.header.number('THEAP', rowBytes * nRows)
  if (!Number.isInteger(start) || start < rowBytes * nRows || start > hdu.dataLength) {
    const ends = `${hdu.dataLength} (the end of the data)`
    const within = `${rowBytes * nRows} (behind the rows) to ${ends}`
    throw wrongKeyword(hdu.header, 'THEAP', within, `${start}`)
  }
  return start
}

function openHeap(source: ByteSource, hdu: Hdu): Heap {
  const start = heapStart(hdu)
  let first = 0
  let held: Uint8Array = new Uint8Array(0)
  return {
    start,
    async read(offset, length) {
      if (offset < first || offset + length > first + held.length) {
        first = offset
        const room = hdu.dataLength - start - offset
        held = await readBytes(
          source,
          hdu,
          start + offset,
          Math.max(length, Math.min(READ_BYTES, room)),
        )
      }
      return new DataView(held.buffer, held.byteOffset + offset - first, length)
    },
  }
}
