/**
 * Names of published fields (`legus:ngc1566`) in place of files: what is not in the cache is
 * downloaded first.
 */
import { candidatesIn, isFieldName, publishedField, pullField } from '../archives/index.js'
import { CommandError } from '../errors.js'
import { listenerOf, type NoteOptions } from '../notes.js'

/** How a verb that takes names tells of downloads. */
export interface DownloadHooks {
  /** Called with the name of a file, the bytes that are here, and all its bytes. */
  onDownload?(file: string, nDone: number, nTotal: number): void
}

type Hooks = NoteOptions & DownloadHooks

/**
 * The files of a field, where some may be names of published fields. A name among the mosaics
 * stands for all of its mosaics, and for its catalogue if no other is given.
 *
 * @throws CommandError if there is no catalogue
 * @throws InputError if a file cannot be had
 * @example
 * await filesOfField(['legus:ngc1566'], undefined, {})
 * // { images: ['.../ngc1566_drc.tar.gz'], catalog: '.../hlsp_legus_...avgapcor.tab' }
 */
export async function filesOfField(
  images: readonly string[],
  catalog: string | undefined,
  hooks: Hooks,
): Promise<{ images: string[]; catalog: string }> {
  const [only, ...others] = images
  const isPublished = others.length === 0 && isFieldName(only)
  const asked = catalog ?? (isPublished ? only : undefined)
  if (asked === undefined) {
    throw new CommandError({
      what: 'no --catalog',
      expected: 'the catalogue of the candidates; a published field alone brings its own',
      got: images.join(' '),
    })
  }
  return { images: await imageFiles(images, hooks), catalog: await catalogFile(asked, hooks) }
}

/**
 * The mosaics, where some may be names of published fields.
 *
 * @throws InputError if they cannot be had
 */
export async function imageFiles(images: readonly string[], hooks: Hooks): Promise<string[]> {
  const files: string[] = []
  for (const image of images) {
    if (!isFieldName(image)) files.push(image)
    else files.push(...(await pulled(image, hooks)).images.map(({ path }) => path))
  }
  return files
}

/**
 * The catalogue of a published field, or the path that was given.
 *
 * @throws InputError if it cannot be had
 */
export async function catalogFile(nameOrPath: string, hooks: Hooks): Promise<string> {
  if (!isFieldName(nameOrPath)) return nameOrPath
  return pathIn(nameOrPath, (await pulled(nameOrPath, hooks)).catalog.path)
}

/** {@link catalogFile} of each. */
export async function catalogFiles(given: readonly string[], hooks: Hooks): Promise<string[]> {
  const files: string[] = []
  for (const one of given) files.push(await catalogFile(one, hooks))
  return files
}

async function pulled(name: string, hooks: Hooks) {
  const named = publishedField(name)
  return pullField(named, { onNote: listenerOf(hooks), onProgress: hooks.onDownload })
}

/** In an archive of catalogues, the one of the candidates. */
async function pathIn(name: string, path: string): Promise<string> {
  const { candidates } = publishedField(name).survey
  return candidates ? candidatesIn(path, candidates) : path
}
