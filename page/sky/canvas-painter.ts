/**
 * The field by a plain canvas, where there is no graphics card. A frame draws only what is new: the
 * picture of the last frame is moved, and the strips that came into view are drawn, and the tiles
 * that changed. Another zoom draws everything.
 */
import { type SkyLevel, TILE_PX } from '../../src/viewing/index.js'
import type { Size } from './camera.js'
import {
  type Box,
  boxOf,
  type DeviceView,
  deviceView,
  exposed,
  overlap,
  wholeScreen,
} from './device-view.js'
import { MarkerRaster } from './marker-raster.js'
import { markerStamps, type Stamp } from './marker-stamps.js'
import type { Frame, MarkerSet, MarkerStyle, Painter, TilePiece } from './painter.js'
import { type HeldTile, type TilePicture, TilePictures } from './tile-pictures.js'

/** A piece of a tile on the screen. */
interface Placed extends TilePiece<HeldTile> {
  readonly box: Box
  readonly picture: TilePicture
}

/** What the canvas shows. */
interface Drawn {
  readonly view: DeviceView
  readonly pieces: ReadonlyMap<string, Placed>
}

/** Where more of the screen than this share is new, all of it is drawn. */
const MOST_PARTS = 0.6

export class CanvasPainter implements Painter<HeldTile> {
  readonly name = 'canvas'
  readonly bytesOfTile = 4 * TILE_PX * TILE_PX
  private readonly pen: CanvasRenderingContext2D
  private readonly pictures = new TilePictures()
  private readonly raster: MarkerRaster
  private readonly layer = new OffscreenCanvas(1, 1)
  private nHeld = 0
  private styles: readonly MarkerStyle[] = []
  private stamps: readonly Stamp[] = []
  private stampKey = ''
  /** Undefined where nothing of the canvas can be kept. */
  private drawn: Drawn | undefined

  constructor(pen: CanvasRenderingContext2D, field: Size) {
    this.pen = pen
    this.raster = new MarkerRaster(field)
  }

  hold(pixels: Float32Array, { sky, noise }: SkyLevel): HeldTile {
    return { number: this.nHeld++, sigma: pixels.map((value) => (value - sky) / noise) }
  }

  /** Pictures of a tile that is gone grow old and go by themselves. */
  release(_held: HeldTile): void {}

  setStyles(styles: readonly MarkerStyle[]): void {
    this.styles = styles
    this.stampKey = ''
  }

  setMarkers(markers: MarkerSet): void {
    this.raster.setMarkers(markers)
    this.drawn = undefined
  }

  draw({ camera, screen, brightness, pieces, radius }: Frame<HeldTile>): boolean {
    const view = deviceView(camera, screen)
    this.pictures.beginFrame(brightness)
    const placed = new Map(
      pieces.map((piece): [string, Placed] => {
        const { x0, y0, x1 } = piece.part
        const picture = this.pictures.of(piece.bands)
        return [`${x0} ${y0} ${x1}`, { ...piece, picture, box: boxOf(view, piece.part) }]
      }),
    )
    this.fitStamps(radius, screen.pixelRatio)
    for (const box of this.damage(view, placed)) this.paint(box, view, placed)
    this.drawn = { view, pieces: placed }
    return !this.pictures.isBehind
  }

  close(): void {
    this.pictures.close()
  }

  /** Half a screen pixel of the radius is not seen, so that zooming makes few stamps. */
  private fitStamps(radius: number, ratio: number): void {
    const rounded = Math.round(2 * radius) / 2
    const key = `${rounded} ${ratio}`
    if (key === this.stampKey) return
    this.stampKey = key
    this.stamps = markerStamps(this.styles, rounded, ratio)
    this.drawn = undefined
  }

  /** Moves what can be kept, and gives the parts that are to be drawn. */
  private damage(view: DeviceView, pieces: ReadonlyMap<string, Placed>): Box[] {
    const { drawn } = this
    const isSame = (side: 'step' | 'width' | 'height') => drawn?.view[side] === view[side]
    const all = [wholeScreen(view)]
    if (!drawn || !isSame('step') || !isSame('width') || !isSame('height')) return all
    const [dx, dy] = [drawn.view.left - view.left, drawn.view.top - view.top]
    const parts = [...exposed(view, dx, dy), ...changedParts(view, drawn.pieces, pieces)]
    const nPixels = parts.reduce((sum, { width, height }) => sum + width * height, 0)
    if (nPixels > MOST_PARTS * view.width * view.height) return all
    if (dx !== 0 || dy !== 0) this.move(dx, dy)
    return parts
  }

  private move(dx: number, dy: number): void {
    const { pen } = this
    pen.globalCompositeOperation = 'copy'
    pen.drawImage(pen.canvas, dx, dy)
    pen.globalCompositeOperation = 'source-over'
  }

  private paint(box: Box, view: DeviceView, pieces: ReadonlyMap<string, Placed>): void {
    const { pen } = this
    const { left, top, width, height } = box
    pen.save()
    pen.beginPath()
    pen.rect(left, top, width, height)
    pen.clip()
    pen.fillStyle = '#000'
    pen.fillRect(left, top, width, height)
    for (const piece of pieces.values()) {
      if (overlap(piece.box, box)) this.drawPiece(piece, view)
    }
    pen.restore()
    const markers = this.raster.draw(box, view, this.stamps)
    if (!markers) return
    const bytes = new Uint8ClampedArray(markers.buffer, markers.byteOffset, markers.byteLength)
    Object.assign(this.layer, { width, height })
    const layerPen = this.layer.getContext('2d', { willReadFrequently: true })!
    layerPen.putImageData(new ImageData(bytes, width, height), 0, 0)
    const image = this.layer.transferToImageBitmap()
    pen.drawImage(image, left, top)
    image.close()
  }

  private drawPiece({ picture, box, whole, part }: Placed, { step }: DeviceView): void {
    const { pen } = this
    const pixel = (whole.x1 - whole.x0) / TILE_PX
    pen.imageSmoothingEnabled = pixel * step < 1
    pen.drawImage(
      picture.image,
      (part.x0 - whole.x0) / pixel,
      (whole.y1 - part.y1) / pixel,
      (part.x1 - part.x0) / pixel,
      (part.y1 - part.y0) / pixel,
      ...([box.left, box.top, box.width, box.height] as const),
    )
  }
}

/** The parts of the screen whose tiles came, changed or went. */
function changedParts(
  view: DeviceView,
  before: ReadonlyMap<string, Placed>,
  now: ReadonlyMap<string, Placed>,
): Box[] {
  const changed = [...now].filter(
    ([name, { picture }]) => before.get(name)?.picture.version !== picture.version,
  )
  const gone = [...before].filter(([name]) => !now.has(name))
  return [...changed, ...gone].flatMap(([, { part }]) => {
    const box = overlap(boxOf(view, part), wholeScreen(view))
    return box ? [box] : []
  })
}
