/**
 * The field by a plain canvas, for browsers without WebGL2. A tile is stretched once for each
 * brightness and kept as a picture; so many pictures at most are kept.
 */
import { NAN_COLOR, type SkyLevel, TILE_PX } from '../../src/viewing/index.js'
import { type Camera, toScreen } from './camera.js'
import { MarkerRaster } from './marker-raster.js'
import {
  type Brightness,
  curveOf,
  type MarkerSet,
  type MarkerStyle,
  type Painter,
  type Screen,
} from './painter.js'
import type { Area } from './tile-plan.js'

/** A tile of one band, in sigma above the sky; NaN where there is no data. */
interface Held {
  readonly sigma: Float32Array
}

const MOST_PICTURES = 96
const GREY_SIGMA = 6
const FADE = 0.6

export class CanvasPainter implements Painter<Held> {
  readonly name = 'canvas'
  readonly bytesOfTile = 4 * TILE_PX * TILE_PX
  private readonly pen: CanvasRenderingContext2D
  /** Pictures by what they show, the least recently used first. */
  private readonly pictures = new Map<string, OffscreenCanvas>()
  private readonly numbers = new WeakMap<Held, number>()
  private nHeld = 0
  private camera: Camera = { x: 0, y: 0, scale: 1 }
  private screen: Screen = { width: 1, height: 1, pixelRatio: 1 }
  private brightness: Brightness = { curve: 'asinh', black: -1, white: 120 }
  private readonly raster = new MarkerRaster(false)
  private readonly layer = new OffscreenCanvas(1, 1)

  constructor(pen: CanvasRenderingContext2D) {
    this.pen = pen
  }

  hold(pixels: Float32Array, { sky, noise }: SkyLevel): Held {
    const held = { sigma: pixels.map((value) => (value - sky) / noise) }
    this.numbers.set(held, this.nHeld++)
    return held
  }

  /** Pictures of a tile that is gone grow old and go by themselves. */
  release(_held: Held): void {}

  begin(camera: Camera, screen: Screen, brightness: Brightness): void {
    const { pen } = this
    Object.assign(this, { camera, screen, brightness })
    pen.setTransform(1, 0, 0, 1, 0, 0)
    pen.fillStyle = '#000'
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height)
  }

  drawTile(bands: readonly Held[], whole: Area, part: Area): void {
    const { pen, camera, screen } = this
    const { pixelRatio } = screen
    const picture = this.pictureOf(bands)
    const pixel = (whole.x1 - whole.x0) / TILE_PX
    const corner = (x: number, y: number) => {
      const at = toScreen(camera, screen, { x, y })
      return [Math.round(at.x * pixelRatio), Math.round(at.y * pixelRatio)]
    }
    const [left, top] = corner(part.x0, part.y1)
    const [right, bottom] = corner(part.x1, part.y0)
    pen.imageSmoothingEnabled = pixel * camera.scale * pixelRatio < 1
    pen.drawImage(
      picture,
      (part.x0 - whole.x0) / pixel,
      (whole.y1 - part.y1) / pixel,
      (part.x1 - part.x0) / pixel,
      (part.y1 - part.y0) / pixel,
      ...([left, top, right - left, bottom - top] as const),
    )
  }

  setStyles(styles: readonly MarkerStyle[]): void {
    this.raster.setStyles(styles)
  }

  setMarkers(markers: MarkerSet): void {
    this.raster.setMarkers(markers)
  }

  drawMarkers(radius: number): void {
    const { pen, raster, layer } = this
    raster.draw(this.camera, this.screen, radius)
    const { width, height } = raster
    if (layer.width !== width || layer.height !== height) Object.assign(layer, { width, height })
    const bytes = new Uint8ClampedArray(raster.pixels.buffer as ArrayBuffer)
    layer.getContext('2d')!.putImageData(new ImageData(bytes, width, height), 0, 0)
    pen.drawImage(layer, 0, 0)
  }

  close(): void {
    this.pictures.clear()
  }

  private pictureOf(bands: readonly Held[]): OffscreenCanvas {
    const { curve, black, white } = this.brightness
    const names = bands.map((band) => this.numbers.get(band)).join('/')
    const key = `${names} ${curve} ${black} ${white}`
    const found = this.pictures.get(key) ?? stretched(bands, this.brightness)
    this.pictures.delete(key)
    this.pictures.set(key, found)
    for (const old of this.pictures.keys()) {
      if (this.pictures.size <= MOST_PICTURES) break
      this.pictures.delete(old)
    }
    return found
  }
}

/** The picture of a tile, upright. */
function stretched(bands: readonly Held[], brightness: Brightness): OffscreenCanvas {
  const canvas = new OffscreenCanvas(TILE_PX, TILE_PX)
  const pen = canvas.getContext('2d')!
  const image = pen.createImageData(TILE_PX, TILE_PX)
  const [red, green, blue] = bands.length === 3 ? bands : [bands[0], bands[0], bands[0]]
  const light = curveOf(brightness)
  for (let y = 0; y < TILE_PX; y++) {
    for (let x = 0; x < TILE_PX; x++) {
      const from = y * TILE_PX + x
      const to = 4 * ((TILE_PX - 1 - y) * TILE_PX + x)
      const sigma = [red.sigma[from], green.sigma[from], blue.sigma[from]]
      image.data.set(colorOf(sigma, brightness.black, light), to)
    }
  }
  pen.putImageData(image, 0, 0)
  return canvas
}

/** The stretch of src/viewing/rgb.ts, as the shader of WebGL2 has it. */
function colorOf(sigma: number[], black: number, light: (sigma: number) => number): number[] {
  const [r, g, b] = sigma.map((value) => value - black)
  const mean = (r + g + b) / 3
  if (Number.isNaN(mean)) return [...NAN_COLOR, 255]
  if (mean <= 0) return [0, 0, 0, 255]
  const colorful = mean / (mean + GREY_SIGMA)
  const mixed = [r, g, b].map((value) => Math.max(0, mean + (value - mean) * colorful))
  const bright = light(mean)
  const gain = Math.min(bright / mean, 1 / Math.max(...mixed))
  const fade = bright > 1 ? FADE * (1 - Math.exp(2 - 2 * bright)) : 0
  return [...mixed.map((value) => 255 * (value * gain * (1 - fade) + fade)), 255]
}
