/**
 * The content of members. A stored one is read in windows, as a file of its own. A deflated one
 * (RFC 1951) must be unpacked from its start: in pieces, or into memory. Length and CRC-32 are
 * checked at its end.
 */
import { type ByteSource, bytesAt, memorySource, viewOf, windowOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { printable } from '../visible.js'
import { type Archive, damagedArchive, type Member, memberName, memberPath } from './archive.js'
import { crc32 } from './crc32.js'
import { UTF8_NAMES, zipName } from './zip-names.js'

/** Read at a time. */
const PIECE = 2 ** 20
/** No deflated byte gives more than so many. */
const MOST_GROWTH = 1032
/** Stored members up to this size are checked when they are opened, bytes. */
const CHECKED_AT_ONCE = 2 ** 26
/** Arrays of bytes have an end. */
const MOST_IN_MEMORY = 2 ** 31

/**
 * A member as a source of its own. A stored one stays a window of the archive, and is open as long
 * as that; a deflated one is unpacked into memory. The CRC-32 of a stored member is checked if it
 * has at most 64 MiB; {@link checkMember} checks it for larger ones.
 *
 * @throws InputError if it cannot be read, is damaged, or does not fit in memory
 * @example
 * const archive = await openArchive(blobSource(file))
 * const hdus = await readHdus(await openMember(archive, archive.members.get('a_drc.fits')!))
 */
export async function openMember(archive: Archive, member: Member): Promise<ByteSource> {
  const name = memberName(archive.source.name, member.path)
  if (member.packing === 'deflated') return memorySource(await readMember(archive, member), name)
  const start = await contentStart(archive, member)
  if (member.byteLength <= CHECKED_AT_ONCE) await checkMember(archive, member)
  return windowOf(archive.source, start, member.byteLength, name)
}

/**
 * Reads a member of a zip archive to its end, to see whether its CRC-32 is right. Tar archives have
 * no sums.
 *
 * @throws InputError if it is not, or the member cannot be read
 */
export async function checkMember(archive: Archive, member: Member): Promise<void> {
  if (member.crc32 === undefined) return
  const chunks = memberChunks(archive, member)
  while (!(await chunks.next()).done);
}

/**
 * The whole content. That of a stored member may share memory with the source.
 *
 * @throws InputError if it cannot be read, is damaged, or does not fit in memory
 */
export async function readMember(archive: Archive, member: Member): Promise<Uint8Array> {
  const { byteLength } = member
  const where = memberName(archive.source.name, printable(member.path))
  if (byteLength > MOST_IN_MEMORY) {
    throw new InputError({
      what: 'a file in an archive that is too large for memory',
      where,
      expected: `at most ${MOST_IN_MEMORY} bytes`,
      got: `${byteLength}`,
      remedy: 'unpack the archive',
    })
  }
  const start = await contentStart(archive, member)
  if (member.packing === 'stored') {
    const bytes = await bytesAt(archive.source, start, byteLength, `member ${member.path}`)
    return checked(bytes, member, where)
  }
  refuseFalseLength(member, where)
  const bytes = new Uint8Array(byteLength)
  let filled = 0
  for await (const chunk of memberChunks(archive, member)) {
    bytes.set(chunk, filled)
    filled += chunk.length
  }
  return bytes
}

function checked(bytes: Uint8Array, member: Member, where: string): Uint8Array {
  if (member.crc32 !== undefined && crc32(bytes) !== member.crc32) throw otherSum(where)
  return bytes
}

/**
 * The content in pieces, so that it need not fit in memory.
 *
 * @throws InputError if it cannot be read, or, at the end, if its length or CRC-32 is not the one
 *   that the archive lists
 * @example for await (const chunk of memberChunks(archive, member)) await file.write(chunk)
 */
export async function* memberChunks(
  archive: Archive,
  member: Member,
): AsyncGenerator<Uint8Array, void> {
  const where = memberName(archive.source.name, printable(member.path))
  const start = await contentStart(archive, member)
  const packed = piecesOf(archive.source, start, member.packedBytes)
  if (member.packing === 'deflated') refuseFalseLength(member, where)
  const chunks = member.packing === 'stored' ? packed : inflated(packed, where)
  let length = 0
  let sum = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > member.byteLength) {
      throw damagedArchive(where, `${archive.kind} entry is longer than listed`)
    }
    if (member.crc32 !== undefined) sum = crc32(chunk, sum)
    yield chunk
  }
  if (length !== member.byteLength) {
    throw damagedArchive(where, `${archive.kind} entry has another length than listed`)
  }
  if (member.crc32 !== undefined && sum !== member.crc32) throw otherSum(where)
}

function otherSum(where: string): InputError {
  return damagedArchive(where, 'zip entry fails its checksum (CRC-32)')
}

/** A larger claim is false, and nothing is allocated for it. */
function refuseFalseLength({ byteLength, packedBytes }: Member, where: string): void {
  if (byteLength <= MOST_GROWTH * (packedBytes + 1)) return
  throw damagedArchive(where, `zip entry claims ${byteLength} bytes from ${packedBytes}`)
}

/** @throws InputError if the member cannot be read, or its own header is not that of the list */
async function contentStart({ kind, source }: Archive, member: Member): Promise<number> {
  const { path, offset, packing, packedBytes, byteLength, refused } = member
  const where = memberName(source.name, printable(path))
  if (refused) throw unread(kind, where, refused)
  if (packing === 'stored' && packedBytes !== byteLength) {
    throw damagedArchive(where, 'zip entry has another length than listed')
  }
  return kind === 'tar' ? offset : zipContentStart(source, member, where)
}

/** What a local header (APPNOTE 4.3.7) has may stand behind the content, or in an extra field. */
const ELSEWHERE: readonly number[] = [0, 0xffffffff]

async function zipContentStart(source: ByteSource, member: Member, where: string): Promise<number> {
  const { path, offset, packing, packedBytes, byteLength, crc32: sum } = member
  const header = viewOf(await bytesAt(source, offset, 30, `the header of ${path}`))
  if (header.getUint32(0, true) !== 0x04034b50) {
    throw damagedArchive(where, 'zip entry has no local header')
  }
  const nameBytes = header.getUint16(26, true)
  const name = await bytesAt(source, offset + 30, nameBytes, `the name of ${path}`)
  const isUtf8 = (header.getUint16(6, true) & UTF8_NAMES) !== 0
  const own = [14, 18, 22].map((at) => header.getUint32(at, true))
  const listed = [sum, packedBytes, byteLength]
  const isSame =
    memberPath(zipName(name, isUtf8), source.name) === path &&
    header.getUint16(8, true) === (packing === 'stored' ? 0 : 8) &&
    own.every((value, i) => value === listed[i] || ELSEWHERE.includes(value))
  if (!isSame) throw damagedArchive(where, 'zip entry is not what the list says')
  const start = offset + 30 + nameBytes + header.getUint16(28, true)
  if (start + packedBytes <= source.byteLength) return start
  throw damagedArchive(where, 'zip entry reaches beyond the end of the file')
}

function unread(kind: Archive['kind'], where: string, refused: string): InputError {
  return new InputError({
    what: `a file in a ${kind} archive that cannot be read`,
    where,
    expected: kind === 'zip' ? 'stored or deflated, without a password' : 'a whole file',
    got: refused,
    remedy: kind === 'zip' ? 'unpack it, e.g. with `7z x`' : 'unpack it with `tar xf`',
  })
}

async function* piecesOf(source: ByteSource, start: number, length: number) {
  for (let at = 0; at < length; at += PIECE) {
    const size = Math.min(PIECE, length - at)
    yield await bytesAt(source, start + at, size, 'a file in it')
  }
}

async function* inflated(packed: AsyncIterable<Uint8Array>, where: string) {
  const pieces = packed[Symbol.asyncIterator]()
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value as Uint8Array<ArrayBuffer>)
    },
  })
  const reader = stream.pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      yield chunk.value
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw damagedArchive(where, 'zip entry is not valid deflate data', cause)
  } finally {
    await reader.cancel().catch(() => {})
  }
}
