/**
 * What a page asks of a field, wherever the field is: on the disk of the server that sent the page,
 * or in files that were dropped into it. The server answers these questions over HTTP, and a worker
 * answers them in the browser; both call {@link openFieldView}, so every view is drawn by one code.
 */

import type { SkyGrid } from './sky-grid.js'

/** One band of the field, from blue to red. */
export interface BandDescription {
  /** e.g. `F555W` */
  readonly filter: string
  /** Name of the mosaic's file, without its folder. */
  readonly file: string
  /** Median of the sky and its scatter per pixel, e-/s: where a picture's stretch begins. */
  readonly sky: number
  readonly noise: number
}

/** A class that a person can choose: its word, key and marker. */
export interface ClassChoice {
  /** The number in the column of classes. */
  readonly value: number
  /** e.g. `1: symmetric compact cluster` */
  readonly label: string
  /** The key that chooses it, e.g. `1`. */
  readonly key: string
  readonly isCluster: boolean
  /** Its marker, as in the report: colour and outline in the box from -1 to 1. */
  readonly color: string
  readonly path: string
  /** Finer codes of the same class, asked after it; PHANGS has some for class 4. */
  readonly codes: readonly {
    readonly key: string
    readonly value: number
    readonly label: string
  }[]
}

export interface FieldDescription {
  /** Name of the field, e.g. the folder of its mosaics. */
  readonly title: string
  readonly width: number
  readonly height: number
  /** Arcsec per pixel; null without a WCS. */
  readonly pixelScaleArcsec: number | null
  /** The sky of the pixels (`skyGridOf`), for the pointer and north; absent without a WCS. */
  readonly sky?: SkyGrid | undefined
  /** For the bar in pc; null where nobody said. */
  readonly distanceMpc: number | null
  readonly bands: readonly BandDescription[]
  /** Which bands are red, green and blue in colour pictures. */
  readonly rgb: readonly [number, number, number]
  readonly classes: readonly ClassChoice[]
  /** The list of classes as labels name it (`classesSaid`); absent for the four of this field. */
  readonly classesSaid?: string | undefined
  /** Side of the window that the model sees, px. */
  readonly sizePx: number
  readonly nRows: number
  readonly catalogue: { readonly file: string; readonly sha256: string }
  readonly model: { readonly file: string; readonly sha256: string } | null
}

/** The rows of the catalogue, column by column. NaN (null in JSON) is "not known". */
export interface FieldRows {
  readonly ids: readonly string[]
  /** 0-based pixels of the mosaics. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** ICRS, degrees; NaN without a WCS. */
  readonly ra: Float64Array
  readonly dec: Float64Array
  /** Magnitudes that the catalogue has, by filter. */
  readonly magnitudes: Readonly<Record<string, Float64Array>>
  /** The machine's opinion: class (0 = none), probabilities of each class, flags. */
  readonly machine: {
    readonly classes: Uint8Array
    readonly probabilities: readonly Float64Array[]
    readonly flags: Uint32Array
  } | null
  /** Classes that the catalogue has from people (0 = none); null without such a column. */
  readonly people: Uint8Array | null
}

/** A window of all bands around a source. */
export interface SourceStamp {
  readonly sizePx: number
  /** Pixel of the mosaics that is the window's first one, 0-based; may be negative. */
  readonly x0: number
  readonly y0: number
  /** e-/s, `[y][x]`, one for each band; NaN where there is no data. */
  readonly bands: readonly Float32Array[]
}

/** One cell of the catalogue as a person reads it. */
export interface RowCell {
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly text: string
}

/** How the stars of a field look: what a source's own profile is drawn beside. */
export interface StarProfile {
  /** Radii of the profile, px. */
  readonly radiiPx: readonly number[]
  /** For each band: mean surface brightness at these radii, 1 at the centre. */
  readonly profiles: readonly Float64Array[]
  /** For each band: concentration index of the stars, magnitudes: 16 %, median, 84 %. */
  readonly concentration: readonly (readonly [number, number, number])[]
  readonly nStars: number
}

/** Side of a tile of the zoomable picture, px. */
export const TILE_PX = 256

export interface FieldView {
  describe(): Promise<FieldDescription>
  rows(): Promise<FieldRows>
  /** @param sizePx side of the window, 1 to 512 */
  stamp(row: number, sizePx: number): Promise<SourceStamp>
  /**
   * A tile of {@link TILE_PX} squared, `[y][x]`, e-/s; NaN outside the mosaic. Tile (0, 0) begins
   * at pixel (0, 0), the lower left one; rows count upwards, as y does.
   *
   * @param level a pixel of the tile is the mean of `2 ** level` squared pixels of the mosaic
   */
  tile(band: number, level: number, column: number, row: number): Promise<Float32Array>
  cells(row: number): Promise<readonly RowCell[]>
  /** Null where the field has too few stars. */
  stars(): Promise<StarProfile | null>
}
