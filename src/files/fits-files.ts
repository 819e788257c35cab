/**
 * Opens the mosaics that a user names: FITS files, and folders of them with their sub-folders, as
 * archives unpack (mastDownload/HST/...). Hidden files are left out. Packed files are refused by
 * name, for they may be bands.
 */
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InputError } from '../errors.js'
import { type FileSource, openFile } from './open.js'
import { readingError } from './system-errors.js'

export interface FolderSearch {
  /** Files that are known to be something else, as the catalogue and the output. */
  readonly besides?: readonly string[]
  /** Called with every file of the folders that is not FITS by its name. */
  onUnused?(path: string): void
}

/** So many files a folder of mosaics may hold, with its sub-folders. */
const MOST_FILES = 10_000
/** Folders this far below are read. */
const DEEPEST = 6

const FITS = /\.(fits?|fts)(\.(gz|fz|bz2|zst|z))?$/i
/** One file, packed by a program that this one does not know. */
const PACKED = /\.(fits?|fts)\.(xz|zip|7z|lzma)$/i
const ARCHIVE = /\.(tar|tgz|tbz2?|txz|zip|7z|rar|tar\.(gz|bz2|xz|zst|z))$/i

/**
 * Opens every FITS file of the paths. Either all are open afterwards, or none is.
 *
 * @param paths FITS files, or folders; every .fits, .fit, .fts file of a folder and its sub-folders
 *   is taken, also with .gz, .bz2, .zst, .Z or .fz behind it, except hidden ones. Files that were
 *   found in a folder say how deep below it they lie
 * @throws InputError if a file cannot be read, a folder has no FITS file, or a file is packed in a
 *   way that is not read
 * @example const field = await openMosaics(await openFitsFiles(['ngc1566/']))
 */
export async function openFitsFiles(
  paths: readonly string[],
  { besides = [], onUnused }: FolderSearch = {},
): Promise<FileSource[]> {
  const known = new Set(await Promise.all(besides.map(realPath)))
  const searched = await Promise.all(paths.map((path) => filesOf(path, known)))
  const opened: FileSource[] = []
  try {
    for (const { fits, others, isFolder } of searched) {
      for (const { path, depth } of fits) {
        const source = await openFile(path)
        opened.push(isFolder ? { ...source, depth } : source)
      }
      for (const other of others) onUnused?.(other)
    }
    return opened
  } catch (error) {
    await Promise.all(opened.map((source) => source.close()))
    throw error
  }
}

interface Found {
  readonly path: string
  readonly depth: number
}

interface Searched {
  readonly fits: readonly Found[]
  /** Files that are not FITS by their names. */
  readonly others: readonly string[]
  readonly isFolder: boolean
}

async function filesOf(path: string, known: ReadonlySet<string>): Promise<Searched> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return { fits: [{ path, depth: 0 }], others: [], isFolder: false }
  const all: Found[] = []
  await search(path, 0, all, new Set())
  const files: Found[] = []
  for (const file of all) if (!known.has(await realPath(file.path))) files.push(file)
  const unpacked = withoutPackedTwins(files)
  const fits = unpacked.filter(({ path }) => FITS.test(path))
  const packed = unpacked.filter(({ path }) => PACKED.test(path))
  if (packed.length > 0) throw packedFiles(packed)
  if (fits.length === 0) throw nothingFound(path, unpacked)
  const others = files.filter((file) => !fits.includes(file)).map((file) => file.path)
  return { fits, others, isFolder: true }
}

/** Files of a folder, those of its sub-folders after its own, each in the order of their names. */
async function search(folder: string, depth: number, files: Found[], seen: Set<string>) {
  const real = await realPath(folder)
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
  for (const one of folders) await search(one, depth + 1, files, seen)
}

/** A packed file beside the same unpacked is a copy. */
function withoutPackedTwins(files: readonly Found[]): Found[] {
  const paths = new Set(files.map(({ path }) => path))
  return files.filter(({ path }) => {
    const plain = path.replace(/\.(fz|gz|bz2|xz|zst|z|zip|7z|lzma)$/i, '')
    return plain === path || !paths.has(plain)
  })
}

function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path)
}

function packedFiles(files: readonly Found[]): InputError {
  const names = files.map(({ path }) => path)
  const programs = [...new Set(names.map(unpacker))]
  return new InputError({
    what: names.length === 1 ? 'a packed FITS file' : `${names.length} packed FITS files`,
    where: names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : ''),
    expected: '.fits, also with .gz, .bz2, .zst, .Z or .fz behind it',
    remedy: `unpack with ${programs.join(' and ')}, or move what is no mosaic elsewhere`,
  })
}

const UNPACKERS: Readonly<Record<string, string>> = {
  xz: 'unxz',
  zip: 'unzip',
  '7z': '7z x',
  lzma: 'unlzma',
}

function unpacker(path: string): string {
  return `\`${UNPACKERS[path.split('.').at(-1)!.toLowerCase()]}\``
}

function nothingFound(folder: string, files: readonly Found[]): InputError {
  const archives = files.map(({ path }) => basename(path)).filter((name) => ARCHIVE.test(name))
  return new InputError({
    what: 'no FITS file in the folder',
    where: folder,
    expected: '*.fits',
    ...(archives.length > 0 && {
      got: archives.slice(0, 3).join(', '),
      remedy: 'unpack the archive (`tar xf`, `unzip`), and give the folder',
    }),
  })
}

function tooMany(folder: string): InputError {
  return new InputError({
    what: `more than ${MOST_FILES} files`,
    where: folder,
    expected: 'the folder of one field',
    remedy: 'give the mosaics themselves',
  })
}
