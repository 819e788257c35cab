/** Overviews that are kept: how much room they take. */
import { existsSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FitsMosaic } from '../../src/cutouts/index.js'
import { overviewFiles } from '../../src/server/index.js'
import { temporaryFolder } from '../fits/files.js'

test('of more than 2 GB the least recently used go', async () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()]
  const file = join(other, 'f555w.fits')
  writeFileSync(file, 'a mosaic')
  const facts = { file, band: 'F555W', width: 4, height: 4, unit: '', bytes: 64 }
  const mosaic = facts as unknown as FitsMosaic
  const store = overviewFiles(folder, [mosaic], () => {})
  // Sparse: the disk does not hold them.
  const entry = (letter: string, gigabytes: number, day: number) => {
    const path = join(folder, `${letter.repeat(32)}.f32`)
    writeFileSync(path, '')
    truncateSync(path, gigabytes * 1e9)
    utimesSync(path, day, day)
    return path
  }
  const [old, older, young] = [entry('a', 0.9, 200), entry('b', 0.9, 100), entry('c', 0.9, 300)]
  const notOurs = join(folder, 'notes.txt')
  writeFileSync(notOurs, 'mine')
  process.env.STARSIFT_CACHE_GB = '50'
  try {
    await store.put(mosaic, new Uint8Array([1, 2, 3]))
  } finally {
    delete process.env.STARSIFT_CACHE_GB
  }
  expect([older, old, young, notOurs].map(existsSync)).toEqual([false, true, true, true])
  expect(await store.get(mosaic)).toEqual(Buffer.from([1, 2, 3]))
})
