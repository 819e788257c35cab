/** Small pictures of the markers: one row of square cells, a cell for each style. */
import { DOT_RADIUS, type MarkerStyle } from './painter.js'

export interface Sprites {
  readonly canvas: OffscreenCanvas
  /** Side of a cell, device pixels. */
  readonly side: number
}

/** @param radius of the outlines, device pixels */
export function markerSprites(styles: readonly MarkerStyle[], radius: number, ratio: number) {
  const isDot = radius / ratio < DOT_RADIUS
  const side = Math.ceil(2 * radius + (isDot ? 2 : 5) * ratio)
  const canvas = new OffscreenCanvas(side * Math.max(1, styles.length), side)
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  styles.forEach((style, k) => {
    pen.save()
    pen.translate((k + 0.5) * side, side / 2)
    if (isDot) drawDot(pen, style, radius)
    else drawOutline(pen, style, radius, ratio)
    pen.restore()
  })
  return { canvas, side } satisfies Sprites
}

function drawDot(pen: OffscreenCanvasRenderingContext2D, { color }: MarkerStyle, radius: number) {
  pen.beginPath()
  pen.arc(0, 0, radius, 0, 2 * Math.PI)
  pen.fillStyle = color
  pen.fill()
}

/** An outline with a dark rim, so that it is seen on a bright disc too. */
function drawOutline(
  pen: OffscreenCanvasRenderingContext2D,
  { color, path }: MarkerStyle,
  radius: number,
  ratio: number,
) {
  const line = ratio * Math.min(1.6, 0.5 + (0.25 * radius) / ratio)
  const outline = new Path2D(path)
  pen.scale(radius, radius)
  for (const [stroke, width] of [
    ['#000b', 2.2 * line],
    [color, line],
  ] as const) {
    pen.strokeStyle = stroke
    pen.lineWidth = width / radius
    pen.stroke(outline)
  }
}
