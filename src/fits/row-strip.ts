/**
 * Rows of an image in memory, which move up it: a stamp needs rows that its neighbour needed too.
 */
export interface RowStrip {
  /** Moves to rows [y0, y1), reading those that it does not hold yet. */
  moveTo(y0: number, y1: number): Promise<void>
  /**
   * Says how many pixels are going to be decoded from the rows that it holds: where that is more
   * than they have, as of sources that lie close, it may be cheaper to decode each row once.
   */
  expect?(nPixels: number): void
  /**
   * Puts pixels [x0, x1) of a row that it holds to `out[at]` and on, as physical values.
   *
   * @throws InputError if they are packed and damaged
   */
  decode(row: number, x0: number, x1: number, out: Float32Array, at: number): void
  /**
   * Copies a square, where this is faster than row by row.
   *
   * @param y0 its first row; all of its rows must be held
   * @param out gets its pixels, `side * side`
   * @returns whether no pixel is 0, NaN or infinite; undefined where nothing was copied
   */
  cutSquare?(x0: number, y0: number, side: number, out: Float32Array): boolean | undefined
}
