/** A data set in memory: what training takes from data set files. */
import type { StampLayout } from '../cutouts/index.js'
import { joinedFloats } from '../nn/index.js'
import { Notes } from '../notes.js'
import { refuseTooLarge } from './crops.js'
import type { DatasetObjects } from './objects.js'

/** Classified objects with pixels in every band, in the order of the files. */
export interface Dataset {
  /** (n, bands, cropPx, cropPx) as they were cut, NaN where there is no pixel. */
  readonly crops: Float32Array
  readonly layout: StampLayout
  /** Side of the crops: that of the stamps, or of the central part that was taken. */
  readonly cropPx: number
  /** 1 to `nClasses`. */
  readonly classes: Uint8Array
  readonly nClasses: number
  /** Shares of the votes, (n, nClasses). */
  readonly shares?: Float32Array
  readonly objects: DatasetObjects
  /** The filter of each band, row by row; undefined where the file says only which may be there. */
  readonly filters: readonly (readonly (string | undefined)[])[]
  /** Unit of the pixels, file by file. */
  readonly units: readonly FileUnit[]
  /** Pixel scale of the mosaics that each crop was cut from, arcsec; NaN where it is not known. */
  readonly pixelScaleArcsec: Float64Array
  /** Which of the files, or of the data sets that were joined, each object is from; from 0 on. */
  readonly file: Uint32Array
  /** Rows left out because nobody has classified them. */
  readonly nNotInspected: number
  /** Rows left out because a band has no pixel. */
  readonly nBlank: number
  /** What may be wrong with single rows. */
  readonly notes: Notes
}

export interface FileUnit {
  readonly file: string
  /** `e-/s` however it is spelt; empty where the file does not say. */
  readonly unit: string
}

/**
 * Data sets of the same layout, one after another. Where only some have shares of votes, the class
 * of an object in the others has the whole share.
 */
export function joinedDatasets(parts: readonly Dataset[]): Dataset {
  const { cropPx, nClasses } = parts[0]
  const scales = parts.map(({ layout }) => layout.pixelScaleArcsec)
  const pixelScaleArcsec = scales.find((scale) => scale !== undefined)
  const bands = joinedBands(parts.map(({ layout }) => layout.bands))
  const layout = { ...parts[0].layout, bands, ...(pixelScaleArcsec && { pixelScaleArcsec }) }
  const areShared = parts.some((part) => part.shares)
  refuseTooLarge(
    parts.reduce((n, { crops }) => n + crops.byteLength, 0),
    'all data sets together',
  )
  const numbers = (key: 'x' | 'y' | 'ra' | 'dec') =>
    Float64Array.from(parts.flatMap(({ objects }) => [...objects[key]]))
  return {
    ...{ layout, cropPx, nClasses },
    filters: parts.flatMap(({ filters }) => filters),
    units: parts.flatMap(({ units }) => units),
    crops: joinedFloats(parts.map(({ crops }) => crops)),
    classes: Uint8Array.from(parts.flatMap(({ classes }) => [...classes])),
    pixelScaleArcsec: Float64Array.from(parts.flatMap((part) => [...part.pixelScaleArcsec])),
    file: Uint32Array.from(parts.flatMap(({ file }, i) => [...file].map(() => i))),
    ...(areShared && { shares: joinedFloats(parts.map(sharesOf)) }),
    objects: {
      field: parts.flatMap(({ objects }) => objects.field),
      id: parts.flatMap(({ objects }) => objects.id),
      ...{ x: numbers('x'), y: numbers('y'), ra: numbers('ra'), dec: numbers('dec') },
    },
    nNotInspected: parts.reduce((n, part) => n + part.nNotInspected, 0),
    nBlank: parts.reduce((n, part) => n + part.nBlank, 0),
    notes: new Notes().add(...parts.map(({ notes }) => notes)),
  }
}

/**
 * The filters of each band over all parts.
 *
 * @example joinedBands([['F438W', 'F555W'], ['F435W', 'F555W']]) // ['F438W|F435W', 'F555W']
 */
export function joinedBands(parts: readonly (readonly string[])[]): string[] {
  return parts[0].map((_, k) =>
    [...new Set(parts.flatMap((bands) => bands[k].split('|')))].join('|'),
  )
}

function sharesOf({ shares, classes, nClasses }: Dataset): Float32Array {
  if (shares) return shares
  const certain = new Float32Array(classes.length * nClasses)
  for (const [row, code] of classes.entries()) certain[row * nClasses + code - 1] = 1
  return certain
}
