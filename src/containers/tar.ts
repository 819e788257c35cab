/**
 * Tar archives: V7, ustar, GNU and pax. A member is a window of the archive, so nothing is
 * unpacked. There is no list: the headers are read one after the other. Where a path comes twice,
 * the later one counts, as it does for `tar xf`.
 *
 * Not read: sparse files, archives of several parts. Links are not followed.
 */
import { type ByteSource, bytesAt } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { printable } from '../visible.js'
import { type Archive, type Aside, damagedArchive, type Member } from './archive.js'
import { isTarHeader, isZeroBlock, TAR_BLOCK } from './tar-header.js'
import { type TarStep, TarWalk } from './tar-walk.js'

/** So many bytes behind the end are looked at: `tar` fills up to 10,240 bytes with zeros. */
const LOOKED_AT = 2 ** 20

/**
 * The list of an archive's members.
 *
 * @throws InputError if it is cut or damaged, a path leads out of it, it has several parts, or
 *   another archive follows
 * @example const { members } = await openTar(source); [...members.keys()] // ['a_drc.fits', ...]
 */
export async function openTar(source: ByteSource): Promise<Archive> {
  const members = new Map<string, Member>()
  const asides = new Map<string, Aside>()
  const walk = new TarWalk(source.name)
  for (let at = 0; ; ) {
    const block = await source.slice(at, at + TAR_BLOCK)
    if (block.length < TAR_BLOCK) throw withoutEnd(source, at + block.length)
    if (isZeroBlock(block)) {
      await refuseMore(source, at + TAR_BLOCK)
      return { kind: 'tar', source, members, asides: [...asides.values()] }
    }
    const step = walk.take(block, at)
    const offset = at + TAR_BLOCK
    if (offset + step.byteLength > source.byteLength) throw cut(source, step, offset)
    if (step.kind === 'extension') {
      walk.extend(await bytesAt(source, offset, step.byteLength, 'a long name'))
    } else {
      members.delete(step.path)
      asides.delete(step.path)
      if (step.kind === 'file') members.set(step.path, memberOf(step, offset))
      else if (step.kind === 'aside') asides.set(step.path, { path: step.path, is: step.is! })
    }
    at = offset + paddedBytes(step.byteLength)
  }
}

/** Content fills whole blocks. */
export function paddedBytes(byteLength: number): number {
  return Math.ceil(byteLength / TAR_BLOCK) * TAR_BLOCK
}

function memberOf({ path, byteLength, refused }: TarStep, offset: number): Member {
  const length = { byteLength, packedBytes: byteLength }
  return { path, ...length, packing: 'stored', offset, ...(refused && { refused }) }
}

/** `tar` says nothing of what stands behind the end, so members could be missed. */
async function refuseMore(source: ByteSource, end: number): Promise<void> {
  const rest = await source.slice(end, end + LOOKED_AT)
  const first = rest.findIndex((byte) => byte !== 0)
  if (first < 0) return
  const start = Math.floor(first / TAR_BLOCK) * TAR_BLOCK
  if (isTarHeader(rest.subarray(start))) {
    throw new InputError({
      what: 'several tar archives in one file',
      where: source.name,
      remedy: 'unpack it with `tar xif`, and give the folder',
    })
  }
  throw damagedArchive(
    source.name,
    `damaged tar archive: other bytes behind its end at byte ${end}`,
  )
}

function cut({ name, byteLength }: ByteSource, step: TarStep, offset: number): InputError {
  return new InputError({
    what: 'truncated tar archive',
    where: step.kind === 'extension' ? name : `${name}/${printable(step.path)}`,
    expected: `${offset + step.byteLength} bytes`,
    got: `${byteLength} bytes`,
    remedy: 'download or copy it again',
  })
}

/** It may be whole by chance; the next file may also be missing. */
function withoutEnd({ name }: ByteSource, got: number): InputError {
  return new InputError({
    what: 'truncated tar archive: no end mark',
    where: name,
    expected: 'blocks of zeros behind the last file',
    got: `the end of the file after ${got} bytes`,
    remedy: 'download or copy it again',
  })
}
