/**
 * Cuts a data set file from the mosaics and catalogues of one or several fields. Everything is
 * checked before a stamp is cut.
 */
import { type CandidateSet, candidatesOf } from '../catalog/index.js'
import {
  checkPositions,
  openMosaics,
  placeWindows,
  type Resampling,
  type StampLayout,
  skyNotes,
  type WindowRule,
} from '../cutouts/index.js'
import { CommandError, InputError } from '../errors.js'
import { checkWritable, refuseOverwriting, withFile } from '../files/index.js'
import { readTable, stackedTables, type Table } from '../tables/index.js'
import { MOST_FIELDS } from './cutouts-header.js'
import {
  bandNames,
  commonScale,
  mosaicsForPlanes,
  type NamedField,
  planesOf,
} from './field-mosaics.js'
import { type LabelSource, labelled } from './labels.js'
import { objectColumns } from './objects.js'
import { type FieldStamps, writeDataset } from './write.js'

/** A stamp is held whole in memory: at most 64 MB per band. */
const LARGEST_STAMP_PX = 4096

export interface FieldInput {
  readonly name: string
  /** FITS files, or folders of them. */
  readonly images: readonly string[]
  readonly catalog: string
}

export interface CutoutsOptions {
  readonly fields: readonly FieldInput[]
  /** Side of the stamps. */
  readonly sizePx: number
  /** Side of what is cut from the mosaics; default `sizePx`. */
  readonly cropPx?: number
  /** How a crop becomes a stamp; needed where `cropPx` differs from `sizePx`. */
  readonly resampling?: Resampling
  /** Default `centred`. */
  readonly window?: WindowRule
  /** Filters of the planes, e.g. `F435W|F438W`; see {@link planesOf}. */
  readonly bands?: readonly string[]
  readonly labels?: LabelSource
  readonly out: string
  /**
   * What the catalogue calls the centre of the first pixel. It is needed where the catalogue's
   * layout does not say, and overrules the layout with a note. With several catalogues it holds
   * only for those whose layout does not say.
   */
  readonly origin?: 0 | 1
  onNote?(note: string): void
  onProgress?(nDone: number, nTotal: number): void
}

export interface CutDataset {
  readonly layout: StampLayout
  /** CATALOG as written, without the flags. */
  readonly table: Table
  /** Flags of every row. */
  readonly flags: Uint32Array
}

/**
 * Cuts the data set file.
 *
 * @throws InputError if anything does not fit; nothing is written then
 * @example
 * await cutouts({ fields: [{ name: 'ngc1566', images: ['ngc1566/'], catalog: 'ngc1566.tab' }],
 *   sizePx: 32, out: 'stamps.fits' })
 */
export async function cutouts(options: CutoutsOptions): Promise<CutDataset> {
  checkOptions(options)
  await checkWritable(options.out)
  const opened: NamedField[] = []
  try {
    for (const { name, images } of options.fields) {
      opened.push({ name, field: await openMosaics(images) })
    }
    const files = opened.flatMap(({ field }) => field.mosaics.map(({ file }) => file))
    await refuseOverwriting(options.out, [
      ...files,
      ...options.fields.map(({ catalog }) => catalog),
    ])
    return await cutFields(options, opened)
  } finally {
    await Promise.all(opened.map(({ field }) => field.close()))
  }
}

async function cutFields(
  options: CutoutsOptions,
  opened: readonly NamedField[],
): Promise<CutDataset> {
  const { sizePx, cropPx = sizePx, resampling, window = 'centred' } = options
  for (const named of opened) refuseLargeStamps(Math.max(cropPx, sizePx), cropPx, named)
  const planes = planesOf(opened, options.bands)
  const mosaics = opened.map((named) => mosaicsForPlanes(named, planes))
  const pixelScaleArcsec = commonScale(opened, options.onNote)
  const layout: StampLayout = {
    ...{ bands: bandNames(mosaics), sizePx, cropPx, window },
    ...(resampling && cropPx !== sizePx && { resampling }),
    ...(pixelScaleArcsec !== undefined && { pixelScaleArcsec }),
  }
  const fields: FieldStamps[] = []
  const tables: Table[] = []
  for (const [i, { name, catalog }] of options.fields.entries()) {
    const { field } = opened[i]
    const candidates = await readCandidates(options, catalog, opened[i])
    const placed = placeWindows(candidates, field, window, cropPx)
    fields.push({ name, catalog, mosaics: mosaics[i], placed })
    tables.push(candidates.table)
  }
  const table = stackedTables(tables)
  const flags = await writeDataset(options.out, {
    layout,
    fields,
    table,
    onProgress: options.onProgress,
  })
  return { layout, table, flags }
}

/** The candidates of a field; their table has the columns of labels and of objects.ts. */
async function readCandidates(
  { fields, origin, labels = {}, onNote }: CutoutsOptions,
  catalog: string,
  { name, field }: NamedField,
): Promise<CandidateSet> {
  const table = await withFile(catalog, (source) => readTable(source))
  const first = fields.length > 1 ? { defaultOrigin: origin } : { origin }
  const options = { ...first, wcs: field.wcs, classColumn: labels.column }
  const candidates = candidatesOf(table, options)
  checkPositions(candidates, field)
  const notes = [...candidates.notes, ...skyNotes(candidates, field)]
  const withClasses = labelled(candidates, labels)
  for (const note of [...notes, ...withClasses.notes, ...field.notes]) {
    onNote?.(fields.length > 1 ? `${name}: ${note}` : note)
  }
  const columns = objectColumns(name, candidates, field.wcs)
  return { ...candidates, table: withClasses.table.withColumns(columns) }
}

function checkOptions(options: CutoutsOptions): void {
  const { out, fields, sizePx, cropPx = sizePx, resampling } = options
  if (!/\.fits?$/i.test(out)) {
    throw new CommandError({
      what: 'data set files are FITS',
      where: out,
      expected: 'a name that ends in .fits',
    })
  }
  if (resampling && options.cropPx === undefined) {
    throw new CommandError({
      what: '--resample without --crop',
      remedy: `give --crop: the side of what is cut, which becomes stamps of ${sizePx} px`,
    })
  }
  if (cropPx !== sizePx && !resampling) {
    throw new CommandError({
      what: `crops of ${cropPx} px are not stamps of ${sizePx} px`,
      remedy: 'give --resample nearest, bilinear or lanczos',
    })
  }
  const names = fields.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) {
    throw new CommandError({
      what: `field ${twice} is given twice`,
      remedy: 'give each field its own name: --field NAME=DIR=CATALOG',
    })
  }
  if (names.length <= MOST_FIELDS) return
  throw new CommandError({
    what: 'too many fields in one data set',
    expected: `at most ${MOST_FIELDS}`,
    got: `${names.length}`,
    remedy: 'make several data sets: `starsift train` takes them all',
  })
}

function refuseLargeStamps(largestPx: number, cropPx: number, { name, field }: NamedField): void {
  const { width, height } = field
  const most = Math.min(LARGEST_STAMP_PX, Math.max(width, height))
  if (cropPx <= most && largestPx <= LARGEST_STAMP_PX) return
  throw new InputError({
    what: 'stamps too large',
    where: name,
    expected: `at most ${most} px for mosaics of ${width} x ${height} px`,
    got: `${largestPx} px`,
    remedy: 'give a smaller --size',
  })
}
