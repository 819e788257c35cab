/**
 * Draws markers by the processor into a picture of the screen. Where no graphics card draws, this
 * is several times as fast as any way through the browser: a marker is a short list of pixels.
 */
import type { Camera } from './camera.js'
import { markerSprites } from './marker-sprites.js'
import { type MarkerSet, type MarkerStyle, ringRadius, type Screen } from './painter.js'

/** The pixels of a marker that are not transparent. */
interface Stamp {
  readonly dx: Int16Array
  readonly dy: Int16Array
  /** The same as a step in the picture. */
  readonly steps: Int32Array
  readonly colors: Uint32Array
  /** Pixels that the marker reaches to each side. */
  readonly reach: number
}

/** Fainter pixels of a marker are left out, of 255. */
const LEAST_ALPHA = 40

export class MarkerRaster {
  width = 1
  height = 1
  /** RGBA, the upper line first. */
  pixels = new Uint32Array(1)
  private readonly isPremultiplied: boolean
  private styles: readonly MarkerStyle[] = []
  private markers: MarkerSet | undefined
  private stamps: readonly Stamp[] = []
  private key = ''

  /** @param isPremultiplied whether colours are multiplied by their alpha, as WebGL wants them */
  constructor(isPremultiplied: boolean) {
    this.isPremultiplied = isPremultiplied
  }

  setStyles(styles: readonly MarkerStyle[]): void {
    this.styles = styles
    this.key = ''
  }

  setMarkers(markers: MarkerSet): void {
    this.markers = markers
  }

  /** The picture of all markers, {@link pixels}. */
  draw(camera: Camera, screen: Screen, radius: number): void {
    this.begin(screen, radius)
    if (!this.markers) return
    const { order, ringed, kinds } = this.markers
    const ring = this.stamps.length - 1
    this.drawRows(order, camera, screen, (row) => kinds[row])
    this.drawRows(ringed, camera, screen, () => ring)
  }

  private begin({ width, height, pixelRatio }: Screen, radius: number): void {
    const [w, h] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)]
    const rounded = Math.round(2 * radius) / 2
    const key = `${rounded} ${pixelRatio} ${w}`
    if (w !== this.width || h !== this.height) {
      this.width = w
      this.height = h
      this.pixels = new Uint32Array(w * h)
    } else this.pixels.fill(0)
    if (key === this.key) return
    this.key = key
    const { canvas, side } = markerSprites(this.styles, rounded * pixelRatio, pixelRatio)
    const pen = canvas.getContext('2d', { willReadFrequently: true })!
    const cells = this.styles.map((_, k) => pen.getImageData(k * side, 0, side, side))
    this.stamps = [...cells, ringImage(ringRadius(rounded) * pixelRatio, pixelRatio)].map((image) =>
      stampOf(image, w, this.isPremultiplied),
    )
  }

  private drawRows(
    rows: Uint32Array,
    { x: middleX, y: middleY, scale }: Camera,
    { pixelRatio }: Screen,
    kindOf: (row: number) => number,
  ): void {
    const { pixels, width, height, stamps } = this
    const { x, y } = this.markers!
    const step = scale * pixelRatio
    const [halfX, halfY] = [width / 2, height / 2]
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      const stamp = stamps[kindOf(row)]
      const left = Math.round((x[row] - middleX) * step + halfX)
      const top = Math.round((middleY - y[row]) * step + halfY)
      const { reach, steps, colors } = stamp
      if (left >= reach && top >= reach && left < width - reach && top < height - reach) {
        const at = top * width + left
        for (let k = 0; k < steps.length; k++) pixels[at + steps[k]] = colors[k]
      } else if (left > -reach && top > -reach && left < width + reach && top < height + reach) {
        this.drawAtEdge(stamp, left, top)
      }
    }
  }

  private drawAtEdge({ dx, dy, colors }: Stamp, left: number, top: number): void {
    const { pixels, width, height } = this
    for (let k = 0; k < dx.length; k++) {
      const [atX, atY] = [left + dx[k], top + dy[k]]
      if (atX >= 0 && atY >= 0 && atX < width && atY < height) {
        pixels[atY * width + atX] = colors[k]
      }
    }
  }
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

/** @param width of the picture that the stamp is drawn into */
function stampOf(image: ImageData, width: number, isPremultiplied: boolean): Stamp {
  const { data, width: side } = image
  const middle = side >> 1
  const places = Array.from({ length: side * side }, (_, i) => i)
  const solid = places.filter((i) => data[4 * i + 3] >= LEAST_ALPHA)
  const dx = Int16Array.from(solid, (i) => (i % side) - middle)
  const dy = Int16Array.from(solid, (i) => Math.floor(i / side) - middle)
  const colors = new Uint8ClampedArray(4 * solid.length)
  solid.forEach((i, k) => {
    const alpha = data[4 * i + 3]
    const share = isPremultiplied ? alpha / 255 : 1
    for (let part = 0; part < 3; part++) colors[4 * k + part] = share * data[4 * i + part]
    colors[4 * k + 3] = alpha
  })
  const steps = Int32Array.from(dx, (step, k) => dy[k] * width + step)
  return { dx, dy, steps, colors: new Uint32Array(colors.buffer), reach: middle + 1 }
}
