/** The files that a measurement of completeness reads, and what makes two of them the same. */
import { stat } from 'node:fs/promises'
import type { FitsMosaicSet } from '../cutouts/index.js'
import { fileOnDisk, readingError } from '../files/index.js'
import type { Model } from '../models/index.js'
import { SOFTWARE } from '../software.js'
import { tableFiles } from './open-table.js'

/** What is opened, by its files. */
interface OpenedFiles {
  readonly field: { readonly mosaics: readonly Pick<FitsMosaicSet['mosaics'][number], 'file'>[] }
  readonly model: Pick<Model, 'files'>
}

interface NamedFiles {
  readonly catalog?: string
  /** A file for each filter. */
  readonly weights?: Readonly<Record<string, string>>
}

/** Mosaics, model, catalogue and weight maps. */
export async function injectionInputs(
  { field, model }: OpenedFiles,
  { catalog, weights = {} }: NamedFiles,
): Promise<string[]> {
  const tables = catalog === undefined ? [] : await tableFiles(catalog)
  const mosaics = field.mosaics.map(({ file }) => file)
  return [...mosaics, ...model.files, ...tables, ...Object.values(weights)]
}

/**
 * What makes two runs the same: options, and the files as they are now.
 *
 * @throws InputError if a file cannot be looked at
 */
export async function keyOfRun(inputs: readonly string[], words: object): Promise<string> {
  const files = await Promise.all(
    inputs.map(async (path) => {
      const file = await fileOnDisk(path)
      const { size, mtimeMs } = await stat(file).catch(async (error: unknown) => {
        throw await readingError(file, error)
      })
      return [path, size, mtimeMs]
    }),
  )
  return `${JSON.stringify({ software: SOFTWARE, words, files }, null, 1)}\n`
}
