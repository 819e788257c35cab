/**
 * Pictures of mosaics: the whole field at the size of a page, and stamps around single candidates.
 *
 * Mosaics are tens of thousands of pixels wide. So the field is read in horizontal strips and
 * averaged block by block: memory holds only one strip and the small picture. Stamps are read
 * window by window. Files of stamps are lossless PNG or WebP, because every pixel is looked at; the
 * field is a JPEG, because noise makes PNG five times larger.
 */
import type { Sharp } from 'sharp'
import { type Mosaic, paddedWindow, type StampWindow } from '../cutouts/index.js'
import {
  automaticStretch,
  channelBands,
  type RgbPicture,
  rgbPicture,
  type SkyLevel,
  type Stretch,
  skyLevel,
  windowPicture,
} from '../viewing/index.js'

export interface FieldPicture extends RgbPicture {
  /** Mosaic pixels along a side of one pixel of the picture. */
  readonly block: number
  /** Band of each channel, e.g. `F438W`; two bands are joined by `+`. */
  readonly channels: { readonly red: string; readonly green: string; readonly blue: string }
  readonly stretch: Stretch
  /**
   * The mosaics that are shown, from blue to red, and the sky of their full-size pixels, for
   * stamps.
   */
  readonly mosaics: readonly Mosaic[]
  readonly levels: readonly SkyLevel[]
}

export interface FieldPictureOptions {
  /** Longest side of the picture in pixels; default 1600. */
  maxSidePx?: number
  /** Largest strip in bytes; default 16 MB. A strip has at least one row. */
  stripBytes?: number
  /** Called after each strip with the share of the work that is done, 0-1. */
  onProgress?: (share: number) => void
}

export interface PictureFile {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp'
  readonly bytes: Uint8Array
}

/**
 * The colour picture of a field.
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

/**
 * The colour picture of a square window around a candidate ({@link windowPicture}); NaN outside the
 * mosaics.
 *
 * @param mosaics one to three, from blue to red
 * @param levels sky and noise of each mosaic
 * @param window first column and row of the window, which may reach over the edges
 * @param sizePx side of the window
 */
export async function stampPicture(
  mosaics: readonly Mosaic[],
  levels: readonly SkyLevel[],
  { x0, y0 }: StampWindow,
  sizePx: number,
): Promise<RgbPicture> {
  const bands = await Promise.all(mosaics.map((mosaic) => paddedWindow(mosaic, x0, y0, sizePx)))
  return windowPicture(bands, levels, sizePx)
}

export async function pngOf(picture: RgbPicture): Promise<PictureFile> {
  const png = (await raw(picture)).png({ compressionLevel: 9 })
  return { type: 'image/png', bytes: await png.toBuffer() }
}

/** Lossless WebP, about two thirds as large as PNG. */
export async function webpOf(picture: RgbPicture): Promise<PictureFile> {
  const webp = (await raw(picture)).webp({ lossless: true })
  return { type: 'image/webp', bytes: await webp.toBuffer() }
}

/** WebP with losses, a fifth as large: for stamps that are small and many. */
export async function lossyWebpOf(picture: RgbPicture, quality = 86): Promise<PictureFile> {
  const webp = (await raw(picture)).webp({ quality, smartSubsample: true })
  return { type: 'image/webp', bytes: await webp.toBuffer() }
}

/** JPEG with full colour resolution: point sources keep their colour. */
export async function jpegOf(picture: RgbPicture, quality = 88): Promise<PictureFile> {
  const options = { quality, mozjpeg: true, chromaSubsampling: '4:4:4' } as const
  return { type: 'image/jpeg', bytes: await (await raw(picture)).jpeg(options).toBuffer() }
}

/** @example dataUri(await pngOf(picture)) // 'data:image/png;base64,iVBORw0...' */
export function dataUri({ type, bytes }: PictureFile): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
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
  /** A sample of the full-size pixels. */
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

async function raw({ width, height, rgb }: RgbPicture): Promise<Sharp> {
  // Loading takes a tenth of a second, so only a run that writes pictures does it.
  const { default: sharp } = await import('sharp')
  return sharp(rgb, { raw: { width, height, channels: 3 } })
}
