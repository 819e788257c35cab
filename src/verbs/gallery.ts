/** `starsift models gallery` as a function: stamps of training for a model to show. */
import { checkWritable, refuseOverwriting, withFile, writeAtomically } from '../files/index.js'
import { type ModelCard, readCard } from '../models/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import { type GalleryChoice, modelWithGallery } from '../train/index.js'
import { datasetFor, datasetsSaid } from './model-dataset.js'
import { modelFile, openModelAt } from './model-path.js'

export interface GalleryOptions extends NoteOptions, Omit<GalleryChoice, 'said'> {
  /** `shipped`, `typical`, or a model file. */
  readonly model: string
  /** Data sets of classified stamps: best those that the model was trained on. */
  readonly data: readonly string[]
  /** Model file to write: .onnx. */
  readonly out: string
}

/**
 * Adds stamps of training to a model, for `explain` and the page to show. The network stays as it
 * is.
 *
 * @returns the card of the new file
 * @throws InputError if the model is damaged, or the data sets do not fit it
 * @example
 * const files = { model: 'run/model.onnx', data: ['a.fits'], out: 'm.onnx' }
 * const { gallery } = await addGallery(files)
 * gallery?.nExamples // 256
 */
export async function addGallery(options: GalleryOptions): Promise<ModelCard> {
  const { model, data, out, perClass, seed, onProgress } = options
  const path = modelFile(model)
  await refuseOverwriting(out, [path, ...data])
  await checkWritable(out)
  const onNote = listenerOf(options)
  // The new file gets a seal, so whatever is not known of the old one is said now.
  ;(await openModelAt(model)).notes?.tell(onNote)
  const dataset = await datasetFor(data, await withFile(path, readCard))
  dataset.notes.tell(onNote)
  const said = datasetsSaid(data)
  const { bytes, card } = await withFile(path, (source) =>
    modelWithGallery(source, dataset, { perClass, seed, onProgress, said }),
  )
  await writeAtomically(out, (file) => file.write(bytes))
  return card
}
