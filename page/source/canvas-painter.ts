/** Pictures without a graphics processor, by the formulas of stretch.ts. */
import { NAN_COLOR, type Painter, type Picture, sizeCanvas } from './painter.js'
import type { Prepared, Window } from './prepared.js'
import { adjusted, curved, type Look, type Tone } from './stretch.js'

/** A source brighter than white fades to white by at most this share; the rest stays its colour. */
const FADE = 0.6

export function canvasPainter(canvas: HTMLCanvasElement): Painter {
  return new CanvasPainter(canvas)
}

class CanvasPainter implements Painter {
  readonly name = '2D'
  private readonly canvas: HTMLCanvasElement
  private readonly context: CanvasRenderingContext2D
  private readonly small = document.createElement('canvas')
  private ratio = 1

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas
    this.context = canvas.getContext('2d', { alpha: false })!
  }

  resize(width: number, height: number, ratio: number): void {
    this.ratio = ratio
    sizeCanvas(this.canvas, width * ratio, height * ratio)
  }

  load(): void {}

  forget(): void {}

  clear(): void {
    this.context.fillStyle = '#000'
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height)
  }

  paint(source: Prepared, pictures: readonly Picture[], look: Look): void {
    this.clear()
    for (const { x, y, side, window, tone } of pictures) {
      paintSmall(this.small, source, window, tone, look)
      this.context.imageSmoothingEnabled = false
      const [left, top, px] = [x, y, side].map((one) => Math.round(one * this.ratio))
      this.context.drawImage(this.small, left, top, px, px)
    }
  }
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
  canvas.getContext('2d')!.putImageData(image, 0, 0)
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
