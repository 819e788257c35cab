/**
 * Pictures without a graphics processor, by the formulas of stretch.ts. Each is painted once, a
 * pixel for a pixel of the mosaic, and kept: to show it is to draw it larger.
 */
import { NAN_COLOR, type Painter, type Picture, sizeCanvas } from './painter.js'
import type { Prepared, Window } from './prepared.js'
import { adjusted, curved, type Look, type Tone } from './stretch.js'

/** A source brighter than white fades to white by at most this share; the rest stays its colour. */
const FADE = 0.6
/** Keeps a canvas out of a graphics processor that is none: to go there and back costs the most. */
const IN_MEMORY: CanvasRenderingContext2DSettings = { willReadFrequently: true }
/** Pictures of so many sources are kept: those at hand, and a few that were seen. */
const MOST_SOURCES = 16

export function canvasPainter(canvas: HTMLCanvasElement): Painter {
  return new CanvasPainter(canvas)
}

class CanvasPainter implements Painter {
  readonly name = '2D'
  private readonly canvas: HTMLCanvasElement
  private readonly context: CanvasRenderingContext2D
  /** By row, those used last at the end; in a row by window and bands. */
  private readonly kept = new Map<number, Map<string, HTMLCanvasElement>>()
  private look: Look | undefined
  private ratio = 1

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas
    this.context = canvas.getContext('2d', { alpha: false, ...IN_MEMORY })!
  }

  resize(width: number, height: number, ratio: number): void {
    this.ratio = ratio
    sizeCanvas(this.canvas, width * ratio, height * ratio)
  }

  load(source: Prepared, picture: Picture, look: Look): boolean {
    const kept = this.keptOf(source.row, look)
    const name = nameOf(picture)
    if (kept.has(name)) return false
    const small = document.createElement('canvas')
    paintSmall(small, source, picture.window, picture.tone, look)
    kept.set(name, small)
    return true
  }

  forget(row: number): void {
    this.kept.delete(row)
  }

  private keptOf(row: number, look: Look): Map<string, HTMLCanvasElement> {
    // Pictures of another stretch are of no more use.
    if (look !== this.look) this.kept.clear()
    this.look = look
    const kept = this.kept.get(row) ?? new Map<string, HTMLCanvasElement>()
    this.kept.delete(row)
    this.kept.set(row, kept)
    for (const old of this.kept.keys()) if (this.kept.size > MOST_SOURCES) this.kept.delete(old)
    return kept
  }

  clear(): void {
    this.context.fillStyle = '#000'
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height)
  }

  paint(source: Prepared, pictures: readonly Picture[], look: Look): void {
    this.clear()
    this.context.imageSmoothingEnabled = false
    for (const picture of pictures) {
      this.load(source, picture, look)
      const small = this.keptOf(source.row, look).get(nameOf(picture))!
      const { x, y, side } = picture
      const [left, top, px] = [x, y, side].map((one) => Math.round(one * this.ratio))
      this.context.drawImage(small, left, top, px, px)
    }
  }
}

function nameOf({ window, tone }: Picture): string {
  return `${window.offset} ${window.sizePx} ${tone.bands}`
}

/** Paints one pixel of the canvas for one pixel of the mosaic. */
export function paintSmall(
  canvas: HTMLCanvasElement,
  { stamp }: Pick<Prepared, 'stamp'>,
  window: Window,
  tone: Tone,
  look: Look,
): void {
  const { sizePx } = window
  canvas.width = sizePx
  canvas.height = sizePx
  const image = new ImageData(sizePx, sizePx)
  const paint = pixelPainter(tone, look)
  const values = [0, 0, 0]
  for (let y = 0; y < sizePx; y++) {
    // The first row in FITS is the lowest one.
    const top = (sizePx - 1 - y) * sizePx
    for (let x = 0; x < sizePx; x++) {
      const at = (y + window.offset) * stamp.sizePx + x + window.offset
      for (let i = 0; i < tone.bands.length; i++) values[i] = stamp.bands[tone.bands[i]][at]
      paint(values, image.data, 4 * (top + x))
    }
  }
  canvas.getContext('2d', IN_MEMORY)!.putImageData(image, 0, 0)
}

type PixelPainter = (values: readonly number[], to: Uint8ClampedArray, at: number) => void

/** Paints the values of one pixel, one for grey and three for colour. */
export function pixelPainter(tone: Tone, look: Look): PixelPainter {
  const { black, unit, white, k, curve } = tone
  const n = [0, 0, 0]
  const isColour = tone.bands.length === 3
  return (values, to, at) => {
    to[at + 3] = 255
    for (let i = 0; i < tone.bands.length; i++) n[i] = (values[i] - black[i]) / unit[i]
    const mean = isColour ? (n[0] + n[1] + n[2]) / 3 : n[0]
    if (Number.isNaN(mean)) {
      for (let i = 0; i < 3; i++) to[at + i] = NAN_COLOR[i]
      return
    }
    const s = adjusted(curved(mean / white, curve, k), look)
    if (isColour && mean > 0) {
      paintColour(n, mean, s, tone.grey, to, at)
      return
    }
    const level = Math.min(s, 1)
    to.fill(255 * (look.isInverted && !isColour ? 1 - level : level), at, at + 3)
  }
}

function paintColour(
  n: readonly number[],
  mean: number,
  s: number,
  grey: number,
  to: Uint8ClampedArray,
  at: number,
): void {
  const colourful = mean / (mean + grey)
  const [r, g, b] = n.map((one) => Math.max(0, mean + (one - mean) * colourful))
  const gain = Math.min(s / mean, 1 / Math.max(r, g, b))
  const fade = s > 1 ? FADE * (1 - Math.exp(2 - 2 * s)) : 0
  to[at] = 255 * (r * gain * (1 - fade) + fade)
  to[at + 1] = 255 * (g * gain * (1 - fade) + fade)
  to[at + 2] = 255 * (b * gain * (1 - fade) + fade)
}
