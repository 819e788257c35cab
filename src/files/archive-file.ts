/**
 * Archives on disk, and files in them. A stored member is read as a part of the archive; a packed
 * one is unpacked once, as a packed file is (unpack-cache.ts). An archive stays open as long as one
 * of its members is.
 */
import { fileNameOf, type Packing, readInto, SIGNATURE_BYTES, signatureOf } from '../bytes/index.js'
import {
  type Archive,
  isArchiveName,
  type Member,
  memberChunks,
  memberName,
  memberPath,
  openArchive,
  openMember,
} from '../containers/index.js'
import { InputError } from '../errors.js'
import { listed } from '../listed.js'
import { printable } from '../visible.js'
import { openUnpacked } from './open-unpacked.js'
import type { FileSource } from './plain-file.js'
import type { Packed } from './unpack-cache.js'
import { sayUnpacking } from './unpack-progress.js'

/** An archive that is open. */
export interface ArchiveFile {
  /** The file on the disk. */
  readonly path: string
  readonly archive: Archive
  /** Opens one of its members; see {@link openMember}. */
  open(member: Member): Promise<FileSource>
  /** The archive's file is closed when the last member is, too. */
  close(): Promise<void>
}

/**
 * The archive in an open file.
 *
 * @param source is closed with the archive, or if it is damaged; it stays open if it is none
 * @returns undefined for a file that is no archive
 * @throws InputError if it is damaged
 */
export async function archiveIn(source: FileSource): Promise<ArchiveFile | undefined> {
  const archive = await openArchive(source).catch(async (error) => {
    await source.close()
    throw error
  })
  if (!archive) return undefined
  let nUsers = 1
  /** A function that counts once, however often it is called. */
  const leaving = () => {
    let isOpen = true
    return async () => {
      if (!isOpen) return
      isOpen = false
      nUsers -= 1
      if (nUsers === 0) await source.close()
    }
  }
  const open = async (member: Member) => {
    nUsers += 1
    const leave = leaving()
    try {
      return await memberFile(archive, member, leave)
    } catch (error) {
      await leave()
      throw error
    }
  }
  return { path: source.name, archive, open, close: leaving() }
}

async function memberFile(
  archive: Archive,
  member: Member,
  leave: () => Promise<void>,
): Promise<FileSource> {
  const name = memberName(archive.source.name, member.path)
  const isStored = member.packing === 'stored'
  const source = isStored ? await openMember(archive, member) : undefined
  const head = await (source ? source.slice(0, SIGNATURE_BYTES) : headOf(archive, member))
  const packing = signatureOf(head)?.packing
  if (!source || packing !== undefined) {
    const file = await openUnpacked(packedMember(archive, member, packing))
    await leave()
    return file
  }
  return {
    ...source,
    name,
    readInto: (bytes, start) => readInto(source, bytes, start),
    close: leave,
  }
}

async function headOf(archive: Archive, member: Member): Promise<Uint8Array> {
  for await (const chunk of memberChunks(archive, member)) return chunk.subarray(0, SIGNATURE_BYTES)
  return new Uint8Array(0)
}

function packedMember(archive: Archive, member: Member, packing: Packing | undefined): Packed {
  const { name: path } = archive.source
  const name = memberName(path, member.path)
  const { byteLength, packedBytes } = member
  async function* read() {
    let nRead = 0
    for await (const chunk of memberChunks(archive, member)) {
      yield chunk
      nRead += chunk.length
      sayUnpacking({ name, nRead, nBytes: byteLength })
    }
  }
  return { path, member: member.path, name, packedBytes, read, ...(packing && { packing }) }
}

/**
 * A member by its path.
 *
 * @throws InputError if there is none, or it is in an archive in the archive
 */
export function memberAt({ path, archive }: ArchiveFile, inner: string): Member {
  const wanted = memberPath(inner, path)
  const member = archive.members.get(wanted)
  if (member) return member
  const where = memberName(path, printable(wanted))
  const names = [...archive.members.keys()]
  const outer = names.find((name) => wanted.startsWith(`${name}/`))
  if (outer !== undefined && isArchiveName(outer)) throw nested(memberName(path, outer))
  if (outer !== undefined) {
    const what = 'a part of the path is a file, not a folder'
    throw new InputError({ what, where: memberName(path, outer), remedy: 'check the path' })
  }
  const aside = archive.asides.find((one) => one.path === wanted)
  if (aside) throw new InputError({ what: `${aside.is}, which is not followed`, where })
  if (names.some((name) => name.startsWith(`${wanted}/`))) {
    throw new InputError({ what: 'a folder, not a file', where, remedy: 'give a file in it' })
  }
  const like = names.filter((name) => fileNameOf(name) === fileNameOf(wanted))
  const near = like.length > 0 ? like : names
  throw new InputError({
    what: 'no such file in the archive',
    where,
    remedy: `it holds ${someNames(near)}`,
  })
}

const MOST_NAMES = 5

/** The first of many names, and how many more there are. */
export function someNames(names: readonly string[]): string {
  return listed(names.map(printable), MOST_NAMES) || 'no files'
}

/** The error of an archive in an archive. */
export function nested(where: string): InputError {
  return new InputError({
    what: 'an archive in an archive',
    where,
    remedy: 'unpack the outer archive, and give the inner one',
  })
}
