/** The numbers of a run: how many candidates each class and each flag holds, and how sure the network was. */
import { FLAGS, type Flag } from '../catalog/flags.js'
import type { Classification } from '../classify/classification.js'

export interface ClassTally {
  readonly value: number
  readonly name: string
  /** Rows of this class, the surest first. */
  readonly rows: Uint32Array
  /** Median probability of the class among its rows; NaN without rows. */
  readonly medianProbability: number
}

export interface Tally {
  readonly nRows: number
  readonly nClassified: number
  readonly classes: readonly ClassTally[]
  readonly unclassified: Uint32Array
  /** Flags that occur, with the number of rows that have them. */
  readonly flags: readonly { readonly flag: Flag; readonly n: number }[]
}

export function tally(classification: Classification): Tally {
  const { classes, flags, card } = classification
  const unclassified = rowsWhere(classes, 0)
  return {
    nRows: classes.length,
    nClassified: classes.length - unclassified.length,
    classes: card.classes.map(({ value, name }) => classTally(classification, value, name)),
    unclassified,
    flags: FLAGS.map((flag) => ({ flag, n: withBit(flags, flag.bit) })).filter(({ n }) => n > 0),
  }
}

/** Probability of the class that a row was given; NaN where it has none. */
export function predictedProbability(classification: Classification, row: number): number {
  const { card, classes, probabilities } = classification
  const k = card.classes.findIndex(({ value }) => value === classes[row])
  return k < 0 ? Number.NaN : probabilities[row * card.classes.length + k]
}

function classTally(classification: Classification, value: number, name: string): ClassTally {
  const rows = rowsWhere(classification.classes, value)
  const sureness = new Map(
    Array.from(rows, (row) => [row, predictedProbability(classification, row)]),
  )
  rows.sort((a, b) => sureness.get(b)! - sureness.get(a)! || a - b)
  const [below, above] = [rows[(rows.length - 1) >> 1], rows[rows.length >> 1]]
  const medianProbability = (sureness.get(below)! + sureness.get(above)!) / 2
  return { value, name, rows, medianProbability }
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
