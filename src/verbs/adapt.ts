/** `starsift adapt` as a function: a model for a field of which nobody has classified an object. */
import { type AdaptationUse, adaptedModel } from '../adaptation/index.js'
import { fileNameOf } from '../bytes/index.js'
import type { AskedColumns } from '../catalog/index.js'
import { candidatesOn, type FitsMosaicSet } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { checkWritable, refuseOverwriting, withFile, writeAtomically } from '../files/index.js'
import type { Model, ModelCard } from '../models/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import { openModelAt, SHIPPED_MODEL } from './model-path.js'
import { type MosaicWords, openField } from './open-field.js'
import { openTable, type TableChoice } from './open-table.js'
import { type DownloadHooks, filesOfField } from './published.js'

export interface AdaptOptions
  extends NoteOptions,
    DownloadHooks,
    AskedColumns,
    TableChoice,
    MosaicWords,
    AdaptationUse {
  /** FITS mosaics of one field, one per band, folders or archives; or e.g. `legus:ngc1566`. */
  readonly images: readonly string[]
  /** Candidates, in any format; default: those of a published field. */
  readonly catalog?: string
  /** `shipped`, `typical`, a model file, or the folder of a run; default `shipped`. */
  readonly model?: string
  /** Model file to write: .onnx. */
  readonly out: string
  /** The number that the catalogue gives to the centre of the first pixel. */
  readonly origin?: 0 | 1
}

/**
 * Adapts a model to a field without labels, and writes it.
 *
 * @returns the card of the new model
 * @throws InputError if anything does not fit, there are fewer than 100 stamps, or the model would
 *   become more sure and less consistent; nothing is written then
 * @example
 * await adapt({ images: ['ngc1566/'], catalog: 'ngc1566.tab', out: 'adapted.onnx' })
 */
export async function adapt(options: AdaptOptions): Promise<ModelCard> {
  const onNote = listenerOf(options)
  const model = await openModelAt(options.model ?? SHIPPED_MODEL)
  if (!options.model) onNote(`no --model: the shipped model, ${model.name}`, false)
  refuseEnsemble(model)
  const { images, catalog } = await filesOfField(options.images, options.catalog, options)
  const { out } = options
  await checkWritable(out)
  const field = await openField(images, options, [catalog, out])
  try {
    const inputs = [...model.files, catalog, ...field.mosaics.map(({ file }) => file)]
    await refuseOverwriting(out, inputs)
    return await adaptTo(field, catalog, model, options)
  } finally {
    await field.close()
  }
}

function refuseEnsemble({ manifest, name }: Model): void {
  if (!manifest) return
  throw new InputError({
    what: 'an ensemble cannot be adapted as a whole',
    where: name,
    expected: 'one network',
    got: `${manifest.members.length}`,
    remedy: `give one of its members, e.g. ${manifest.members[0].file}`,
  })
}

async function adaptTo(
  field: FitsMosaicSet,
  catalog: string,
  { files: [file], notes: ofModel }: Model,
  { hdu, format, origin, out, seed, today, nThreads, onProgress, ...options }: AdaptOptions,
): Promise<ModelCard> {
  const onNote = listenerOf(options)
  const { x, y, ra, dec, id, frame } = options
  const table = await openTable(catalog, { hdu, format }, [x, y, ra, dec, id])
  const candidates = candidatesOn(field, table, { origin, x, y, ra, dec, id, frame })
  // The new file gets a seal, so whatever is not known of the old one is said now.
  for (const notes of [candidates.notes, field.notes, ofModel]) notes?.tell(onNote)
  const { bytes, card } = await withFile(file, (source) =>
    adaptedModel(
      { source, field, candidates, catalogue: fileNameOf(catalog) },
      { seed, today, nThreads, onProgress, onNote },
    ),
  )
  await writeAtomically(out, (written) => written.write(bytes))
  return card
}
