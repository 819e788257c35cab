/** The operating system's errors about files, as errors that a user can act on. */
import { readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { InputError, type Problem } from '../errors.js'

const READING: Record<string, Omit<Problem, 'where'>> = {
  ENOENT: { what: 'no such file', remedy: 'check the path' },
  EISDIR: { what: 'a folder, not a file', remedy: 'give a file in it' },
  ENOTDIR: { what: 'a part of the path is a file, not a folder', remedy: 'check the path' },
  EACCES: { what: 'no permission to read', remedy: 'check who may read it' },
  EPERM: { what: 'no permission to read', remedy: 'check who may read it' },
  EIO: { what: 'the disk cannot be read', remedy: 'check the disk' },
  ENXIO: { what: 'a device or a socket, not a file', remedy: 'give a file' },
}

const BOTH: Record<string, Omit<Problem, 'where'>> = {
  EMFILE: { what: 'too many open files', remedy: 'raise the limit: `ulimit -n`' },
  ENFILE: { what: 'too many open files on this machine', remedy: 'close other programs' },
  ENAMETOOLONG: { what: 'the name is too long', remedy: 'give a shorter one' },
  ELOOP: { what: 'the link leads to itself', remedy: 'check where it leads: `readlink`' },
  ENOMEM: { what: 'not enough memory', remedy: 'close other programs' },
  EBUSY: { what: 'another program uses it', remedy: 'try again later' },
  ESTALE: { what: 'the network disk has lost the file', remedy: 'try again' },
  ETIMEDOUT: { what: 'the network disk does not answer', remedy: 'try again later' },
}

const WRITING: Record<string, Omit<Problem, 'where'>> = {
  ENOENT: { what: 'the folder does not exist', remedy: 'make it first' },
  ENOTDIR: { what: 'a part of the path is a file, not a folder', remedy: 'check the path' },
  EISDIR: { what: 'a folder has this name', remedy: 'give the name of a file' },
  EACCES: { what: 'no permission to write', remedy: 'check who may write in the folder' },
  EPERM: { what: 'no permission to write', remedy: 'check who may write in the folder' },
  EROFS: { what: 'the disk is read-only', remedy: 'write elsewhere' },
  ENOSPC: { what: 'the disk is full', remedy: 'free some space or write elsewhere' },
  EDQUOT: { what: 'the disk quota is used up', remedy: 'free some space or write elsewhere' },
  EFBIG: { what: 'the file is too large for this disk', remedy: 'write elsewhere' },
  EIO: { what: 'the disk cannot be written', remedy: 'check the disk' },
  EEXIST: { what: 'a file has the name of the folder', remedy: 'give the name of another folder' },
  ENOTEMPTY: { what: 'a folder has this name', remedy: 'give another name' },
}

/** An InputError for what a user can cause; any other error is returned unchanged. */
export async function readingError(path: string, error: unknown): Promise<unknown> {
  const code = codeOf(error)
  const similar = code === 'ENOENT' ? await similarNames(path) : []
  if (similar.length === 0) return translated(READING, path, error)
  const remedy = `did you mean ${similar.join(' or ')}?`
  return new InputError({ what: 'no such file', where: path, remedy }, { cause: error })
}

/** Like {@link readingError}, for writing. */
export function writingError(path: string, error: unknown): unknown {
  return translated(WRITING, path, error)
}

const READS = new Set(['open', 'read', 'stat', 'scandir'])

/** Like {@link writingError}, where only the error itself tells the path and what was done. */
export function systemError(error: Error & { path?: string; syscall?: string }): unknown {
  const isReading = READS.has(error.syscall ?? '')
  return translated(isReading ? READING : WRITING, error.path ?? 'the system', error)
}

function translated(
  problems: Record<string, Omit<Problem, 'where'>>,
  path: string,
  error: unknown,
): unknown {
  const code = codeOf(error)
  const problem = problems[code] ?? BOTH[code]
  return problem ? new InputError({ ...problem, where: path }, { cause: error }) : error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/**
 * Names in the same folder that differ in case, in an ending such as .gz, or in their last letters.
 */
async function similarNames(path: string): Promise<string[]> {
  const names = await readdir(dirname(path)).catch(() => [])
  const sought = stem(basename(path))
  const near = names.filter((name) => {
    const there = stem(name)
    return there === sought || (sought.length > 3 && there.startsWith(sought.slice(0, -2)))
  })
  return near.sort().slice(0, 3)
}

function stem(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.(gz|z|bz2)$/, '')
    .replace(/\.[^.]*$/, '')
}
