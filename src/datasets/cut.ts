/** Cuts a data set file from the mosaics and catalogues of one or several fields. */
import type { AskedColumns, CandidateSet } from '../catalog/index.js'
import {
  candidatesOn,
  type Resampling,
  type StampLayout,
  type WindowRule,
} from '../cutouts/index.js'
import { CommandError, InputError } from '../errors.js'
import { Notes, type OnNote } from '../notes.js'
import { stackedTables, type Table } from '../tables/index.js'
import { mostFields } from './cutouts-header.js'
import {
  bandNames,
  commonScale,
  mosaicsForPlanes,
  type NamedField,
  planesOf,
} from './field-mosaics.js'
import { type DatasetLayout, type FieldStamps, fieldStamps } from './field-stamps.js'
import { type LabelSource, labelled } from './labels.js'
import { objectColumns } from './objects.js'
import { type StampsOf, writeDataset } from './write.js'

/** A stamp is held whole in memory: at most 64 MB per band. */
const LARGEST_STAMP_PX = 4096

/** A field that is open, and its catalogue. */
export interface FieldToCut extends NamedField {
  readonly table: Table
  /** How the data set names the catalogue: its path. */
  readonly catalog: string
}

/** How stamps are cut. */
export interface Cutting {
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
  /** Columns of positions and ids in every catalogue; default: those of their layouts. */
  readonly columns?: AskedColumns
  /**
   * What the catalogue calls the centre of the first pixel; needed where its layout does not say.
   * It overrules the layout of a single catalogue, with a note, but not the layouts of several.
   */
  readonly origin?: 0 | 1
  onNote?: OnNote
}

/** Where stamps are written. */
export interface DatasetFile {
  /** The data set: .fits */
  readonly out: string
  onProgress?(nDone: number, nTotal: number): void
}

export interface CutDataset {
  readonly layout: StampLayout
  /** CATALOG as written, without the flags. */
  readonly table: Table
  /** Flags of every row. */
  readonly flags: Uint32Array
}

/** A data set before its stamps are cut: what is known of all its rows. */
export interface DatasetToCut {
  readonly layout: DatasetLayout
  readonly fields: readonly FieldStamps[]
  /** CATALOG without the flags. */
  readonly table: Table
  /** Of each field. */
  readonly candidates: readonly CandidateSet[]
}

/**
 * Looks at the fields and their catalogues, and cuts nothing.
 *
 * @param fields open; the caller closes them
 * @param cutting checked by {@link checkCutting}
 * @throws InputError if anything does not fit
 */
export function datasetToCut(fields: readonly FieldToCut[], cutting: Cutting): DatasetToCut {
  const { sizePx, cropPx = sizePx, resampling, window = 'centred' } = cutting
  for (const named of fields) refuseLargeStamps(Math.max(cropPx, sizePx), cropPx, named)
  const planes = planesOf(fields, cutting.bands)
  refuseManyFields(fields.length, planes.length)
  const mosaics = fields.map((named) => mosaicsForPlanes(named, planes))
  const pixelScaleArcsec = commonScale(fields, cutting.onNote)
  const layout: DatasetLayout = {
    ...{ bands: bandNames(mosaics), planes, sizePx, cropPx, window },
    ...(resampling && cropPx !== sizePx && { resampling }),
    ...(pixelScaleArcsec !== undefined && { pixelScaleArcsec }),
  }
  const candidates = fields.map((named) => candidatesIn(named, fields.length > 1, cutting))
  const stamps = fields.map((named, i) => fieldStamps(named, candidates[i], layout))
  const table = stackedTables(candidates.map((one) => one.table))
  return { layout, fields: stamps, table, candidates }
}

/**
 * Cuts the data set file.
 *
 * @param fields open; the caller closes them
 * @param cutting checked by {@link checkCutting}, and its file by {@link checkDatasetPath}
 * @param stampsOf stamps that are cut already; default: they are cut from the mosaics
 * @throws InputError if anything does not fit; nothing is written then
 */
export async function cutDataset(
  fields: readonly FieldToCut[],
  { out, onProgress, ...cutting }: Cutting & DatasetFile,
  stampsOf?: StampsOf,
): Promise<CutDataset> {
  const { layout, table, fields: stamps } = datasetToCut(fields, cutting)
  const flags = await writeDataset(out, { layout, fields: stamps, table, onProgress }, stampsOf)
  const { planes, ...stored } = layout
  return { layout: stored, table, flags }
}

/** The candidates of a field; their table has the columns of labels and of objects.ts. */
function candidatesIn(
  { name, field, table }: FieldToCut,
  isOneOfMany: boolean,
  { origin, labels = {}, columns = {}, onNote }: Cutting,
): CandidateSet {
  const asked = isOneOfMany ? { defaultOrigin: origin } : { origin }
  const candidates = candidatesOn(field, table, {
    ...{ ...columns, ...asked },
    classColumn: labels.column,
  })
  const withClasses = labelled(candidates, labels)
  const notes = new Notes().add(candidates.notes, withClasses.notes, field.notes)
  ;(isOneOfMany ? notes.under(name) : notes).tell(onNote)
  const objects = objectColumns(name, candidates, field.wcs)
  return { ...candidates, table: withClasses.table.withColumns(objects) }
}

/** @throws CommandError if the file is not named as FITS */
export function checkDatasetPath(out: string): void {
  if (/\.fits?$/i.test(out)) return
  throw new CommandError({
    what: 'data set files are FITS',
    where: out,
    expected: 'a name that ends in .fits',
  })
}

/**
 * What can be checked before a file is opened.
 *
 * @param names names of the fields
 * @throws CommandError naming the first option that does not fit
 */
export function checkCutting(names: readonly string[], cutting: Cutting): void {
  const { sizePx, cropPx = sizePx, resampling } = cutting
  if (resampling && cutting.cropPx === undefined) {
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
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) {
    throw new CommandError({
      what: `field ${twice} is given twice`,
      remedy: 'give each field its own name: --field NAME=DIR=CATALOG',
    })
  }
  refuseManyFields(names.length, cutting.bands?.length ?? 1)
}

function refuseManyFields(nFields: number, nPlanes: number): void {
  const most = mostFields(nPlanes)
  if (nFields <= most) return
  throw new CommandError({
    what: 'too many fields in one data set',
    expected: `at most ${most}`,
    got: `${nFields}`,
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
