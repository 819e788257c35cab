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
  /**
   * (stamps, bands, height, width). The memory is used again: that of stamps k when the stamps k+1
   * are asked for; if `isBeside`, when k+2 are.
   */
  readonly prepared: Float32Array
}

/**
 * Cuts and prepares as many stamps at a time as are best cut together. While a network looks at
 * some of them, the rows of the next ones are read.
 *
 * @param seconds the time that is spent on waiting for stamps is added
 * @param isBeside whether other threads still look at stamps when the next ones are asked for: then
 *   they lie in memory that threads share
 */
export async function* preparedStamps(
  { cutter, preparation }: ModelStamps,
  windows: RowWindows,
  seconds: { cutting: number },
  isBeside = false,
): AsyncGenerator<PreparedStamps> {
  const length = Math.min(cutter.batch, windows.length) * cutter.stampLength
  const buffers = Array.from({ length: isBeside ? 3 : 2 }, () =>
    isBeside ? new Float32Array(new SharedArrayBuffer(4 * length)) : new Float32Array(length),
  )
  const cutFrom = async (start: number) => {
    const part = windows.slice(start, start + cutter.batch)
    if (part.length === 0) return undefined
    const buffer = buffers[(start / cutter.batch) % buffers.length]
    const crops = buffer.subarray(0, part.length * cutter.stampLength)
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
