/** Reads the classified objects of data set files (`starsift cutouts`) into memory. */
import type { ByteSource } from '../bytes/index.js'
import { CLASSES, type ClassList, flagValue, NOT_INSPECTED } from '../catalog/index.js'
import { checkLayout, unitOfDataset } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import { findHdu, imageAxes, readHdus } from '../fits/index.js'
import { pickedRows } from '../nn/index.js'
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
import { numbersOf, readFitsTable, type Table } from '../tables/index.js'
import { croppingTo, readCrops } from './crops.js'
import { filtersOfFields, layoutOfDataset } from './cutouts-header.js'
import { type Dataset, joinedBands, joinedDatasets } from './dataset.js'
import { checkFilters } from './filters.js'
import { type TableLabels, type TrainingLabels, tableLabels } from './labels.js'
import { type DatasetObjects, FLAGS_COLUMN, objectsOf } from './objects.js'

/** Labels that do not stand in the data set. */
export interface GivenLabels {
  /** Where they stand, for messages. */
  readonly folder: string
  of(objects: DatasetObjects): TableLabels
}

export interface DatasetOptions {
  readonly labels: TrainingLabels
  /** The list of classes, where they are not the four of this field. */
  readonly own?: ClassList
  /** Labels from elsewhere, in place of those in the columns. */
  readonly given?: GivenLabels
  /** Side of the central part of the stamps that is taken; default: the whole stamps. */
  readonly cropPx?: number
  /** `apart`: files may hold other filters of the same bands; default: those of the first file. */
  readonly filters?: 'apart' | 'together'
}

/**
 * The objects of several files as one set.
 *
 * @throws InputError if a file is no data set, if its stamps differ in bands, size, window rule or
 *   pixel scale from those of the files before it, if it has labels outside 1-4 or no classified
 *   object, or if all of them are too much for this machine's memory
 * @example
 * const labels = { from: 'column', columns: ['class'] }
 * const { crops, classes } = await readDatasets(['ngc628.fits'], { labels })
 */
export async function readDatasets(
  paths: readonly string[],
  options: DatasetOptions,
): Promise<Dataset> {
  const parts: Dataset[] = []
  for (const path of paths) {
    const part = await withFile(path, (source) => readOne(source, path, options))
    checkAlike(parts, part, path, options)
    parts.push(part)
  }
  return parts.length === 1 ? parts[0] : joinedDatasets(parts)
}

/**
 * @throws InputError if the stamps differ from the first file's, or their pixel scale from the
 *   first one known
 */
function checkAlike(
  parts: readonly Dataset[],
  { layout }: Dataset,
  path: string,
  { filters }: DatasetOptions,
): void {
  if (filters === 'apart') checkFilters([...parts.map((part) => part.layout), layout], path)
  if (parts.length === 0) return
  const first = filters === 'apart' ? openToAll(parts[0], layout) : parts[0]
  checkLayout(first.layout, layout, path, first.units[0].file)
  const scaled = parts.find((part) => part.layout.pixelScaleArcsec !== undefined)
  if (!scaled) return
  const { pixelScaleArcsec } = scaled.layout
  checkLayout({ ...first.layout, pixelScaleArcsec }, layout, path, scaled.units[0].file)
}

/** As if it had the filters of another file too, where both have as many bands. */
function openToAll(part: Dataset, { bands }: Dataset['layout']): Dataset {
  if (bands.length !== part.layout.bands.length) return part
  return { ...part, layout: { ...part.layout, bands: joinedBands([part.layout.bands, bands]) } }
}

async function readOne(
  source: ByteSource,
  path: string,
  { labels, own, given, cropPx }: DatasetOptions,
): Promise<Dataset> {
  const hdu = findHdu(await readHdus(source), 'CUTOUTS')
  const axes = imageAxes(hdu)
  const layout = layoutOfDataset(hdu.header, axes)
  const table = await readFitsTable(source, 'CATALOG')
  refuseOtherLength(table, axes[3], path)
  const notes = new Notes()
  const objects = objectsOf(table)
  const filtersOf = filtersOfFields(hdu.header, layout.bands)
  const { classes, shares } = given ? given.of(objects) : tableLabels(table, labels, notes, own)
  const rows = rowsWhere(classes.length, (row) => classes[row] !== NOT_INSPECTED)
  const cutter = croppingTo(cropPx ?? layout.sizePx, layout, objects, path)
  const { crops, kept } = await readCrops(source, hdu, rows, cutter, path)
  if (kept.length === 0) {
    const where = `${path}, ${given?.folder ?? labels.columns.join(', ')}`
    throw new InputError({ what: 'no classified object', where })
  }
  return {
    ...{ crops, layout, cropPx: cutter.sizePx, objects: pickedObjects(objects, kept) },
    units: [{ file: path, unit: unitOfDataset(hdu.header) }],
    filters: kept.map((row) => filtersOf(objects.field[row])),
    classes: Uint8Array.from(kept, (row) => classes[row]),
    nClasses: own?.length ?? CLASSES.length,
    pixelScaleArcsec: new Float64Array(kept.length).fill(layout.pixelScaleArcsec ?? Number.NaN),
    file: new Uint32Array(kept.length),
    ...(shares && { shares: pickedRows(shares, kept, shares.length / classes.length) }),
    nNotInspected: classes.length - rows.length,
    nBlank: rows.length - kept.length,
    notes: notes.add(placeDoubts(table, kept, path)),
  }
}

/** A stamp that was cut elsewhere than its sky position shows another object than its class. */
function placeDoubts(table: Table, kept: readonly number[], path: string): Notes {
  const notes = new Notes()
  const flags = table.has(FLAGS_COLUMN) ? numbersOf(table.column(FLAGS_COLUMN), path) : undefined
  const apart = kept.filter((row) => flags && (flags[row] & flagValue('position_mismatch')) !== 0)
  if (apart.length > 0) {
    notes.doubt(
      `${path}: ${rowsSaid(apart, table.nRows)} that are used have the flag position_mismatch: ` +
        'their stamps may show another object than the one that was classified',
    )
  }
  return notes
}

function refuseOtherLength({ nRows }: Table, expected: number, where: string): void {
  if (nRows === expected) return
  throw new InputError({
    what: 'CATALOG and CUTOUTS differ in length',
    where,
    expected: `${expected} rows`,
    got: `${nRows}`,
  })
}

function pickedObjects(objects: DatasetObjects, rows: readonly number[]): DatasetObjects {
  const numbers = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
  return {
    field: rows.map((row) => objects.field[row]),
    id: rows.map((row) => objects.id[row]),
    x: numbers(objects.x),
    y: numbers(objects.y),
    ra: numbers(objects.ra),
    dec: numbers(objects.dec),
  }
}
