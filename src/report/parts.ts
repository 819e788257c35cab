/**
 * What the report shows, as plain data: pictures are data URIs, numbers are counted, and nothing is
 * left to read or to compute.
 */
import { FLAGS, type Flag, idColumn, idTexts } from '../catalog/index.js'
import type { Classification } from '../classify/index.js'
import type { FieldPicture } from '../figures/index.js'
import { classTitle } from '../models/index.js'
import { medianOfSorted } from '../statistics/index.js'
import type { Table } from '../tables/index.js'
import { visible } from '../visible.js'
import type { StampSheets } from './stamp-sheets.js'

export interface ReportParts {
  readonly title: string
  readonly classification: Classification
  readonly field: FieldView
  readonly gallery: readonly ClassGallery[]
  readonly stamps: StampSheets
  /** A histogram as SVG for each class that has rows. */
  readonly histograms: readonly { readonly value: number; readonly svg: string }[]
  /** Notes about the mosaics, beside those about the classification. */
  readonly mosaicNotes: readonly string[]
  /** The program that ran starsift, e.g. `Node.js v20.20.2`. */
  readonly runtime: string
  /** The command line of the run. */
  readonly command?: string
}

/** The picture of the field; width and height are those of the mosaics. */
export interface FieldView extends Pick<FieldPicture, 'block' | 'channels' | 'stretch'> {
  readonly src: string
  readonly width: number
  readonly height: number
  readonly pixelScaleArcsec: number | undefined
  readonly compass: Compass | undefined
}

/** Directions on the page, as vectors of length 1; y points down. */
export interface Compass {
  readonly north: readonly [number, number]
  readonly east: readonly [number, number]
}

export interface ClassGallery {
  readonly value: number
  /** Highest probability first. */
  readonly surest: readonly Stamp[]
  /** Lowest probability first, without the stamps in `surest`. */
  readonly leastSure: readonly Stamp[]
}

export interface Stamp {
  readonly row: number
  readonly src: string
  readonly sizePx: number
}

export interface ClassTally {
  readonly value: number
  /** What stands in the column of classes. */
  readonly label: number | string
  readonly name: string
  /** Label and name. */
  readonly title: string
  /** Rows of this class, highest probability first. */
  readonly rows: Uint32Array
  /** Median probability of the class among its rows; NaN without rows. */
  readonly medianProbability: number
}

export interface Tally {
  readonly nRows: number
  readonly nClassified: number
  readonly classes: readonly ClassTally[]
  readonly unclassified: Uint32Array
  /** Rows with a flag. */
  readonly nFlagged: number
  /** Flags that occur, with the number of rows that have them. */
  readonly flags: readonly { readonly flag: Flag; readonly n: number }[]
}

export interface ObjectNames {
  /** The catalogue's column of ids; undefined if rows are counted instead. */
  readonly column: string | undefined
  /** @example 'id 1402', or 'row 7' counted from 1 */
  readonly of: (row: number) => string
}

export function tally(classification: Classification): Tally {
  const { card, scores } = classification
  const { classes, flags } = scores
  const unclassified = rowsWhere(classes, 0)
  return {
    nRows: classes.length,
    nClassified: classes.length - unclassified.length,
    classes: card.classes.map((kind) => classTally(classification, kind)),
    unclassified,
    nFlagged: flags.reduce((n, value) => n + (value === 0 ? 0 : 1), 0),
    flags: FLAGS.map((flag) => ({ flag, n: withBit(flags, flag.bit) })).filter(({ n }) => n > 0),
  }
}

/** Probability of the predicted class of a row; NaN without a class. */
export function predictedProbability(classification: Classification, row: number): number {
  const { card, scores } = classification
  const { classes, probabilities } = scores
  const k = card.classes.findIndex(({ value }) => value === classes[row])
  return k < 0 ? Number.NaN : probabilities[row * card.classes.length + k]
}

/** Names of the candidates: their ids in the catalogue, or else their row numbers. */
export function objectNames(table: Table): ObjectNames {
  const column = idColumn(table)
  const byRow = (row: number) => `row ${row + 1}`
  if (!column || (column.width ?? 1) !== 1) return { column: undefined, of: byRow }
  const ids = idTexts(column)
  return {
    column: column.name,
    of: (row) => (ids[row] === '' ? byRow(row) : `id ${visible(ids[row])}`),
  }
}

function classTally(
  classification: Classification,
  kind: Classification['card']['classes'][number],
): ClassTally {
  const { value, name, label = value } = kind
  const rows = rowsWhere(classification.scores.classes, value)
  const sureness = new Map(
    Array.from(rows, (row) => [row, predictedProbability(classification, row)]),
  )
  rows.sort((a, b) => sureness.get(b)! - sureness.get(a)! || a - b)
  const medianProbability = medianOfSorted(Float64Array.from(rows, (row) => sureness.get(row)!))
  return { value, label, name, title: classTitle(kind), rows, medianProbability }
}

function rowsWhere(classes: Uint8Array, value: number): Uint32Array {
  const rows: number[] = []
  classes.forEach((found, row) => {
    if (found === value) rows.push(row)
  })
  return Uint32Array.from(rows)
}

function withBit(flags: Uint32Array, bit: number): number {
  return flags.reduce((n, value) => n + ((value >>> bit) & 1), 0)
}
