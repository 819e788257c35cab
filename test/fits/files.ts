/** FITS files of the tests: opened, and those that are made for a test in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type FileSource, openFile } from '../../src/files/index.js'
import { type Hdu, readHdus } from '../../src/fits/index.js'

/** Runs `work` on an open file, and closes it. */
export async function withFile<T>(
  path: string,
  work: (source: FileSource, hdus: Hdu[]) => Promise<T>,
): Promise<T> {
  const source = await openFile(path)
  try {
    return await work(source, await readHdus(source))
  } finally {
    await source.close()
  }
}

/** A folder for the files of one test file; it goes when they are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
