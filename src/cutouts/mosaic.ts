/** What everything above sees of mosaics: one image per band, all bands on one pixel grid. */
import type { Notes } from '../notes.js'
import type { Wcs } from '../wcs/index.js'
import type { SubImage } from './sub-image.js'

/** One band of a field. */
export interface Mosaic {
  /** Filter, e.g. `F555W`. */
  readonly band: string
  /** e.g. `WFC3/UVIS` or `ACS/WFC`; empty if the header does not say. */
  readonly instrument: string
  /** Path of the file, or the name under which it was opened. */
  readonly file: string
  /** Unit of the pixels as they are read; empty if nobody says. */
  readonly unit: string
  readonly width: number
  readonly height: number
  /**
   * Pixels of columns [x0, x1) and rows [y0, y1), row by row, 0-based; the window must lie inside.
   * Blank pixels are NaN.
   */
  readWindow(x0: number, y0: number, x1: number, y1: number): Promise<Float32Array>
}

/** All bands of one field. */
export interface MosaicSet {
  readonly mosaics: readonly Mosaic[]
  readonly width: number
  readonly height: number
  /** Undefined when no header has sky coordinates. */
  readonly wcs: Wcs | undefined
  /** Arcsec per pixel; undefined without a WCS. */
  readonly pixelScaleArcsec: number | undefined
  /** Where the mosaics are a part of a larger image. */
  readonly subImage?: SubImage | undefined
  /** Remarks for the user, e.g. on a unit that is not e-/s. */
  readonly notes: Notes
  close(): Promise<void>
}

/**
 * A rectangle of a mosaic, `[y][x]`; its first pixel is pixel (`x0`, `y0`) of the mosaic, 0-based.
 */
export interface Tile {
  readonly x0: number
  readonly y0: number
  readonly width: number
  readonly height: number
  /** e-/s */
  readonly pixels: Float32Array
}
