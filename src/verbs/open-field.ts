/** Opens the mosaics of a field from the paths and options of a verb. */
import { type FieldOptions, type FitsMosaicSet, openMosaics } from '../cutouts/index.js'
import { openFitsFiles } from '../files/index.js'

/** What the user says about mosaics, where their headers say something else or nothing. */
export type MosaicWords = Omit<FieldOptions, 'unused'>

/**
 * @param images FITS files, or folders or archives of them
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
  return openMosaics(sources, { unit, band, unused })
}
