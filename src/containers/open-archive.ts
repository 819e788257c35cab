/** Archives by what they are, whatever their names say. */
import { type ByteSource, SIGNATURE_BYTES, signatureOf } from '../bytes/index.js'
import type { Archive } from './archive.js'
import { openTar } from './tar.js'
import { isTarHeader } from './tar-header.js'
import { openZip } from './zip.js'

const OPENED = { tar: openTar, zip: openZip } as const

/**
 * What archive begins with these bytes; undefined if none does.
 *
 * @param head the first SIGNATURE_BYTES bytes
 */
export function archiveKind(head: Uint8Array): Archive['kind'] | undefined {
  if (isTarHeader(head)) return 'tar'
  return signatureOf(head)?.looks.startsWith('a zip archive') ? 'zip' : undefined
}

/**
 * The list of an archive. Nothing is unpacked.
 *
 * @returns undefined for a file that is no archive
 * @throws InputError if it is cut or damaged, or has a path that leads out of it
 * @example const archive = await openArchive(blobSource(file))
 */
export async function openArchive(source: ByteSource): Promise<Archive | undefined> {
  const kind = archiveKind(await source.slice(0, SIGNATURE_BYTES))
  return kind && OPENED[kind](source)
}

const NAMES = /\.(?:tar|tgz|tbz2?|tzst|txz|zip|7z|rar|tar\.(?:gz|bz2|xz|zst|z|lz|lzma))$/i

/**
 * Whether a file of this name is an archive of several files.
 *
 * @example isArchiveName('ngc1566_drc.tar.gz') // true
 */
export function isArchiveName(name: string): boolean {
  return NAMES.test(name)
}

/** @example withoutArchiveEnding('ngc1566_drc.tar.gz') // 'ngc1566_drc' */
export function withoutArchiveEnding(name: string): string {
  return name.replace(NAMES, '')
}
