import type { ByteSource } from '../bytes/index.js'
import type { Header } from './header.js'

export type HduKind =
  | 'image'
  | 'binary-table'
  | 'ascii-table'
  | 'compressed-image'
  | 'random-groups'
  | 'other'

export interface Hdu {
  /** 0 for the primary HDU. */
  index: number
  kind: HduKind
  /** EXTNAME; `PRIMARY` for a primary HDU without one, empty for an extension without one. */
  name: string
  /** EXTVER, 1 if absent. */
  version: number
  header: Header
  /** Bytes from the start of the file; may exceed 2^32. */
  dataStart: number
  /** Bytes of data without the padding; a table's heap is part of it. */
  dataLength: number
}

export async function readHdus(_source: ByteSource): Promise<Hdu[]> {
  throw new Error('internal: not written yet')
}

export function findHdu(_hdus: readonly Hdu[], _name: string | number, _version?: number): Hdu {
  throw new Error('internal: not written yet')
}
