/**
 * held-out.csv: what a model says of the objects that it was not trained on, a row for each. A
 * member's table has its logits, from which an ensemble is made without asking its networks again.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dataset, DatasetObjects } from '../datasets/index.js'
import { CLUSTER_CLASSES, type Scores } from '../models/index.js'
import { csvText, numbersOf, parseCsv, Table } from '../tables/index.js'
import type { Split } from './split.js'

export const HELD_OUT = 'held-out.csv'

/** Objects of one set, in the order of the data set. */
export interface HeldOutSet {
  readonly name: 'validation' | 'test'
  /** Rows of the data set. */
  readonly rows: Uint32Array
  /** Logits of each network, (n, classes). */
  readonly logits: readonly Float32Array[]
}

export interface ScoredSet extends HeldOutSet {
  readonly scores: Scores
}

const VALUES = CLUSTER_CLASSES.map(({ value }) => value)
const N_CLASSES = VALUES.length

/** The text of held-out.csv. */
export function heldOutCsv(sets: readonly ScoredSet[], { objects, classes }: Dataset): string {
  const rows = sets.flatMap((set) => [...set.rows])
  const whole = (part: (set: ScoredSet) => ArrayLike<number>) =>
    Float32Array.from(sets.flatMap((set) => Array.from(part(set))))
  const column = (values: Float32Array, k: number) =>
    Float32Array.from(rows, (_, i) => values[i * N_CLASSES + k])
  const byClass = (stem: string, values: Float32Array) =>
    VALUES.map((value, k) => ({ name: `${stem}${value}`, values: column(values, k) }))
  const isMember = sets.every(({ logits }) => logits.length === 1)
  return csvText(
    new Table([
      { name: 'set', values: sets.flatMap(({ name, rows }) => [...rows].map(() => name)) },
      ...objectColumns(objects, rows),
      { name: 'class', values: Int16Array.from(rows, (row) => classes[row]) },
      { name: 'ml_class', values: Int16Array.from(whole(({ scores }) => scores.classes)) },
      ...byClass(
        'ml_p',
        whole(({ scores }) => scores.probabilities),
      ),
      { name: 'ml_qual', values: whole(({ scores }) => scores.quality) },
      ...(isMember
        ? byClass(
            'logit',
            whole(({ logits }) => logits[0]),
          )
        : []),
    ]),
  )
}

function objectColumns(objects: DatasetObjects, rows: readonly number[]) {
  const numbers = (name: 'x' | 'y' | 'ra' | 'dec') => ({
    name,
    values: Float64Array.from(rows, (row) => objects[name][row]),
  })
  return [
    { name: 'field', values: rows.map((row) => objects.field[row]) },
    { name: 'id', values: rows.map((row) => objects.id[row]) },
    ...[numbers('x'), numbers('y'), numbers('ra'), numbers('dec')],
  ]
}

/** The held-out sets with the logits of all members, read from their tables. */
export async function readHeldOut(folders: readonly string[], split: Split): Promise<HeldOutSet[]> {
  const names = (['validation', 'test'] as const).filter((name) => split[name].length > 0)
  if (names.length === 0) return []
  const all = await Promise.all(folders.map(readLogits))
  let at = 0
  return names.map((name) => {
    const rows = split[name]
    const [start, end] = [at * N_CLASSES, (at + rows.length) * N_CLASSES]
    at += rows.length
    return { name, rows, logits: all.map((logits) => logits.slice(start, end)) }
  })
}

/** Logits of all rows, (n, classes). */
async function readLogits(folder: string): Promise<Float32Array> {
  const path = join(folder, HELD_OUT)
  const table = parseCsv(await readFile(path, 'utf8'), path)
  const columns = VALUES.map((value) => numbersOf(table.column(`logit${value}`)))
  return Float32Array.from(
    { length: table.nRows * N_CLASSES },
    (_, i) => columns[i % N_CLASSES][Math.floor(i / N_CLASSES)],
  )
}
