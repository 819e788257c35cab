/**
 * Fields for the small model: three bands of noise, with holes, and catalogues with rows of every
 * kind.
 */
import { join } from 'node:path'
import { candidatesOf } from '../../src/catalog/index.js'
import { type FitsMosaicSet, openMosaics } from '../../src/cutouts/index.js'
import { openFitsFiles } from '../../src/files/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { Table } from '../../src/tables/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'

export const WIDTH = 120
export const HEIGHT = 100

/** Where a band has no exposure, and where one is NaN. */
const GAP = { x0: 30, y0: 30, side: 20 }
const HOLE = { x0: 80, y0: 60, side: 3 }

/** Writes three mosaics into a folder and gives their paths. */
export function writeField(folder: string, seed: number): string[] {
  const random = new Random(seed)
  return ['F814W', 'F435W', 'F555W'].map((filter) => {
    const pixels = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
      const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)]
      const noise = random.normal()
      if (filter === 'F555W' && isIn(GAP, x, y)) return 0
      return filter === 'F814W' && isIn(HOLE, x, y) ? Number.NaN : noise
    })
    const path = join(folder, `${seed}_${filter}.fits`)
    return writeMosaic(path, { width: WIDTH, height: HEIGHT, filter, pixels })
  })
}

export async function openField(folder: string, seed: number): Promise<FitsMosaicSet> {
  return openMosaics(await openFitsFiles(writeField(folder, seed)))
}

export interface Row {
  id: number
  x: number
  y: number
}

/** One row of every kind, and then any number at random. */
export function mixedRows(n: number, seed = 5): Row[] {
  const random = new Random(seed)
  const special: [number, number][] = [
    [60, 20], // plain
    [Number.NaN, 20], // no_position
    [60, Number.NaN], // no_position
    [-30, 20], // outside
    [1, 97.5], // edge
    [40, 40], // no_data, gap
    [50.5, 45], // gap
    [81, 61], // nan_pixels
  ]
  const any = () => [random.uniform() * (WIDTH - 1), random.uniform() * (HEIGHT - 1)]
  return Array.from({ length: n }, (_, i) => {
    const [x, y] = special[i] ?? any()
    return { id: i + 1, x, y }
  })
}

/** Without the notes on columns, so that those of a classification are its own. */
export function candidatesIn(rows: readonly Row[]) {
  const column = (name: 'x' | 'y') => ({
    name,
    values: Float64Array.from(rows, (row) => row[name]),
  })
  const id = { name: 'id', values: Int32Array.from(rows, (row) => row.id) }
  const table = new Table([id, column('x'), column('y')])
  return { ...candidatesOf(table, { origin: 0 }), notes: new Notes() }
}

function isIn({ x0, y0, side }: typeof GAP, x: number, y: number): boolean {
  return x >= x0 && x < x0 + side && y >= y0 && y < y0 + side
}
