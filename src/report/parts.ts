/** What the page is made of, as plain data: pictures as data URIs, nothing left to read or to compute. */
import type { Classification } from '../classify/classification.js'
import type { FieldPicture } from '../figures/index.js'

export interface ReportParts {
  readonly title: string
  readonly classification: Classification
  readonly field: FieldView
  readonly gallery: readonly ClassGallery[]
  /** SVG of each class that has rows. */
  readonly histograms: readonly { readonly value: number; readonly svg: string }[]
  /** Remarks of the mosaics, beside those of the classification. */
  readonly mosaicNotes: readonly string[]
  /** Versions of what wrote the page, e.g. `Node.js v20.20.2`. */
  readonly runtime: string
  /** The command line that made the run. */
  readonly command?: string
}

/** The field's picture. Width and height are those of the mosaics. */
export interface FieldView extends Pick<FieldPicture, 'block' | 'channels' | 'stretch'> {
  readonly src: string
  readonly width: number
  readonly height: number
  readonly pixelScaleArcsec: number | undefined
  readonly compass: Compass | undefined
}

/** Directions on the page, y down, of length 1. */
export interface Compass {
  readonly north: readonly [number, number]
  readonly east: readonly [number, number]
}

export interface ClassGallery {
  readonly value: number
  /** Highest probability first. */
  readonly surest: readonly Stamp[]
  /** Lowest probability first; none that is among the surest. */
  readonly leastSure: readonly Stamp[]
}

export interface Stamp {
  readonly row: number
  readonly src: string
  readonly sizePx: number
}
