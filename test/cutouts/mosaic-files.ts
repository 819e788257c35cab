/** Mosaics of the tests: FITS files with the headers of drizzled images, any pixels, any size. */
import { writeFileSync } from 'node:fs'
import { type Card, type CardValue, imageHdu, type PixelValues } from '../../src/fits/index.js'

export interface MosaicFile {
  /** 0 makes an HDU without data. */
  width: number
  height: number
  /** Default: every pixel its own number, y * width + x. */
  pixels?: PixelValues | ((x: number, y: number) => number)
  filter?: string
  /** Further keywords, or others than {@link drizzledHeader} gives; undefined leaves one out. */
  keywords?: Record<string, CardValue | undefined>
}

/** Writes a mosaic as the primary HDU of a file. */
export function writeMosaic(path: string, mosaic: MosaicFile): string {
  writeFileSync(path, mosaicBytes(mosaic))
  return path
}

export function mosaicBytes(mosaic: MosaicFile): Uint8Array {
  return mosaicHdu(mosaic, true)
}

export function mosaicHdu(mosaic: MosaicFile, primary: boolean, name?: string): Uint8Array {
  const { width, height, filter = 'F555W', keywords } = mosaic
  const cards = cardsOf({ ...drizzledHeader(width, height, filter), ...keywords })
  const axes = width === 0 ? [] : [width, height]
  return imageHdu({ axes, values: pixelsOf(mosaic), primary, name, cards })
}

export function drizzledHeader(
  width: number,
  height: number,
  filter: string,
): Record<string, CardValue> {
  const scaleDeg = 0.0396 / 3600
  return {
    INSTRUME: 'WFC3',
    DETECTOR: 'UVIS',
    FILTER: filter,
    BUNIT: 'ELECTRONS/S',
    CTYPE1: 'RA---TAN',
    CTYPE2: 'DEC--TAN',
    CRPIX1: (width + 1) / 2,
    CRPIX2: (height + 1) / 2,
    CRVAL1: 65.0017,
    CRVAL2: -54.938,
    CD1_1: -scaleDeg,
    CD1_2: 0,
    CD2_1: 0,
    CD2_2: scaleDeg,
  }
}

/** The keywords of {@link drizzledHeader} that place the image on the sky, all left out. */
export const WITHOUT_SKY = Object.fromEntries(
  ['CTYPE', 'CRPIX', 'CRVAL']
    .flatMap((name) => [`${name}1`, `${name}2`])
    .concat('CD1_1', 'CD1_2', 'CD2_1', 'CD2_2')
    .map((keyword) => [keyword, undefined]),
)

function cardsOf(keywords: Record<string, CardValue | undefined>): Card[] {
  return Object.entries(keywords)
    .filter(([, value]) => value !== undefined)
    .map(([keyword, value]) => ({ keyword, value }))
}

function pixelsOf({ width, height, pixels = (x, y) => y * width + x }: MosaicFile): PixelValues {
  if (typeof pixels !== 'function') return pixels
  return Float32Array.from({ length: width * height }, (_, i) =>
    pixels(i % width, Math.floor(i / width)),
  )
}
