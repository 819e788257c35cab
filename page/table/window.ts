/**
 * Which rows of a long table are drawn. A browser lays out some ten million pixels, so that a table
 * that would be higher is scrolled in larger steps: the bar then moves through the rows in
 * proportion.
 */
export interface TableWindow {
  /** Height of what is scrolled, px. */
  readonly height: number
  /** First row that is drawn, and the one after the last. */
  readonly from: number
  readonly to: number
  /** Where the first row is drawn, px from the top of what is scrolled. */
  readonly top: number
}

const HIGHEST_PX = 8_000_000
/** Rows that are drawn above and below the screen. */
const MORE = 6

/** @param scrollTop px that are scrolled away above the screen */
export function tableWindow(
  nRows: number,
  rowPx: number,
  screenPx: number,
  scrollTop: number,
): TableWindow {
  const whole = nRows * rowPx
  const height = Math.min(HIGHEST_PX, whole)
  const hidden = Math.max(0, height - screenPx)
  // A table that became shorter may still be scrolled further than it is high.
  const scrolled = Math.min(hidden, Math.max(0, scrollTop))
  const share = hidden === 0 ? 0 : scrolled / hidden
  const first = height === whole ? scrolled / rowPx : share * (nRows - screenPx / rowPx)
  const from = Math.max(0, Math.floor(first) - MORE)
  const to = Math.min(nRows, Math.ceil(first + screenPx / rowPx) + MORE)
  return { height, from, to, top: scrolled - (first - from) * rowPx }
}

/** How far to scroll so that a row is on the screen; the same where it is already. */
export function scrolledTo(
  place: number,
  nRows: number,
  rowPx: number,
  screenPx: number,
  scrollTop: number,
): number {
  const { height } = tableWindow(nRows, rowPx, screenPx, scrollTop)
  const whole = nRows * rowPx
  const isWhole = height === whole
  const hidden = Math.max(1, height - screenPx)
  const most = Math.max(1, whole - screenPx)
  const first = isWhole ? scrollTop : (scrollTop / hidden) * most
  const wanted = Math.min(place * rowPx, Math.max(first, (place + 1) * rowPx - screenPx))
  return isWhole ? wanted : (wanted / most) * hidden
}
