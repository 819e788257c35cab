import type { ByteSource } from '../bytes/index.js'
import type { Hdu } from './hdu.js'
import type { FitsTable } from './table.js'

export async function readAsciiTable(_source: ByteSource, _hdu: Hdu): Promise<FitsTable> {
  throw new Error('internal: not written yet')
}
