/** The stamps of a field as a network takes them, some at a time. */
import type { StampWindow } from '../cutouts/index.js'
import type { ModelStamps } from './stamps.js'

/** Row of the catalogue and its window, sorted by row of the mosaics. */
export type RowWindows = readonly (readonly [number, StampWindow])[]

export interface PreparedStamps {
  /** Rows of the catalogue, one per stamp. */
  readonly rows: readonly number[]
  /** What the cutter noticed, one per stamp. */
  readonly noticed: Uint32Array
  /** (stamps, bands, height, width); the memory is used again for the stamps after the next. */
  readonly prepared: Float32Array
}

/**
 * Cuts and prepares as many stamps at a time as are best cut together. While a network looks at
 * some of them, the rows of the next ones are read.
 *
 * @param seconds the time that is spent on waiting for stamps is added
 */
export async function* preparedStamps(
  { cutter, preparation }: ModelStamps,
  windows: RowWindows,
  seconds: { cutting: number },
): AsyncGenerator<PreparedStamps> {
  const length = Math.min(cutter.batch, windows.length) * cutter.stampLength
  const buffers = [new Float32Array(length), new Float32Array(length)]
  const cutFrom = async (start: number) => {
    const part = windows.slice(start, start + cutter.batch)
    if (part.length === 0) return undefined
    const crops = buffers[(start / cutter.batch) % 2].subarray(0, part.length * cutter.stampLength)
    const cut = part.map(([, window]) => window)
    const noticed = await cutter.cut(cut, crops)
    return { rows: part.map(([row]) => row), noticed, crops }
  }
  let next = cutFrom(0)
  try {
    for (let start = cutter.batch; ; start += cutter.batch) {
      const began = performance.now()
      const stamps = await next
      if (!stamps) return
      next = cutFrom(start)
      // Whoever asks for them is told of an error; until then nobody waits for it.
      next.catch(() => {})
      const prepared = preparation.prepare(stamps.crops)
      seconds.cutting += (performance.now() - began) / 1000
      yield { rows: stamps.rows, noticed: stamps.noticed, prepared }
    }
  } finally {
    await next.catch(() => {})
  }
}
