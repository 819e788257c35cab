/** What a person says of the files that were dropped: the options of `starsift classify`. */
import type { AskedColumns } from '../../src/catalog/index.js'
import type { Orientations } from '../../src/classify/index.js'
import type { TableFormat } from '../../src/tables/index.js'

export interface Asked extends AskedColumns {
  /** The number that the catalogue gives to the centre of the first pixel. */
  readonly origin?: 0 | 1
  /** Column of people's classes. */
  readonly classColumn?: string
  /** Which table of a file that has several. */
  readonly hdu?: string
  readonly format?: TableFormat
  /** Unit of the pixels, in place of BUNIT. */
  readonly unit?: string
  /** Filters in the place of others, e.g. `F606W=F555W`. */
  readonly band?: string
  /** The beginning of the names of the new columns. */
  readonly prefix?: string
  readonly orientations?: Orientations
}

export interface Choice {
  /** Path of the catalogue; undefined where nobody chose among several. */
  readonly catalogue: string | undefined
  /** Path of a model; undefined is the shipped one. */
  readonly model: string | undefined
  /** Paths of mosaics that shall not be used. */
  readonly leftOut: readonly string[]
  readonly asked: Asked
}

export const NOTHING_ASKED: Choice = {
  catalogue: undefined,
  model: undefined,
  leftOut: [],
  asked: {},
}
