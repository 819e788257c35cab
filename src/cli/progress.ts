/** One line on stderr that says how far the work is, how fast, and how long it will take; on a terminal. */

const REDRAW_MS = 200

/**
 * @param noun what is counted, e.g. `candidates`
 * @returns a function for `onProgress`
 */
export function progressLine(noun: string): (nDone: number, nTotal: number) => void {
  const started = performance.now()
  let drawn = Number.NEGATIVE_INFINITY
  return (nDone, nTotal) => {
    const now = performance.now()
    const isLast = nDone >= nTotal
    if (!process.stderr.isTTY || (now - drawn < REDRAW_MS && !isLast)) return
    drawn = now
    const rate = nDone / ((now - started) / 1000)
    const left = Math.ceil((nTotal - nDone) / rate)
    const line = `${nDone}/${nTotal} ${noun}, ${rate.toFixed(0)}/s, ${left} s left`
    process.stderr.write(`\r\x1b[K${isLast ? '' : line}`)
  }
}

export function printNote(note: string): void {
  process.stderr.write(`note: ${note}\n`)
}
