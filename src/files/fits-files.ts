/**
 * Opens the mosaics that a user names: FITS files, folders of them with their sub-folders, as
 * archives unpack (mastDownload/HST/...), and such archives themselves. Hidden files are left out.
 * Packed files that are not read are refused by name, for they may be bands.
 */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SIGNATURE_BYTES } from '../bytes/index.js'
import {
  archiveKind,
  type FoundFile,
  fitsAmong,
  isArchiveName,
  isHiddenPath,
  type Member,
  memberName,
  nothingFound,
} from '../containers/index.js'
import { InputError } from '../errors.js'
import { type ArchiveFile, archiveIn, memberAt, nested } from './archive-file.js'
import { innerPath, truePath } from './archive-path.js'
import { openFile } from './open.js'
import type { FileSource } from './plain-file.js'
import { readingError } from './system-errors.js'

export interface FolderSearch {
  /** Files that are known to be something else, as the catalogue and the output. */
  readonly besides?: readonly string[]
  /**
   * Called with every file of the folders that is not FITS by its name. Behind the path of what is
   * no file stands what it is, as in `a.fits (a link to b.fits)`.
   */
  onUnused?(path: string): void
}

/** So many files a folder of mosaics may hold, with its sub-folders. */
const MOST_FILES = 10_000
/** Folders this far below are read. */
const DEEPEST = 6

/**
 * Opens every FITS file of the paths. Either all are open afterwards, or none is.
 *
 * @param paths FITS files, folders or archives (.tar, .tar.gz, .zip and others, known by what is in
 *   them); every .fits, .fit, .fts file of a folder or archive and its sub-folders is taken, also
 *   with .gz, .bz2, .zst, .Z or .fz behind it, except hidden ones. Files that were found so say how
 *   deep they lie
 * @throws InputError if a file cannot be read, a folder has no FITS file, or a file is packed in a
 *   way that is not read
 * @example const field = await openMosaics(await openFitsFiles(['ngc1566/', 'more.tar.gz']))
 */
export async function openFitsFiles(
  paths: readonly string[],
  { besides = [], onUnused }: FolderSearch = {},
): Promise<FileSource[]> {
  const search = { known: new Set(await Promise.all(besides.map(truePath))), onUnused }
  const opened: FileSource[] = []
  try {
    for (const path of paths) {
      for await (const source of filesAt(path, search)) opened.push(source)
    }
    return opened
  } catch (error) {
    await Promise.all(opened.map((source) => source.close()))
    throw error
  }
}

interface Search extends Pick<FolderSearch, 'onUnused'> {
  /** What is something else, by its true path. */
  readonly known: ReadonlySet<string>
}

async function* filesAt(path: string, search: Search): AsyncGenerator<FileSource> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return yield* folderFiles(path, search)
  const within = found ? undefined : await innerPath(path)
  const source = await openFile(within ? within.file : path)
  const archive = await archiveIn(source)
  if (archive) return yield* archiveFiles(archive, within?.inner, search)
  if (!within) return yield source
  await source.close()
  yield await openFile(path)
}

async function* folderFiles(path: string, search: Search): AsyncGenerator<FileSource> {
  const all: FoundFile[] = []
  await searchFolder(path, 0, all, new Set())
  const files: FoundFile[] = []
  for (const file of all) if (!search.known.has(await truePath(file.path))) files.push(file)
  const { fits, others } = fitsAmong(files)
  if (fits.length === 0) {
    const archives = files.filter(({ path: file }) => isArchiveName(file))
    if (archives.length !== 1) throw nothingFound(path, files)
    const rest = files.filter((file) => file !== archives[0])
    for (const other of rest) search.onUnused?.(other.path)
    return yield* filesAt(archives[0].path, search)
  }
  for (const file of fits) yield { ...(await openFile(file.path)), depth: file.depth }
  for (const other of others) search.onUnused?.(other)
}

/**
 * @param inner a member or a folder in the archive, where the user named one
 */
async function* archiveFiles(
  file: ArchiveFile,
  inner: string | undefined,
  search: Search,
): AsyncGenerator<FileSource> {
  try {
    const under = inner === undefined ? '' : folderIn(file, inner)
    if (under === undefined) return yield await openNamed(file, inner!)
    const members = await membersUnder(file, under, search)
    const files = [...members].map(([path, { path: inside }]) => ({
      path,
      depth: inside.slice(under.length).split('/').length - 1,
    }))
    const where = memberName(file.path, under).replace(/\/$/, '')
    if (files.length > MOST_FILES) throw tooMany(where)
    const { fits, others } = fitsAmong(files.sort(byFolder))
    if (fits.length === 0) throw nothingIn(where, files)
    for (const { path, depth } of fits) {
      yield { ...(await file.open(members.get(path)!)), depth }
    }
    for (const { path, is } of file.archive.asides) {
      if (path.startsWith(under)) search.onUnused?.(`${memberName(file.path, path)} (${is})`)
    }
    for (const other of others) search.onUnused?.(other)
  } finally {
    await file.close()
  }
}

/** The one file in an archive that the user names. */
async function openNamed(file: ArchiveFile, inner: string): Promise<FileSource> {
  const source = await file.open(memberAt(file, inner))
  if (!archiveKind(await source.slice(0, SIGNATURE_BYTES))) return source
  await source.close()
  throw nested(memberName(file.path, inner))
}

/** What is written before the paths of a folder's files; undefined if it is none. */
function folderIn({ archive }: ArchiveFile, inner: string): string | undefined {
  const under = `${inner.replace(/\/+$/, '')}/`
  return [...archive.members.keys()].some((path) => path.startsWith(under)) ? under : undefined
}

/** By their paths from the outside. */
async function membersUnder({ path, archive }: ArchiveFile, under: string, { known }: Search) {
  const members = new Map<string, Member>()
  const root = await truePath(path)
  for (const [inside, member] of archive.members) {
    if (!inside.startsWith(under) || isHiddenPath(inside.slice(under.length))) continue
    if (!known.has(join(root, inside))) members.set(memberName(path, inside), member)
  }
  return members
}

/** As in a folder: the files of one, before those below it. */
function byFolder(a: FoundFile, b: FoundFile): number {
  return a.depth - b.depth || (a.path < b.path ? -1 : 1)
}

function nothingIn(where: string, files: readonly FoundFile[]): InputError {
  const inner = files.find(({ path }) => isArchiveName(path))
  return inner ? nested(inner.path) : nothingFound(where, files)
}

/** Files of a folder, those of its sub-folders after its own, each in the order of their names. */
async function searchFolder(folder: string, depth: number, files: FoundFile[], seen: Set<string>) {
  const real = await truePath(folder)
  if (depth > DEEPEST || seen.has(real)) return
  seen.add(real)
  const listed = await readdir(folder).catch(async (error: unknown) => {
    throw await readingError(folder, error)
  })
  const folders: string[] = []
  for (const name of listed.filter((name) => !name.startsWith('.')).sort()) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found?.isDirectory()) folders.push(path)
    else if (found?.isFile()) files.push({ path, depth })
  }
  if (files.length > MOST_FILES) throw tooMany(folder)
  for (const one of folders) await searchFolder(one, depth + 1, files, seen)
}

function tooMany(folder: string): InputError {
  return new InputError({
    what: `more than ${MOST_FILES} files`,
    where: folder,
    expected: 'the folder of one field',
    remedy: 'give the mosaics themselves',
  })
}
