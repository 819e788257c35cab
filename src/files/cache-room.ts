/**
 * The size of the caches of unpacked files and of overviews. They forget what was used least
 * recently, but nothing that a run has open. A run marks what it opens with a temporary file beside
 * the entry (unfinished.ts), which goes when the run ends, however it ends.
 */
import { readdir, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { begin, end, temporaryPath } from './unfinished.js'

/** Bytes, unless a tenth of the disk is less. */
const LARGEST_CACHE = 20e9
const SHARE_OF_DISK = 0.1

/** Names of entries; a folder that the user gives may hold other files. */
const ENTRY = /^[0-9a-f]{32}[-.]/
const KEY_LETTERS = 32

/**
 * Marks an entry as open and as used now.
 *
 * @returns what takes the mark away
 */
export async function markOpen(entry: string): Promise<() => Promise<void>> {
  const mark = temporaryPath(entry)
  begin(mark)
  await writeFile(mark, '', { mode: 0o600 }).catch(() => {})
  const now = new Date()
  await utimes(entry, now, now).catch(() => {})
  return async () => {
    await rm(mark, { force: true }).catch(() => {})
    end(mark)
  }
}

/**
 * Removes the entries that were used least recently until the cache is not larger than it may be.
 *
 * @param kept path of an entry that stays
 * @param largest bytes, unless a tenth of the disk or STARSIFT_CACHE_GB is less
 * @throws InputError if STARSIFT_CACHE_GB is no number
 */
export async function shrinkCache(
  folder: string,
  kept: string,
  largest = Number.POSITIVE_INFINITY,
): Promise<void> {
  const most = Math.min(largest, await largestSize(folder))
  const names = await readdir(folder)
  const open = new Set(
    names.filter((name) => /^\..+\.part$/.test(name)).map((name) => name.slice(1, 1 + KEY_LETTERS)),
  )
  const entries = await Promise.all(names.filter((name) => ENTRY.test(name)).map(entryOf(folder)))
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const { path, name, bytes } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= most) return
    if (path === kept || open.has(name.slice(0, KEY_LETTERS))) continue
    await rm(path, { force: true }).catch(() => {})
    total -= bytes
  }
}

/** An entry that another process removed just now has no bytes. */
function entryOf(folder: string) {
  return async (name: string) => {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    return { path, name, bytes: found?.size ?? 0, used: found?.mtimeMs ?? 0 }
  }
}

async function largestSize(folder: string): Promise<number> {
  const asked = process.env.STARSIFT_CACHE_GB
  if (asked) {
    const gigabytes = Number(asked)
    if (gigabytes >= 0) return gigabytes * 1e9
    throw new InputError({ what: 'STARSIFT_CACHE_GB', expected: 'a number of GB', got: asked })
  }
  const disk = await statfs(folder).catch(() => undefined)
  const size = disk ? disk.blocks * disk.bsize : 0
  return size > 0 ? Math.min(LARGEST_CACHE, SHARE_OF_DISK * size) : LARGEST_CACHE
}
