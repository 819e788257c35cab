/** The interface of mosaics to everything above: one picture a band, all on one pixel grid. */
import type { Wcs } from '../wcs/index.js'

/** One band. */
export interface Mosaic {
  /** Filter, e.g. `F555W`. */
  readonly band: string
  /** e.g. `WFC3/UVIS` or `ACS/WFC`; empty if the header does not say. */
  readonly instrument: string
  /** Path of the file. */
  readonly file: string
  /** Header unit (BUNIT); empty if the header does not say. */
  readonly unit: string
  readonly width: number
  readonly height: number
  /**
   * Pixels of columns [x0, x1) and rows [y0, y1), row by row, 0-based; the window must lie inside.
   * Blank pixels are NaN.
   */
  readWindow(x0: number, y0: number, x1: number, y1: number): Promise<Float32Array>
}

/** Several bands of one field. */
export interface MosaicSet {
  readonly mosaics: readonly Mosaic[]
  readonly width: number
  readonly height: number
  /** Undefined when the headers carry none. */
  readonly wcs: Wcs | undefined
  /** Arcsec a pixel; undefined without a WCS. */
  readonly pixelScaleArcsec: number | undefined
  /** Remarks for the user, e.g. a unit that is not e-/s. */
  readonly notes: readonly string[]
  close(): Promise<void>
}
