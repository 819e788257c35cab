/**
 * What every kind of archive is to its readers: files by their paths, and what stands beside them.
 * Nothing of an archive is ever written under the names that it gives. Paths are names only.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { printable } from '../visible.js'

/** A file in an archive. */
export interface Member {
  /** Names with `/` between them; no `..` among them, no `/` at the start. */
  readonly path: string
  /** Bytes of its content. */
  readonly byteLength: number
  /** Bytes that it takes in the archive. */
  readonly packedBytes: number
  /** How it is packed; a stored one is a window of the archive. */
  readonly packing: 'stored' | 'deflated'
  /** Where it begins in the archive: its content (tar), or the header before that (zip). */
  readonly offset: number
  /** CRC-32 of the content, if the archive tells it. */
  readonly crc32?: number
  /** Why it cannot be read, e.g. `encrypted`; absent where it can. */
  readonly refused?: string
}

/** What stands in an archive and is no file: a link, a device. Links are never followed. */
export interface Aside {
  readonly path: string
  /** E.g. `a link to a.fits`. */
  readonly is: string
}

/** The list of an archive. */
export interface Archive {
  readonly kind: 'tar' | 'zip'
  readonly source: ByteSource
  /** By their paths, in the order of the archive. */
  readonly members: ReadonlyMap<string, Member>
  readonly asides: readonly Aside[]
}

/** So many members an archive may have: the list of them is held in memory. */
export const MOST_MEMBERS = 100_000

/**
 * A path as an archive gives it, without `./` and without the `/` of an absolute one.
 *
 * @param where the archive
 * @throws InputError if it climbs (`../`): no honest archive has such a member
 * @example memberPath('./mosaics//a.fits', 'a.tar') // 'mosaics/a.fits'
 */
export function memberPath(path: string, where: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  if (!names.includes('..')) return names.join('/')
  throw new InputError({
    what: 'an archive with a path that leads out of it',
    where,
    got: printable(path),
    remedy: 'do not trust it; get it again from who made it',
  })
}

/** The folder that macOS puts into zip archives beside the files. */
const RESOURCE_FORKS = '__MACOSX'

/** Whether a name in the path begins with a dot, or it is no file that a user put there. */
export function isHiddenPath(path: string): boolean {
  return path.split('/').some((name) => name.startsWith('.') || name === RESOURCE_FORKS)
}

/**
 * What messages call a member.
 *
 * @param archive its name
 */
export function memberName(archive: string, path: string): string {
  return `${archive}/${path}`
}

/** @param kind e.g. `zip`; the archive has more members than are read */
export function tooManyMembers(kind: string, where: string): InputError {
  return new InputError({
    what: `a ${kind} archive of too many files`,
    where,
    expected: `at most ${MOST_MEMBERS}`,
    remedy: 'unpack it, and give the files that are needed',
  })
}

/** @param what the fault, e.g. `zip directory is damaged` */
export function damagedArchive(where: string, what: string, cause?: unknown): InputError {
  return new InputError({ what, where, remedy: 'download or copy it again' }, { cause })
}
