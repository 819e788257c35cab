/** Which of the files that were found in a folder or an archive are mosaics, by their names. */
import { fileNameOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { isArchiveName } from './open-archive.js'

export interface FoundFile {
  readonly path: string
  /** Folders between it and the one that was searched. */
  readonly depth: number
}

const FITS = /\.(fits?|fts)(\.(gz|fz|bz2|zst|z))?$/i
/** One file, packed by a program that this one does not know. */
const PACKED = /\.(fits?|fts)\.(xz|zip|7z|lzma)$/i

/**
 * @param files of one folder or archive
 * @returns those that are FITS, and the paths of all others
 * @throws InputError if one is packed in a way that is not read
 */
export function fitsAmong(files: readonly FoundFile[]): {
  fits: readonly FoundFile[]
  others: readonly string[]
} {
  const unpacked = withoutPackedTwins(files)
  const fits = unpacked.filter(({ path }) => FITS.test(path))
  const packed = unpacked.filter(({ path }) => PACKED.test(path))
  if (packed.length > 0) throw packedFiles(packed)
  const others = files.filter((file) => !fits.includes(file)).map((file) => file.path)
  return { fits, others }
}

/** A packed file beside the same unpacked is a copy. */
function withoutPackedTwins(files: readonly FoundFile[]): FoundFile[] {
  const paths = new Set(files.map(({ path }) => path))
  return files.filter(({ path }) => {
    const plain = path.replace(/\.(fz|gz|bz2|xz|zst|z|zip|7z|lzma)$/i, '')
    return plain === path || !paths.has(plain)
  })
}

function packedFiles(files: readonly FoundFile[]): InputError {
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

/**
 * The error of a folder or an archive without FITS files.
 *
 * @param where the folder or the archive
 */
export function nothingFound(where: string, files: readonly FoundFile[]): InputError {
  const archives = files.map(({ path }) => fileNameOf(path)).filter(isArchiveName)
  return new InputError({
    what: isArchiveName(where) ? 'no FITS file in the archive' : 'no FITS file in the folder',
    where,
    expected: '*.fits',
    ...(archives.length > 0 && {
      got: archives.slice(0, 3).join(', '),
      remedy: 'give the archives themselves',
    }),
  })
}
