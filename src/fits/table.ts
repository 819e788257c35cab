import type { ByteSource } from '../bytes/index.js'
import type { Hdu } from './hdu.js'

export type FitsValues =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Uint8Array
  | BigInt64Array
  | string[]
  | boolean[]

export interface FitsColumn {
  /** TTYPEn; `col<n>` where the file does not say. */
  name: string
  /** TFORMn as it was found. */
  format: string
  /** TUNITn */
  unit?: string
  /** TDIMn, fastest axis first. */
  dim?: number[]
  /** TCOMMn */
  description?: string
  /** TUCDn */
  ucd?: string
  /** Values a row: bits for X, strings for A, real and imaginary parts for C and M; 0 for P and Q. */
  repeat: number
  /** `repeat` values a row, row after row; physical values, empty for P and Q. */
  values: FitsValues
  /** 1 where `values` has a TNULL or a null logical, absent if there is none; NaN is a value. */
  missing?: Uint8Array
  /** One array a row, for P and Q. */
  lists?: FitsValues[]
  /** As `missing`, for `lists`. */
  missingInLists?: (Uint8Array | undefined)[]
}

export interface FitsTable {
  columns: FitsColumn[]
  nRows: number
}

export async function readBinaryTable(_source: ByteSource, _hdu: Hdu): Promise<FitsTable> {
  throw new Error('internal: not written yet')
}
