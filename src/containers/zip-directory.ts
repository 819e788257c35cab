/**
 * The central directory of a zip archive (PKWARE's APPNOTE 6.3.10): where it is, and its entries.
 * The end record at the very end (section 4.3.16), with its zip64 form for large archives (4.3.14,
 * 4.3.15), points at it (4.3.12).
 */
import { type ByteSource, bytesAt, viewOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { damagedArchive, MOST_MEMBERS, tooManyMembers } from './archive.js'
import { UTF8_NAMES, zipName } from './zip-names.js'

/** An entry as the directory has it. */
export interface ZipEntry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc32: number
  readonly packedBytes: number
  readonly byteLength: number
  /** Where the local header is, from the start of the archive. */
  readonly offset: number
  /** File type of Unix (the upper bits of st_mode); 0 where the archive is not from there. */
  readonly unixType: number
}

const END_SIGNATURE = 0x06054b50
const END_SIZE = 22
const MAX_COMMENT = 0xffff
/** A directory of the most members, with names of a few hundred letters. */
const LARGEST_DIRECTORY = 2 ** 26
const UNIX = 3

/**
 * All entries of the directory.
 *
 * @throws InputError if the end record is missing (a truncated archive), the archive is one of
 *   several disks, or the directory is damaged or too large
 */
export async function readDirectory(source: ByteSource): Promise<ZipEntry[]> {
  const { nEntries, offset, size } = await findDirectory(source)
  if (nEntries > MOST_MEMBERS || size > LARGEST_DIRECTORY) throw tooManyMembers('zip', source.name)
  const bytes = await bytesAt(source, offset, size, 'the zip directory')
  const entries: ZipEntry[] = []
  let at = 0
  for (let i = 0; i < nEntries; i++) {
    const { entry, length } = directoryEntry(bytes.subarray(at), source.name)
    entries.push(entry)
    at += length
  }
  if (at === bytes.length) return entries
  throw damagedArchive(source.name, `zip directory has more than its ${nEntries} entries`)
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const tailSize = Math.min(source.byteLength, END_SIZE + MAX_COMMENT)
  const tail = await bytesAt(source, source.byteLength - tailSize, tailSize, 'the zip end record')
  const view = viewOf(tail)
  for (let at = tailSize - END_SIZE; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue
    if (at + END_SIZE + view.getUint16(at + 20, true) !== tailSize) continue
    const nDisk = view.getUint16(at + 4, true)
    if (nDisk !== 0 && nDisk !== 0xffff) throw severalDisks(source.name, nDisk + 1)
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

function severalDisks(where: string, nDisks: number): InputError {
  return new InputError({
    what: 'a zip archive in several parts',
    where,
    expected: 'one file',
    got: `part ${nDisks}`,
    remedy: 'join the parts: `zip -s 0 PARTS.zip --out WHOLE.zip`',
  })
}

async function zip64Directory(source: ByteSource, endAt: number, directory: Directory) {
  const { nEntries, size, offset } = directory
  if (nEntries !== 0xffff && size !== 0xffffffff && offset !== 0xffffffff) return directory
  const locator = viewOf(await bytesAt(source, endAt - 20, 20, 'the zip64 locator'))
  if (locator.getUint32(0, true) !== 0x07064b50) return directory
  const recordAt = Number(locator.getBigUint64(8, true))
  const record = viewOf(await bytesAt(source, recordAt, 56, 'the zip64 end record'))
  if (record.getUint32(0, true) !== 0x06064b50) {
    throw damagedArchive(source.name, 'zip64 end record is not where its locator says')
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
    throw damagedArchive(where, 'zip directory is damaged')
  }
  const nameEnd = 46 + view.getUint16(28, true)
  const extraEnd = nameEnd + view.getUint16(30, true)
  const length = extraEnd + view.getUint16(32, true)
  if (length > bytes.length) throw damagedArchive(where, 'zip directory is damaged')
  const [byteLength, packedBytes, offset] = widened(
    [view.getUint32(24, true), view.getUint32(20, true), view.getUint32(42, true)],
    bytes.subarray(nameEnd, extraEnd),
  )
  const flags = view.getUint16(8, true)
  const entry = {
    name: zipName(bytes.subarray(46, nameEnd), (flags & UTF8_NAMES) !== 0),
    flags,
    method: view.getUint16(10, true),
    crc32: view.getUint32(16, true),
    packedBytes,
    byteLength,
    offset,
    unixType: bytes[5] === UNIX ? (view.getUint32(38, true) >>> 16) & 0o170000 : 0,
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
