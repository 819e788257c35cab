/** Reads the classified objects of data set files (`starsift cutouts`) into memory. */

import type { ByteSource } from '../bytes/index.js'
import { CLASSES, NOT_INSPECTED } from '../catalog/index.js'
import { checkLayout, type StampLayout, unitOfDataset } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import { findHdu, imageAxes, readHdus } from '../fits/index.js'
import { joinedFloats } from '../nn/index.js'
import { readFitsTable, type Table } from '../tables/index.js'
import { croppingTo, readCrops, refuseTooLarge } from './crops.js'
import { type TrainingLabels, tableLabels } from './label-source.js'
import { type DatasetObjects, objectsOf } from './objects.js'
import { layoutOfDataset } from './write.js'

/** Classified objects with pixels in every band, in the order of the files. */
export interface Dataset {
  /** (n, bands, cropPx, cropPx) as they were cut, NaN where there is no pixel. */
  readonly crops: Float32Array
  readonly layout: StampLayout
  /** Side of the crops here: the stamps' own, or of their central part. */
  readonly cropPx: number
  /** 1-4. */
  readonly classes: Uint8Array
  /** Shares of the votes, (n, 4). */
  readonly shares?: Float32Array
  readonly objects: DatasetObjects
  /** Of the pixels, a file each. */
  readonly units: readonly FileUnit[]
  /** Of the mosaics that each was cut from, arcsec; NaN where nobody knows. */
  readonly pixelScaleArcsec: Float64Array
  /** Which of the files, or of the data sets that were joined, each is from; counted from 0. */
  readonly file: Uint32Array
  /** Rows left out because nobody has classified them, and because a band of theirs has no pixel. */
  readonly nNotInspected: number
  readonly nBlank: number
}

export interface FileUnit {
  readonly file: string
  /** `e-/s` however it is spelt; empty where the file does not say. */
  readonly unit: string
}

export interface DatasetOptions {
  readonly labels: TrainingLabels
  /** Side of the central part that is taken of the stamps; default: all of them. */
  readonly cropPx?: number
}

/**
 * The objects of several files as one set.
 *
 * @throws InputError if a file is no data set, holds other stamps than the first, has labels outside 1-4 or no
 *   classified object, or if all of them are too much for this machine's memory
 * @example const { crops, classes } = await readDatasets(['ngc628.fits'], { labels: { from: 'column', columns: ['class'] } })
 */
export async function readDatasets(
  paths: readonly string[],
  options: DatasetOptions,
): Promise<Dataset> {
  const parts: Dataset[] = []
  for (const path of paths) {
    const part = await withFile(path, (source) => readOne(source, path, options))
    checkAlike(parts, part, path)
    parts.push(part)
  }
  return parts.length === 1 ? parts[0] : joinedDatasets(parts)
}

/** @throws InputError if the stamps are not those of the first file, or their mosaics' scale not that of the first that knows its own */
function checkAlike(parts: readonly Dataset[], { layout }: Dataset, path: string): void {
  if (parts.length === 0) return
  const [first] = parts
  checkLayout(first.layout, layout, path, first.units[0].file)
  const scaled = parts.find((part) => part.layout.pixelScaleArcsec !== undefined)
  if (!scaled) return
  const { pixelScaleArcsec } = scaled.layout
  checkLayout({ ...first.layout, pixelScaleArcsec }, layout, path, scaled.units[0].file)
}

async function readOne(
  source: ByteSource,
  path: string,
  { labels, cropPx }: DatasetOptions,
): Promise<Dataset> {
  const hdu = findHdu(await readHdus(source), 'CUTOUTS')
  const axes = imageAxes(hdu)
  const layout = layoutOfDataset(hdu.header, axes)
  const table = await readFitsTable(source, 'CATALOG')
  refuseOtherLength(table, axes[3], path)
  const { classes, shares } = tableLabels(table, labels)
  const objects = objectsOf(table)
  const rows = [...classes.keys()].filter((row) => classes[row] !== NOT_INSPECTED)
  const cutter = croppingTo(cropPx ?? layout.sizePx, layout, objects, path)
  const { crops, kept } = await readCrops(source, hdu, rows, cutter, path)
  if (kept.length === 0) {
    const where = `${path}, ${labels.columns.join(', ')}`
    throw new InputError({ what: 'no classified object', where })
  }
  return {
    ...{ crops, layout, cropPx: cutter.sizePx, objects: pickedObjects(objects, kept) },
    units: [{ file: path, unit: unitOfDataset(hdu.header) }],
    classes: Uint8Array.from(kept, (row) => classes[row]),
    pixelScaleArcsec: new Float64Array(kept.length).fill(layout.pixelScaleArcsec ?? Number.NaN),
    file: new Uint32Array(kept.length),
    ...(shares && { shares: pickedRows(shares, kept, shares.length / classes.length) }),
    nNotInspected: classes.length - rows.length,
    nBlank: rows.length - kept.length,
  }
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

/** Rows of a matrix of `length` columns. */
export function pickedRows<T extends Float32Array>(
  values: T,
  rows: ArrayLike<number>,
  length: number,
): Float32Array {
  const picked = new Float32Array(rows.length * length)
  for (let i = 0; i < rows.length; i++) {
    picked.set(values.subarray(rows[i] * length, (rows[i] + 1) * length), i * length)
  }
  return picked
}

/** Data sets of the same layout, one after another. Where only some have shares of votes, the class of the others has all. */
export function joinedDatasets(parts: readonly Dataset[]): Dataset {
  const { cropPx } = parts[0]
  const scales = parts.map(({ layout }) => layout.pixelScaleArcsec)
  const pixelScaleArcsec = scales.find((scale) => scale !== undefined)
  const layout = { ...parts[0].layout, ...(pixelScaleArcsec && { pixelScaleArcsec }) }
  const areShared = parts.some((part) => part.shares)
  refuseTooLarge(
    parts.reduce((n, { crops }) => n + crops.byteLength, 0),
    'all data sets together',
  )
  const numbers = (key: 'x' | 'y' | 'ra' | 'dec') =>
    Float64Array.from(parts.flatMap(({ objects }) => [...objects[key]]))
  return {
    ...{ layout, cropPx },
    units: parts.flatMap(({ units }) => units),
    crops: joinedFloats(parts.map(({ crops }) => crops)),
    classes: Uint8Array.from(parts.flatMap(({ classes }) => [...classes])),
    pixelScaleArcsec: Float64Array.from(parts.flatMap((part) => [...part.pixelScaleArcsec])),
    file: Uint32Array.from(parts.flatMap(({ file }, i) => [...file].map(() => i))),
    ...(areShared && { shares: joinedFloats(parts.map(sharesOf)) }),
    objects: {
      field: parts.flatMap(({ objects }) => objects.field),
      id: parts.flatMap(({ objects }) => objects.id),
      ...{ x: numbers('x'), y: numbers('y'), ra: numbers('ra'), dec: numbers('dec') },
    },
    nNotInspected: parts.reduce((n, part) => n + part.nNotInspected, 0),
    nBlank: parts.reduce((n, part) => n + part.nBlank, 0),
  }
}

function sharesOf({ shares, classes }: Dataset): Float32Array {
  if (shares) return shares
  const certain = new Float32Array(classes.length * CLASSES.length)
  for (const [row, code] of classes.entries()) certain[row * CLASSES.length + code - 1] = 1
  return certain
}
