/** From mosaics and a catalogue to a data set file; everything is checked before a stamp is cut. */
import { candidatesOf } from '../catalog/index.js'
import { CommandError, InputError } from '../errors.js'
import { checkWritable, refuseOverwriting, withFile } from '../files/index.js'
import { readTable } from '../tables/index.js'
import { writeDataset } from './dataset.js'
import { type FitsMosaicSet, openMosaics } from './mosaic-set.js'
import { checkPositions, placeWindows } from './placement.js'

/** A stamp is held whole: 64 MB a band. */
const LARGEST_STAMP_PX = 4096

export interface CutoutsJob {
  /** FITS files, or folders of them. */
  readonly images: readonly string[]
  readonly catalog: string
  readonly sizePx: number
  readonly out: string
  /** What the catalogue calls the centre of the first pixel, where its layout does not say. */
  readonly origin?: 0 | 1
  onNote?(note: string): void
  onProgress?(nDone: number, nTotal: number): void
}

/**
 * Cuts the data set file. Stamps are centred: {@link stampWindow}.
 *
 * @returns the bands of the planes, and the flags of every row
 * @throws InputError if anything does not fit; nothing is written then
 */
export async function cutDataset(
  job: CutoutsJob,
): Promise<{ bands: string[]; flags: Uint32Array }> {
  refuseOtherFormats(job.out)
  await checkWritable(job.out)
  const field = await openMosaics(job.images)
  try {
    refuseLargeStamps(job.sizePx, field)
    const mosaicFiles = field.mosaics.map(({ file }) => file)
    await refuseOverwriting(job.out, [...mosaicFiles, job.catalog])
    const table = await withFile(job.catalog, (source) => readTable(source))
    const candidates = candidatesOf(table, { origin: job.origin, wcs: field.wcs })
    checkPositions(candidates, field)
    for (const note of [...candidates.notes, ...field.notes]) job.onNote?.(note)
    const flags = await writeDataset(job.out, {
      field,
      table: candidates.table,
      placed: placeWindows(candidates, field, 'centred', job.sizePx),
      sizePx: job.sizePx,
      onProgress: job.onProgress,
    })
    return { bands: field.mosaics.map(({ band }) => band), flags }
  } finally {
    await field.close()
  }
}

function refuseLargeStamps(sizePx: number, { width, height }: FitsMosaicSet): void {
  const most = Math.min(LARGEST_STAMP_PX, Math.max(width, height))
  if (sizePx <= most) return
  throw new InputError({
    what: 'stamps too large',
    expected: `at most ${most} px for mosaics of ${width} x ${height} px`,
    got: `${sizePx} px`,
    remedy: 'give a smaller --size',
  })
}

function refuseOtherFormats(path: string): void {
  if (/\.fits?$/i.test(path)) return
  throw new CommandError({
    what: 'data set files are FITS',
    where: path,
    expected: 'a name that ends in .fits',
  })
}
