/**
 * The mosaics of a field, from the plan to files. All bands are written side by side, strip by
 * strip, since they share what is costly to compute (paint-field.ts).
 */
import { join } from 'node:path'
import type { BandLetter } from '../catalog/index.js'
import { type AtomicFile, writeAtomically } from '../files/index.js'
import { encodePixels, imageHeader, padding } from '../fits/index.js'
import { mosaicCards } from './mosaic-header.js'
import type { ObservedBand } from './observed-band.js'
import { paintedStrips } from './paint-field.js'
import type { FieldPlan } from './plan-field.js'

/**
 * Writes the mosaics of a field. They appear when all of them are whole.
 *
 * @param report gets the share of the work that is done, 0 to 1
 * @returns the path of each band's mosaic
 * @throws InputError if the folder cannot be written
 */
export async function writeMosaics(
  folder: string,
  name: string,
  plan: FieldPlan,
  report: (share: number) => void,
): Promise<Map<BandLetter, string>> {
  const { bands } = plan.options
  const paths = new Map(bands.map((band) => [band.letter, join(folder, fileName(name, band))]))
  const opened = new Map<BandLetter, AtomicFile>()
  const openFrom = async (i: number): Promise<void> => {
    if (i === bands.length) return fill(opened, name, plan, report)
    const { letter } = bands[i]
    await writeAtomically(paths.get(letter)!, async (file) => {
      opened.set(letter, file)
      await openFrom(i + 1)
    })
  }
  await openFrom(0)
  return paths
}

function fileName(name: string, { instrument, filter }: ObservedBand): string {
  const camera = instrument === 'ACS/WFC' ? 'acs' : 'uvis'
  return `hlsp_legus_hst_${camera}_${name}_${filter.toLowerCase()}_v1_drc.fits`
}

async function fill(
  files: ReadonlyMap<BandLetter, AtomicFile>,
  name: string,
  plan: FieldPlan,
  report: (share: number) => void,
): Promise<void> {
  const { sizePx, bands } = plan.options
  const layout = { axes: [sizePx, sizePx], bitpix: -32, primary: true } as const
  for (const band of bands) {
    const header = imageHeader({ ...layout, cards: mosaicCards(name, band, plan.options) })
    await files.get(band.letter)!.write(header.toBytes())
  }
  let nRows = 0
  for (const { band, tile } of paintedStrips(plan, bands)) {
    await files.get(band.letter)!.write(encodePixels(tile.pixels))
    nRows += tile.height
    report(nRows / (sizePx * bands.length))
  }
  for (const file of files.values()) await file.write(padding(4 * sizePx ** 2))
}
