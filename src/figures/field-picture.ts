/**
 * The whole field as one picture that fits a page. Mosaics are tens of thousands of pixels wide, so they
 * are read in horizontal strips and averaged block by block: only one strip and the small picture are
 * ever held.
 */
import type { Mosaic } from '../cutouts/mosaic.js'
import { automaticStretch, channelBands, type RgbPicture, rgbPicture, type Stretch } from './rgb.js'
import { type SkyLevel, skyLevel } from './stretch.js'

export interface FieldPicture extends RgbPicture {
  /** Mosaic pixels along a side of one pixel of the picture. */
  readonly block: number
  /** Band of each channel, e.g. `F438W`; two bands joined by `+`. */
  readonly channels: { readonly red: string; readonly green: string; readonly blue: string }
  readonly stretch: Stretch
  /** The mosaics used, from blue to red, and the sky of their full-size pixels, for stamps. */
  readonly mosaics: readonly Mosaic[]
  readonly levels: readonly SkyLevel[]
}

export interface FieldPictureOptions {
  /** Longest side of the picture in pixels; default 1600. */
  maxSidePx?: number
  /** Largest strip in bytes; default 16 MB. A single row is read even if it is larger. */
  stripBytes?: number
  /** Called after each strip with the share of the work that is done, 0-1. */
  onProgress?: (share: number) => void
}

/**
 * Averages the mosaics of one field down and colours them.
 *
 * @param mosaics at least one, from blue to red, all of one size
 * @example
 * const field = await fieldPicture(set.mosaics)
 * await writeFile('field.jpg', (await jpegOf(field)).bytes)
 */
export async function fieldPicture(
  mosaics: readonly Mosaic[],
  { maxSidePx = 1600, stripBytes = 16e6, onProgress }: FieldPictureOptions = {},
): Promise<FieldPicture> {
  const shown = shownMosaics(mosaics)
  const { width, height } = shown[0]
  const block = Math.max(1, Math.ceil(Math.max(width, height) / maxSidePx))
  const reductions: Reduction[] = []
  for (const mosaic of shown) {
    const before = reductions.length
    reductions.push(
      await reduce(mosaic, block, stripBytes, (share) =>
        onProgress?.((before + share) / shown.length),
      ),
    )
  }
  const pixels = reductions.map((reduction) => reduction.pixels)
  const levels = pixels.map(skyLevel)
  const stretch = automaticStretch(pixels, levels)
  const [w, h] = [Math.ceil(width / block), Math.ceil(height / block)]
  return {
    ...rgbPicture(pixels, w, h, levels, stretch),
    block,
    channels: channelNames(shown),
    stretch,
    mosaics: shown,
    levels: reductions.map((reduction) => skyLevel(reduction.sample)),
  }
}

/** The mosaics that a colour picture needs, from blue to red: one, two or three. */
function shownMosaics(mosaics: readonly Mosaic[]): Mosaic[] {
  const { red, green, blue } = channelBands(mosaics.length)
  return [...new Set([...blue, ...green, ...red])].map((band) => mosaics[band])
}

function channelNames(shown: readonly Mosaic[]): FieldPicture['channels'] {
  const { red, green, blue } = channelBands(shown.length)
  const name = (bands: number[]) => bands.map((band) => shown[band].band).join('+')
  return { red: name(red), green: name(green), blue: name(blue) }
}

interface Reduction {
  /** Mean of the finite pixels of each block; NaN where there is none. */
  pixels: Float32Array
  /** Some full-size pixels. */
  sample: Float32Array
}

async function reduce(
  mosaic: Mosaic,
  block: number,
  stripBytes: number,
  onProgress: (share: number) => void,
): Promise<Reduction> {
  const { width, height } = mosaic
  const across = Math.ceil(width / block)
  const sums = new Float32Array(across * Math.ceil(height / block))
  const counts = new Uint32Array(sums.length)
  const sample: number[] = []
  const sampleStep = Math.max(1, Math.floor((width * height) / 200_000)) | 1
  const rows = Math.max(1, Math.floor(stripBytes / (4 * width)))
  for (let y0 = 0; y0 < height; y0 += rows) {
    const y1 = Math.min(height, y0 + rows)
    const strip = await mosaic.readWindow(0, y0, width, y1)
    for (let y = y0; y < y1; y++) {
      const from = (y - y0) * width
      const to = Math.floor(y / block) * across
      addRow(strip, from, width, block, sums, counts, to)
    }
    for (let i = 0; i < strip.length; i += sampleStep) sample.push(strip[i])
    onProgress(y1 / height)
  }
  for (let i = 0; i < sums.length; i++) sums[i] /= counts[i]
  return { pixels: sums, sample: Float32Array.from(sample) }
}

/** Adds one mosaic row to the running sums of its blocks. */
function addRow(
  strip: Float32Array,
  from: number,
  width: number,
  block: number,
  sums: Float32Array,
  counts: Uint32Array,
  to: number,
): void {
  for (let x = 0, out = to; x < width; out++) {
    const end = Math.min(width, x + block)
    let sum = 0
    let count = 0
    for (; x < end; x++) {
      const value = strip[from + x]
      if (Number.isFinite(value)) {
        sum += value
        count++
      }
    }
    sums[out] += sum
    counts[out] += count
  }
}
