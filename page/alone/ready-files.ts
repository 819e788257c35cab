/**
 * What was dropped, made ready to be read: packed files are unpacked, archives are opened, and each
 * file is told by what is in it. A drop is treated as a folder is on the command line: what is no
 * mosaic is left out, and said.
 */
import {
  type ByteSource,
  blobSource,
  fileNameOf,
  SIGNATURE_BYTES,
  signatureOf,
} from '../../src/bytes/index.js'
import { isReadMe, isTableItself, mayBeCatalogue } from '../../src/catalog/index.js'
import {
  type Archive,
  fitsAmong,
  isArchiveName,
  isHiddenPath,
  type Member,
  memberChunks,
  memberName,
  openArchive,
} from '../../src/containers/index.js'
import { InputError } from '../../src/errors.js'
import { NotFits, readHdus } from '../../src/fits/index.js'
import { ENSEMBLE_FILE } from '../../src/models/index.js'
import { isTableName } from '../../src/tables/index.js'
import { blobOf, unpackedBlob } from './unpacked-blob.js'

/** A file as it was dropped. */
export interface DroppedFile {
  /** Its name, after the folders in which it was dropped. */
  readonly path: string
  readonly content: Blob
}

/** What a file can be used as. */
export type FileKind = 'mosaic' | 'table' | 'model' | 'readme' | 'other'

/** A file that can be read in pieces. */
export interface ReadyFile extends DroppedFile {
  readonly kind: FileKind
  /** Folders above it. */
  readonly depth: number
}

/** So many files may come with one drop. */
const MOST_FILES = 10_000

/** What is told of files that take long. */
export type OnUnpacking = (path: string, nRead: number, nBytes: number) => void

/**
 * @throws InputError if a packed file or an archive is damaged, or is of a kind that is not read
 * @example const ready = await readyFiles([{ path: file.name, content: file }])
 */
export async function readyFiles(
  dropped: readonly DroppedFile[],
  onUnpacking: OnUnpacking = () => {},
): Promise<ReadyFile[]> {
  if (dropped.length > MOST_FILES) throw tooMany(dropped.length)
  const plain: DroppedFile[] = []
  for (const file of dropped) {
    if (!isHiddenPath(file.path)) plain.push(...(await filesIn(file, onUnpacking)))
  }
  const found = plain.map(({ path }) => ({ path, depth: path.split('/').length - 1 }))
  const byName = new Set(fitsAmong(found).fits.map(({ path }) => path))
  const ready: ReadyFile[] = []
  for (const [i, file] of plain.entries()) {
    ready.push({ ...file, depth: found[i].depth, kind: await kindOf(file, byName.has(file.path)) })
  }
  return ready
}

/** A file as a source of bytes, which says how deep it lies. */
export function sourceOf({ content, path, depth }: ReadyFile): ByteSource {
  return { ...blobSource(content, path), depth }
}

/** The file itself, or what is in it. */
async function filesIn(file: DroppedFile, onUnpacking: OnUnpacking): Promise<DroppedFile[]> {
  const content = await unpacked(file, onUnpacking)
  const archive = await archiveIn(file.path, content)
  if (!archive) return [{ path: file.path, content }]
  const inside: DroppedFile[] = []
  for (const member of membersIn(archive)) {
    const path = memberName(file.path, member.path)
    const read = isOfUse(path) ? await memberBlob(archive, member, content) : new Blob([])
    const plain = { path, content: await unpacked({ path, content: read }, onUnpacking) }
    if (await archiveIn(path, plain.content)) throw nested(path)
    inside.push(plain)
  }
  return inside
}

/** Tar archives hold files as they are; members of zip archives are unpacked and checked. */
function memberBlob(archive: Archive, member: Member, content: Blob): Blob | Promise<Blob> {
  const { offset, byteLength, refused } = member
  if (archive.kind === 'tar' && !refused) return content.slice(offset, offset + byteLength)
  return blobOf(memberChunks(archive, member))
}

/** Pictures and texts beside the data stay packed. */
function isOfUse(path: string): boolean {
  return isTableName(path) || isModelName(path) || isReadMe(path) || /\.fz$/i.test(path)
}

function isModelName(path: string): boolean {
  return /\.onnx$/i.test(path) || fileNameOf(path) === ENSEMBLE_FILE
}

/** Members that may be used, by their names. */
function membersIn(archive: Archive): Member[] {
  const members = [...archive.members.values()].filter(({ path }) => !isHiddenPath(path))
  if (members.length > MOST_FILES) throw tooMany(members.length)
  const inner = members.find(({ path }) => isArchiveName(path))
  if (inner) throw nested(memberName(archive.source.name, inner.path))
  return members
}

/** The archive that a file is; undefined for one that is a table itself, as .npz is. */
async function archiveIn(path: string, content: Blob): Promise<Archive | undefined> {
  const archive = await openArchive(blobSource(content, path))
  return archive && !isTableItself(archive) ? archive : undefined
}

async function unpacked({ path, content }: DroppedFile, onUnpacking: OnUnpacking): Promise<Blob> {
  const packing = signatureOf(await headOf(content))?.packing
  if (!packing) return content
  return unpackedBlob(content, packing, path, (nRead, n) => onUnpacking(path, nRead, n))
}

async function headOf(content: Blob): Promise<Uint8Array> {
  return new Uint8Array(await content.slice(0, SIGNATURE_BYTES).arrayBuffer())
}

async function kindOf({ path, content }: DroppedFile, isFitsByName: boolean): Promise<FileKind> {
  if (isModelName(path)) return 'model'
  if (isReadMe(path)) return 'readme'
  const source = async () => blobSource(content, path)
  const isFits =
    isFitsByName || new TextDecoder('latin1').decode(await headOf(content)).startsWith('SIMPLE')
  if (isFits) return (await holdsImage(await source())) ? 'mosaic' : 'table'
  return (await mayBeCatalogue(path, source)) ? 'table' : 'other'
}

/** Whether it is one, or damaged: what is wrong with it is said when it is opened as one. */
async function holdsImage(source: ByteSource): Promise<boolean> {
  try {
    const hdus = await readHdus(source)
    const isImage = hdus.some(
      ({ kind, header }) => kind === 'image' && header.number('NAXIS', 0) > 0,
    )
    return isImage || hdus.every(({ kind }) => kind === 'image')
  } catch (error) {
    if (error instanceof InputError || error instanceof NotFits) return true
    throw error
  }
}

function nested(where: string): InputError {
  return new InputError({
    what: 'an archive in an archive',
    where,
    remedy: 'unpack the outer archive, and drop the inner one',
  })
}

function tooMany(n: number): InputError {
  return new InputError({
    what: 'too many files',
    expected: `the files of one field, at most ${MOST_FILES}`,
    got: `${n}`,
  })
}
