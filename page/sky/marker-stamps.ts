/** Markers as short lists of pixels, one for each style and one for the ring. */
import { markerSprites } from './marker-sprites.js'
import { type MarkerStyle, ringRadius } from './painter.js'

/** The pixels of a marker that are not transparent. */
export interface Stamp {
  readonly dx: Int16Array
  readonly dy: Int16Array
  /** RGBA as the bytes of a picture. */
  readonly colors: Uint32Array
  /** Pixels that the marker reaches to each side. */
  readonly reach: number
}

/** Fainter pixels of a marker are left out, of 255. */
const LEAST_ALPHA = 40

/**
 * A stamp for each style, and the ring as the last one.
 *
 * @param radius of the outlines, screen pixels
 * @param ratio device pixels of one screen pixel
 */
export function markerStamps(
  styles: readonly MarkerStyle[],
  radius: number,
  ratio: number,
): readonly Stamp[] {
  const { canvas, side } = markerSprites(styles, radius * ratio, ratio)
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  const cells = styles.map((_, k) => pen.getImageData(k * side, 0, side, side))
  return [...cells, ringImage(ringRadius(radius) * ratio, ratio)].map(stampOf)
}

function ringImage(radius: number, ratio: number): ImageData {
  const side = 2 * Math.ceil(radius + 2 * ratio) + 1
  const pen = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true })!
  pen.strokeStyle = '#fff'
  pen.lineWidth = 1.6 * ratio
  pen.arc(side / 2, side / 2, radius, 0, 2 * Math.PI)
  pen.stroke()
  return pen.getImageData(0, 0, side, side)
}

function stampOf({ data, width: side }: ImageData): Stamp {
  const middle = side >> 1
  const places = Array.from({ length: side * side }, (_, i) => i)
  const solid = places.filter((i) => data[4 * i + 3] >= LEAST_ALPHA)
  const all = new Uint32Array(data.buffer)
  return {
    dx: Int16Array.from(solid, (i) => (i % side) - middle),
    dy: Int16Array.from(solid, (i) => Math.floor(i / side) - middle),
    colors: Uint32Array.from(solid, (i) => all[i]),
    reach: middle + 1,
  }
}
