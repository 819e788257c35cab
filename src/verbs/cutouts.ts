/** From the mosaics and catalogues of fields to a data set file: everything is checked first. */
import { basename, resolve } from 'node:path'
import { isFieldName, publishedField } from '../archives/index.js'
import type { AskedColumns } from '../catalog/index.js'
import { withoutArchiveEnding } from '../containers/index.js'
import type { Resampling, WindowRule } from '../cutouts/index.js'
import {
  type CutDataset,
  type Cutting,
  checkCutting,
  checkDatasetPath,
  cutDataset,
  type FieldToCut,
} from '../datasets/index.js'
import { CommandError } from '../errors.js'
import { checkWritable, refuseOverwriting } from '../files/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import { type MosaicWords, openField } from './open-field.js'
import { openTable, type TableChoice } from './open-table.js'
import { type DownloadHooks, filesOfField } from './published.js'

export interface CutoutsOptions
  extends NoteOptions,
    DownloadHooks,
    TableChoice,
    MosaicWords,
    AskedColumns {
  /** FITS mosaics of one field, one per band, or folders or archives; or e.g. `legus:ngc1566`. */
  readonly images?: readonly string[]
  /** The candidates on `images`: .csv .ecsv .fits .tab .txt .cat */
  readonly catalog?: string
  /** Several fields, in place of `images` and `catalog`. */
  readonly fields?: readonly FieldFiles[]
  /** Side of the stamps, px. */
  readonly size: number
  /** Side of what is cut from the mosaics and resampled to `size`, px; default `size`. */
  readonly crop?: number
  /** How crops become stamps; needed where `crop` is another than `size`. */
  readonly resample?: Resampling
  /** Which pixels a crop takes; default `centred`. */
  readonly window?: WindowRule
  /** Filters of the planes, e.g. `['F275W', 'F435W|F438W']`; default: the filters of the fields. */
  readonly bands?: readonly string[]
  /** Column of the classes; default: the one of the catalogue's layout. */
  readonly classColumn?: string
  /** Columns of votes, one per person; their mode is the class. */
  readonly votes?: readonly string[]
  /**
   * What the catalogue calls the centre of the first pixel; needed where its layout does not say.
   * It overrules the layout of a single catalogue, with a note, but not the layouts of several.
   */
  readonly origin?: 0 | 1
  /** The data set file: .fits */
  readonly out: string
  onProgress?(nDone: number, nTotal: number): void
}

/** Where the mosaics and the candidates of a field are. */
export interface FieldFiles {
  /** Default: the name of the first of `images`, without its ending. */
  readonly name?: string
  /** FITS files, folders or archives of them; or a published field, e.g. `legus:ngc1566`. */
  readonly images: readonly string[]
  /** Default: the one of the published field. */
  readonly catalog?: string
}

/**
 * Cuts a stamp for every candidate into one data set file.
 *
 * @throws InputError if anything does not fit; nothing is written then
 * @example
 * await cutouts({ images: ['ngc1566/'], catalog: 'ngc1566.tab', size: 32, out: 'stamps.fits' })
 */
export async function cutouts(options: CutoutsOptions): Promise<CutDataset> {
  const asked = askedFields(options)
  const cutting = { ...cuttingOf(options), onNote: listenerOf(options) }
  checkDatasetPath(options.out)
  checkCutting(
    asked.map(({ name }) => name),
    cutting,
  )
  await checkWritable(options.out)
  const fields: Required<FieldFiles>[] = []
  for (const { name, images, catalog } of asked) {
    fields.push({ name, ...(await filesOfField(images, catalog, options)) })
  }
  const { out, onProgress } = options
  return withFieldsToCut(fields, options, out, (opened) =>
    cutDataset(opened, { ...cutting, out, onProgress }),
  )
}

/**
 * Opens fields and their catalogues, and closes them after the work.
 *
 * @param out a file that may lie in their folders, and must be none of theirs
 */
export async function withFieldsToCut<T>(
  fields: readonly Required<FieldFiles>[],
  words: TableChoice & MosaicWords & AskedColumns & Pick<CutoutsOptions, 'classColumn'>,
  out: string | undefined,
  work: (opened: readonly FieldToCut[]) => Promise<T>,
): Promise<T> {
  const opened: Omit<FieldToCut, 'table'>[] = []
  const catalogs = fields.map(({ catalog }) => catalog)
  try {
    const besides = out === undefined ? catalogs : [out, ...catalogs]
    for (const { images, ...named } of fields) {
      opened.push({ ...named, field: await openField(images, words, besides) })
    }
    const files = opened.flatMap(({ field }) => field.mosaics.map(({ file }) => file))
    if (out !== undefined) await refuseOverwriting(out, [...files, ...catalogs])
    const read: FieldToCut[] = []
    const { x, y, ra, dec, id, classColumn } = words
    for (const one of opened) {
      const table = await openTable(one.catalog, words, [x, y, ra, dec, id, classColumn])
      read.push({ ...one, table })
    }
    return await work(read)
  } finally {
    await Promise.all(opened.map(({ field }) => field.close()))
  }
}

export type NamedFiles = FieldFiles & { readonly name: string }

/**
 * The fields that a user names, each with a name.
 *
 * @param isFound whether the sources of a field without a catalogue are found
 * @throws CommandError if both ways are used, or none
 */
export function askedFields(
  { images = [], catalog, fields = [] }: Pick<CutoutsOptions, 'images' | 'catalog' | 'fields'>,
  isFound = false,
): NamedFiles[] {
  if (fields.length > 0 && images.length === 0 && catalog === undefined) {
    return fields.map((field) => ({ name: nameOf(field.images[0]), ...field }))
  }
  const isPublished = images.length === 1 && isFieldName(images[0])
  const hasCatalog = isPublished || catalog !== undefined
  if (fields.length === 0 && images.length > 0 && (hasCatalog || isFound)) {
    const isFolder = images.length === 1 && !FITS.test(images[0])
    return [{ name: nameOf(isFolder ? images[0] : (catalog ?? images[0])), images, catalog }]
  }
  throw new CommandError({
    what: 'which mosaics and which candidates?',
    expected: 'IMAGES... with --catalog FILE, or --field DIR=CATALOG once for each field',
    got: fields.length > 0 ? 'both' : images.length === 0 ? 'no mosaics' : 'no --catalog',
  })
}

const FITS = /\.fits?(\.(gz|bz2|zst|z))?$/i

/** The name of a published field, of a folder, or of a file or an archive without its ending. */
function nameOf(path: string): string {
  if (isFieldName(path)) return publishedField(path).field.name
  return withoutArchiveEnding(basename(resolve(path))).replace(
    /\.(fits?(\.(gz|bz2|zst|z))?|csv|ecsv|tab|txt|dat|cat)$/i,
    '',
  )
}

/** @throws CommandError if two ways to the labels are given */
export function cuttingOf(options: Omit<CutoutsOptions, 'out'>): Cutting {
  const { size, crop, resample, classColumn, votes, x, y, ra, dec, id, frame } = options
  const { window, bands, origin } = options
  if (classColumn !== undefined && votes !== undefined) {
    throw new CommandError({ what: '--class-column and --votes', expected: 'one of them' })
  }
  const labels = { column: classColumn, votes }
  const columns = { x, y, ra, dec, id, frame }
  const stamps = { sizePx: size, cropPx: crop, resampling: resample, window, bands }
  return { ...stamps, origin, columns, labels }
}
