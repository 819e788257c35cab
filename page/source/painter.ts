/** What paints the pictures: the graphics processor, or the 2D canvas where there is none. */
import type { Prepared, Window } from './prepared.js'
import type { Look, Tone } from './stretch.js'

/** One picture of a source. */
export interface Picture {
  /** Px of the page, from the canvas's upper left corner. */
  readonly x: number
  readonly y: number
  readonly side: number
  readonly window: Window
  readonly tone: Tone
}

export interface Painter {
  readonly name: 'WebGL2' | '2D'
  /** @param ratio pixels of the screen for one px of the page */
  resize(width: number, height: number, ratio: number): void
  /**
   * Makes a picture ready, so that it is painted at once later.
   *
   * @returns whether there was something to do
   */
  load(source: Prepared, picture: Picture, look: Look): boolean
  forget(row: number): void
  paint(source: Prepared, pictures: readonly Picture[], look: Look): void
  clear(): void
}

/** Where a band has no data, as in the pictures of the report. */
export { NAN_COLOR } from '../../src/viewing/index.js'

/** Gives a canvas its pixels; one that has them already keeps what is painted on it. */
export function sizeCanvas(
  canvas: { width: number; height: number },
  width: number,
  height: number,
): void {
  const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side)))
  if (canvas.width !== w) canvas.width = w
  if (canvas.height !== h) canvas.height = h
}
