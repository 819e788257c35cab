/** Which pixel lies under the pointer. */
import type { Panel } from './panels.js'
import type { Prepared } from './prepared.js'

export interface PointedPixel {
  /** 0-based pixel of the mosaics. */
  readonly x: number
  readonly y: number
  /** e-/s in each band. */
  readonly values: readonly number[]
}

export function panelAt(panels: readonly Panel[], x: number, y: number): Panel | undefined {
  return panels.find(
    (one) => x >= one.x && y >= one.y && x < one.x + one.side && y < one.y + one.side,
  )
}

/**
 * The pixel of a picture.
 *
 * @param x, y px of the page, from the canvas's upper left corner
 */
export function pixelAt(panel: Panel, source: Prepared, x: number, y: number): PointedPixel {
  const { offset, sizePx } = panel.isContext ? source.context : source.window
  const along = (at: number) => Math.min(sizePx - 1, Math.floor((at / panel.side) * sizePx))
  const column = offset + along(x - panel.x)
  const row = offset + sizePx - 1 - along(y - panel.y)
  const { x0, y0, sizePx: side, bands } = source.stamp
  return {
    ...{ x: x0 + column, y: y0 + row },
    values: bands.map((pixels) => pixels[row * side + column]),
  }
}

/**
 * Where a position of the mosaics lies in a picture, as shares of its side from its upper left
 * corner; the centre of a pixel is at half of it.
 */
export function placeIn(panel: Panel, source: Prepared, x: number, y: number): [number, number] {
  const { offset, sizePx } = panel.isContext ? source.context : source.window
  const { x0, y0 } = source.stamp
  return [(x - x0 - offset + 0.5) / sizePx, 1 - (y - y0 - offset + 0.5) / sizePx]
}
