// Scores of classified tables that `evaluate` does not give.
import { readFile } from 'node:fs/promises'
import { parseCsv } from '../../../dist/tables/index.js'

const N_BINS = 10
const VOTES = ['vote_1', 'vote_2', 'vote_3']

/** The rows of a CSV table as objects. */
export async function rowsOf(path) {
  const table = parseCsv(await readFile(path, 'utf8'), path)
  const columns = table.columns.map(({ name, values }) => [name, values])
  return Array.from({ length: table.nRows }, (_, row) =>
    Object.fromEntries(columns.map(([name, cells]) => [name, cells[row]])),
  )
}

export const meanOver = (rows, of) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length

/**
 * The calibration error on votes: as ECE in ten bins, but what is realised is the share of the
 * votes that say the predicted class. Undefined without votes.
 */
export function votesEce(rows) {
  const voted = rows.filter((row) => row.ml_class > 0 && VOTES.every((name) => row[name] > 0))
  if (voted.length === 0) return undefined
  const bins = Array.from({ length: N_BINS }, () => ({ expected: 0, realised: 0 }))
  for (const row of voted) {
    const predicted = Number(row.ml_class)
    const p = Number(row[`ml_p${predicted}`])
    const bin = bins[Math.min(N_BINS - 1, Math.floor(p * N_BINS))]
    bin.expected += p
    bin.realised += meanOver(VOTES, (name) => (Number(row[name]) === predicted ? 1 : 0))
  }
  const misses = bins.map(({ expected, realised }) => Math.abs(expected - realised))
  return misses.reduce((sum, miss) => sum + miss, 0) / voted.length
}
