/** Overviews of mosaics in a folder, so that they are made once. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FitsMosaic } from '../cutouts/index.js'
import { shrinkCache, writeAtomically } from '../files/index.js'
import type { OnNote } from '../notes.js'
import type { OverviewStore } from '../viewing/index.js'

/** Changes when the content of these files does. */
const FORMAT = 1
/** Bytes of all overviews: those of about a hundred bands of 20,000 px. */
const LARGEST = 2e9

/**
 * A store for the mosaics of a field. A mosaic is known by the path, the size and the time of
 * change of its file, and by its own axes and unit. Of more than 2 GB the overviews that were used
 * least recently are removed. A folder that cannot be written costs time,
 * and no more: overviews are made anew then.
 */
export function overviewFiles(
  folder: string,
  mosaics: readonly FitsMosaic[],
  onNote: OnNote,
): OverviewStore {
  const fileOf = async (name: string, band: string) => {
    const mosaic = mosaics.find((one) => one.file === name && one.band === band)!
    const found = await fileBehind(name)
    if (!found) return undefined
    const { width, height, converted, unit, bytes } = mosaic
    const facts = [FORMAT, found.path, found.size, found.mtimeMs, width, height, converted, unit]
    const key = createHash('sha256')
      .update([...facts, band, bytes].join('\n'))
      .digest('hex')
    return join(folder, `${key.slice(0, 32)}.f32`)
  }
  return {
    async get({ file, band }) {
      const path = await fileOf(file, band)
      if (path === undefined) return undefined
      const now = new Date()
      await utimes(path, now, now).catch(() => {})
      return readFile(path).catch(() => undefined)
    },
    async put({ file, band }, bytes) {
      const path = await fileOf(file, band)
      if (path === undefined) return
      try {
        await mkdir(folder, { recursive: true })
        await writeAtomically(path, (out) => out.write(bytes))
        await shrinkCache(folder, path, LARGEST)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        onNote(`the overview of ${basename(file)} is not kept: ${why}`, false)
      }
    },
  }
}

/** The file of a mosaic, or the archive that it lies in. */
async function fileBehind(path: string) {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined)
    if (found?.isFile()) return { path: at, size: found.size, mtimeMs: found.mtimeMs }
    if (found || dirname(at) === at) return undefined
  }
}
