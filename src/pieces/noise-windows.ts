/** The stamps on which the noise of a field is measured, found in the file of its positions. */
import { noiseRanks } from '../classify/index.js'
import {
  type FitsMosaicSet,
  placeWindows,
  type StampWindow,
  type WindowRule,
} from '../cutouts/index.js'
import { readPositions } from './row-files.js'

const ROWS_AT_A_TIME = 65536

/**
 * The windows at some ranks, in the order of `placeWindows` on all rows: by y0, then by the row.
 * Memory does not grow with the catalogue.
 */
export async function noiseWindows(
  path: string,
  nRows: number,
  field: FitsMosaicSet,
  rule: WindowRule,
  cropPx: number,
): Promise<readonly StampWindow[]> {
  async function* windows(): AsyncGenerator<StampWindow> {
    for (let first = 0; first < nRows; first += ROWS_AT_A_TIME) {
      const positions = await readPositions(path, first, Math.min(nRows, first + ROWS_AT_A_TIME))
      yield* placeWindows(positions, field, rule, cropPx).windows.values()
    }
  }
  const counts = new Map<number, number>()
  let n = 0
  for await (const { y0 } of windows()) {
    counts.set(y0, (counts.get(y0) ?? 0) + 1)
    n++
  }
  const wanted = ranksByRow(noiseRanks(n), counts)
  const found = new Map<number, StampWindow>()
  const seen = new Map<number, number>()
  for await (const window of windows()) {
    const k = seen.get(window.y0) ?? 0
    seen.set(window.y0, k + 1)
    const rank = wanted.get(window.y0)?.get(k)
    if (rank !== undefined) found.set(rank, window)
  }
  return [...found].sort(([a], [b]) => a - b).map(([, window]) => window)
}

/** For each y0, which of its windows are wanted, and their ranks among all. */
function ranksByRow(
  ranks: readonly number[],
  counts: ReadonlyMap<number, number>,
): Map<number, Map<number, number>> {
  const wanted = new Map<number, Map<number, number>>()
  let before = 0
  for (const [y0, n] of [...counts].sort(([a], [b]) => a - b)) {
    const here = ranks.filter((rank) => rank >= before && rank < before + n)
    if (here.length > 0) wanted.set(y0, new Map(here.map((rank) => [rank - before, rank])))
    before += n
  }
  return wanted
}
