/**
 * Draws the markers of a part of the screen by the processor. Where no graphics card draws, this is
 * several times as fast as any way through the browser. A grid finds the rows of the part, so that
 * a narrow strip costs little, however many rows the field has.
 */
import type { Size } from './camera.js'
import { areaAround, type Box, type DeviceView } from './device-view.js'
import { MarkerGrid } from './marker-grid.js'
import type { Stamp } from './marker-stamps.js'
import type { MarkerSet } from './painter.js'

/** Rows in the order in which they are drawn, and a grid of their places in that order. */
interface Sorted {
  readonly rows: Uint32Array
  readonly grid: MarkerGrid
}

export class MarkerRaster {
  private readonly field: Size
  private markers: MarkerSet | undefined
  private shown: Sorted | undefined
  private ringed: Sorted | undefined
  private buffer = new Uint32Array(0)

  constructor(field: Size) {
    this.field = field
  }

  setMarkers(markers: MarkerSet): void {
    this.markers = markers
    this.shown = this.sorted(markers, markers.order)
    this.ringed = this.sorted(markers, markers.ringed)
  }

  /**
   * The picture of a part of the screen, RGBA, the upper line first; null where it has no marker.
   * The next call writes over it.
   *
   * @param stamps of each kind, and of the ring
   */
  draw(box: Box, view: DeviceView, stamps: readonly Stamp[]): Uint32Array<ArrayBuffer> | null {
    if (!this.markers || !this.shown || !this.ringed) return null
    const reach = Math.max(...stamps.map((stamp) => stamp.reach))
    const area = areaAround(view, box, reach)
    const rows = [this.shown, this.ringed].map((sorted) => ({
      places: sorted.grid.inside(area),
      rows: sorted.rows,
    }))
    const [shown, ringed] = rows
    if (shown.places.length + ringed.places.length === 0) return null
    const pixels = this.cleared(box.width * box.height)
    const { kinds } = this.markers
    const steps = stamps.map(({ dx, dy }) =>
      Int32Array.from(dx, (step, k) => dy[k] * box.width + step),
    )
    const ring = stamps.length - 1
    const canvas = { pixels, box, view, stamps, steps }
    drawRows(canvas, this.markers, shown, (row) => kinds[row])
    drawRows(canvas, this.markers, ringed, () => ring)
    return pixels
  }

  private sorted({ x, y }: MarkerSet, rows: Uint32Array): Sorted {
    const along = (axis: ArrayLike<number>) => Float64Array.from(rows, (row) => axis[row])
    return { rows, grid: new MarkerGrid(along(x), along(y), this.field) }
  }

  private cleared(length: number): Uint32Array<ArrayBuffer> {
    if (this.buffer.length < length) this.buffer = new Uint32Array(length)
    const pixels = this.buffer.subarray(0, length)
    pixels.fill(0)
    return pixels
  }
}

interface Part {
  readonly pixels: Uint32Array
  readonly box: Box
  readonly view: DeviceView
  readonly stamps: readonly Stamp[]
  /** The pixels of each stamp as steps in the picture. */
  readonly steps: readonly Int32Array[]
}

function drawRows(
  { pixels, box, view, stamps, steps }: Part,
  { x, y }: MarkerSet,
  { rows, places }: { rows: Uint32Array; places: Uint32Array },
  kindOf: (row: number) => number,
): void {
  const { width, height } = box
  const { step } = view
  const [fromX, fromY] = [view.left + box.left, view.top + box.top]
  for (let i = 0; i < places.length; i++) {
    const row = rows[places[i]]
    const kind = kindOf(row)
    const { reach, colors } = stamps[kind]
    const left = Math.round(x[row] * step) - fromX
    const top = Math.round(-y[row] * step) - fromY
    if (left >= reach && top >= reach && left < width - reach && top < height - reach) {
      const at = top * width + left
      const offsets = steps[kind]
      for (let k = 0; k < offsets.length; k++) pixels[at + offsets[k]] = colors[k]
    } else if (left > -reach && top > -reach && left < width + reach && top < height + reach) {
      drawAtEdge(pixels, box, stamps[kind], left, top)
    }
  }
}

function drawAtEdge(
  pixels: Uint32Array,
  { width, height }: Box,
  { dx, dy, colors }: Stamp,
  left: number,
  top: number,
): void {
  for (let k = 0; k < dx.length; k++) {
    const [atX, atY] = [left + dx[k], top + dy[k]]
    if (atX >= 0 && atY >= 0 && atX < width && atY < height) pixels[atY * width + atX] = colors[k]
  }
}
