/**
 * Rows of an image in memory, which move up it: a stamp needs rows that its neighbour needed too.
 */
export interface RowStrip {
  /** Moves to rows [y0, y1), reading those that it does not hold yet. */
  moveTo(y0: number, y1: number): Promise<void>
  /**
   * Puts pixels [x0, x1) of a row that it holds to `out[at]` and on, as physical values.
   *
   * @throws InputError if they are packed and damaged
   */
  decode(row: number, x0: number, x1: number, out: Float32Array, at: number): void
}
