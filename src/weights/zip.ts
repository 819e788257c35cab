/**
 * Zip archives: PyTorch's .pth (entries stored as they are) and NumPy's .npz (stored or deflated).
 * PKWARE's APPNOTE 6.3.10: the end record at the very end (section 4.3.16), with its zip64 form for
 * large archives (4.3.14, 4.3.15), points at the central directory (4.3.12), which lists the
 * entries. Only that list is trusted, and the CRC-32 of each entry is checked when it is read.
 *
 * Not read: encrypted entries, archives of several disks, methods other than stored and deflate.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { bytesAt, printable, viewOf } from './pieces.js'

export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly isEncrypted: boolean
  readonly crc32: number
  readonly compressedSize: number
  readonly size: number
  /** Where the local header is, from the start of the archive. */
  readonly offset: number
}

export interface ZipArchive {
  readonly source: ByteSource
  readonly entries: ReadonlyMap<string, ZipEntry>
}

const STORED = 0
const DEFLATED = 8
const END_SIGNATURE = 0x06054b50
const END_SIZE = 22
const MAX_COMMENT = 0xffff
/** Numbers shrink at most a hundredfold, unless they are all alike; a small archive may be so. */
const [FREE_BYTES, MOST_SHRUNK] = [2 ** 26, 100]

/**
 * The list of an archive's entries.
 *
 * @throws InputError if the end record is missing (a truncated archive) or the directory is
 *   damaged.
 * @example const { entries } = await openZip(source); [...entries.keys()] // ['net/data.pkl', ...]
 */
export async function openZip(source: ByteSource): Promise<ZipArchive> {
  const { nEntries, offset, size } = await findDirectory(source)
  const bytes = await bytesAt(source, offset, size, 'the zip directory')
  const entries = new Map<string, ZipEntry>()
  let at = 0
  let stored = 0
  let unpacked = 0
  for (let i = 0; i < nEntries; i++) {
    const { entry, length } = directoryEntry(bytes.subarray(at), source.name)
    if (entries.has(entry.name)) {
      throw damaged(source.name, `zip lists ${printable(entry.name)} twice`)
    }
    entries.set(entry.name, entry)
    at += length
    stored += entry.compressedSize
    unpacked += entry.size
  }
  refuseBomb(unpacked, source)
  if (stored > source.byteLength) throw damaged(source.name, 'zip entries overlap')
  return { source, entries }
}

/** Before anything is unpacked: the sizes that are listed are also the most that is read. */
function refuseBomb(unpacked: number, { byteLength, name: where }: ByteSource): void {
  const most = FREE_BYTES + MOST_SHRUNK * byteLength
  if (unpacked <= most) return
  throw new InputError({
    what: 'zip archive that unpacks to far more than weights do',
    where,
    expected: `at most ${most} bytes from ${byteLength}`,
    got: `${unpacked} bytes`,
    remedy: 'save it without compression: numpy.savez',
  })
}

/**
 * One entry's content, checked by its length and CRC-32. A stored entry may share memory with the
 * source.
 *
 * @throws InputError if it is truncated, damaged, encrypted or of an unknown method.
 */
export async function readZipEntry(archive: ZipArchive, entry: ZipEntry): Promise<Uint8Array> {
  const where = `${archive.source.name}: ${printable(entry.name)}`
  if (entry.isEncrypted || (entry.method !== STORED && entry.method !== DEFLATED)) {
    throw new InputError({
      what: 'zip entry cannot be read',
      where,
      expected: 'stored or deflated, without a password',
      got: entry.isEncrypted ? 'encrypted' : `method ${entry.method}`,
      remedy: 'save the weights again with torch.save or numpy.savez',
    })
  }
  const header = await bytesAt(archive.source, entry.offset, 30, `the header of ${entry.name}`)
  const view = viewOf(header)
  if (view.getUint32(0, true) !== 0x04034b50) throw damaged(where, 'zip entry has no local header')
  const start = entry.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true)
  const packed = await bytesAt(archive.source, start, entry.compressedSize, `entry ${entry.name}`)
  const bytes = entry.method === STORED ? packed : await inflate(packed, entry.size, where)
  if (bytes.length !== entry.size) throw damaged(where, 'zip entry has another length than listed')
  if (crc32(bytes) !== entry.crc32) throw damaged(where, 'zip entry fails its checksum (CRC-32)')
  return bytes
}

async function findDirectory(source: ByteSource) {
  const tailSize = Math.min(source.byteLength, END_SIZE + MAX_COMMENT)
  const tail = await bytesAt(source, source.byteLength - tailSize, tailSize, 'the zip end record')
  const view = viewOf(tail)
  for (let at = tailSize - END_SIZE; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue
    if (at + END_SIZE + view.getUint16(at + 20, true) !== tailSize) continue
    return await zip64Directory(source, source.byteLength - tailSize + at, {
      nEntries: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    })
  }
  throw new InputError({
    what: 'truncated zip: no end record',
    where: source.name,
    expected: 'the bytes PK 05 06 at the end',
    got: `none in ${source.byteLength} bytes`,
    remedy: 'download or copy it again',
  })
}

interface Directory {
  nEntries: number
  size: number
  offset: number
}

async function zip64Directory(source: ByteSource, endAt: number, directory: Directory) {
  const { nEntries, size, offset } = directory
  if (nEntries !== 0xffff && size !== 0xffffffff && offset !== 0xffffffff) return directory
  const locator = viewOf(await bytesAt(source, endAt - 20, 20, 'the zip64 locator'))
  if (locator.getUint32(0, true) !== 0x07064b50) return directory
  const recordAt = Number(locator.getBigUint64(8, true))
  const record = viewOf(await bytesAt(source, recordAt, 56, 'the zip64 end record'))
  if (record.getUint32(0, true) !== 0x06064b50) {
    throw damaged(source.name, 'zip64 end record is not where its locator says')
  }
  return {
    nEntries: Number(record.getBigUint64(32, true)),
    size: Number(record.getBigUint64(40, true)),
    offset: Number(record.getBigUint64(48, true)),
  }
}

function directoryEntry(bytes: Uint8Array, where: string): { entry: ZipEntry; length: number } {
  const view = viewOf(bytes)
  if (bytes.length < 46 || view.getUint32(0, true) !== 0x02014b50) {
    throw damaged(where, 'zip directory is damaged')
  }
  const nameEnd = 46 + view.getUint16(28, true)
  const extraEnd = nameEnd + view.getUint16(30, true)
  const length = extraEnd + view.getUint16(32, true)
  if (length > bytes.length) throw damaged(where, 'zip directory is damaged')
  const [size, compressedSize, offset] = widened(
    [view.getUint32(24, true), view.getUint32(20, true), view.getUint32(42, true)],
    bytes.subarray(nameEnd, extraEnd),
  )
  const entry = {
    name: new TextDecoder().decode(bytes.subarray(46, nameEnd)),
    method: view.getUint16(10, true),
    isEncrypted: (view.getUint16(8, true) & 1) !== 0,
    crc32: view.getUint32(16, true),
    compressedSize,
    size,
    offset,
  }
  return { entry, length }
}

/** Fields that are all ones stand, in this order, in the zip64 extra field (APPNOTE 4.5.3). */
function widened(fields: number[], extra: Uint8Array): number[] {
  const view = viewOf(extra)
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let next = at + 4
    return fields.map((field) => {
      if (field !== 0xffffffff || next + 8 > extra.length) return field
      next += 8
      return Number(view.getBigUint64(next - 8, true))
    })
  }
  return fields
}

/**
 * Deflate (RFC 1951) shrinks at most 1032-fold, so a larger claim is false, and nothing is
 * allocated.
 */
async function inflate(packed: Uint8Array, size: number, where: string): Promise<Uint8Array> {
  if (size > 1032 * (packed.length + 1) || size > 2 ** 31) {
    throw damaged(where, `zip entry claims ${size} bytes from ${packed.length}`)
  }
  const bytes = new Uint8Array(size)
  let filled = 0
  try {
    const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream()
    const reader = stream.pipeThrough(new DecompressionStream('deflate-raw')).getReader()
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (filled + chunk.value.length > size) {
        await reader.cancel()
        throw damaged(where, 'zip entry is longer than listed')
      }
      bytes.set(chunk.value, filled)
      filled += chunk.value.length
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw damaged(where, 'zip entry is not valid deflate data', cause)
  }
  return bytes.subarray(0, filled)
}

function damaged(where: string, what: string, cause?: unknown): InputError {
  return new InputError({ what, where, remedy: 'download or copy it again' }, { cause })
}

/**
 * CRC-32 (ISO 3309, polynomial 0xEDB88320 reflected), the checksum of zip archives. Four bytes per
 * step, by the "slicing-by-4" tables of Kounavis and Berry (2005): checking 60 MB of weights must
 * not cost more than reading them.
 */
const tables = makeTables()

function makeTables(): Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    return crc
  })
  const all = [first]
  for (let k = 1; k < 4; k++) all.push(all[k - 1].map((crc) => (crc >>> 8) ^ first[crc & 255]))
  return all
}

/** @example crc32(new TextEncoder().encode('123456789')) // 0xcbf43926 */
export function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = tables
  let crc = -1
  let i = 0
  for (; i + 4 <= bytes.length; i += 4) {
    crc ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24)
    crc = t3[crc & 255] ^ t2[(crc >>> 8) & 255] ^ t1[(crc >>> 16) & 255] ^ t0[crc >>> 24]
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[i]) & 255]
  return ~crc >>> 0
}
