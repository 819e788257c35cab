/** Opens the mosaics of a field from the paths and options of a verb. */
import { type FieldOptions, type FitsMosaicSet, openMosaics } from '../cutouts/index.js'
import { openFitsFiles } from '../files/index.js'

/** What the user says about mosaics, where their headers say something else or nothing. */
export interface MosaicWords {
  /** Unit of the pixels, in place of BUNIT, e.g. `e-/s`. */
  readonly unit?: string
  /** Filters in the place of others: `{ F606W: 'F555W' }` takes the mosaic of F606W as F555W. */
  readonly band?: Readonly<Record<string, string>>
}

/**
 * @param images FITS files, or folders of them
 * @param besides files that may lie in the folders and are no mosaics: the catalogue, the output
 */
export async function openField(
  images: readonly string[],
  { unit, band }: MosaicWords,
  besides: readonly string[],
): Promise<FitsMosaicSet> {
  const unused: string[] = []
  const onUnused = (path: string) => unused.push(path)
  const sources = await openFitsFiles(images, { besides, onUnused })
  const options: FieldOptions = { unit, band, unused }
  return openMosaics(sources, options)
}
