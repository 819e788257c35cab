/** A small job of `simulate`, and the tables that come of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memorySource } from '../../src/bytes/index.js'
import { populationOf } from '../../src/populations/index.js'
import {
  type SimulatedField,
  type SimulateJob,
  simulatedBands,
  simulateFields,
} from '../../src/simulate/index.js'
import { readTable, type Table } from '../../src/tables/index.js'

export function simulateJob(
  folder: string,
  name: string,
  changes: Partial<SimulateJob> = {},
): SimulateJob {
  const population = populationOf('ngc1566')
  return {
    out: join(folder, name),
    seed: 7,
    nFields: 1,
    sizePx: 160,
    bands: simulatedBands(['F555W', 'F814W']),
    population,
    distanceMpc: population.distanceMpc,
    candidatesPerField: 6,
    ...changes,
  }
}

export interface FieldWithTables {
  field: SimulatedField
  candidates: Table
  truth: Table
}

/** A field of 400 px in all bands with 60 candidates. */
export async function fiveBands(folder: string): Promise<FieldWithTables> {
  const size = { sizePx: 400, candidatesPerField: 60, bands: simulatedBands(), seed: 12 }
  const [field] = await simulateFields(simulateJob(folder, 'field', size))
  const [candidates, truth] = await Promise.all([field.candidates, field.truth].map(tableAt))
  return { field, candidates, truth }
}

export const tableAt = (path: string) => readTable(memorySource(readFileSync(path), path))
export const numbers = (table: Table, name: string) =>
  Float64Array.from(table.column(name).values as ArrayLike<number>)
