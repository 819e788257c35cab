/**
 * Picture files. Lossless PNG and WebP for stamps, whose every pixel is looked at; JPEG for a field, where
 * noise makes PNG five times larger.
 */
import type { Sharp } from 'sharp'
import type { RgbPicture } from './rgb.js'

export interface PictureFile {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp'
  readonly bytes: Uint8Array
}

export async function pngOf(picture: RgbPicture): Promise<PictureFile> {
  const png = (await raw(picture)).png({ compressionLevel: 9 })
  return { type: 'image/png', bytes: await png.toBuffer() }
}

/** WebP without loss: about two thirds of PNG. */
export async function webpOf(picture: RgbPicture): Promise<PictureFile> {
  const webp = (await raw(picture)).webp({ lossless: true })
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

async function raw({ width, height, rgb }: RgbPicture): Promise<Sharp> {
  // A tenth of a second to load: only who writes pictures pays.
  const { default: sharp } = await import('sharp')
  return sharp(rgb, { raw: { width, height, channels: 3 } })
}
