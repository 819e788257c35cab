/** A table of all column types that we write. */
import { type ColumnInput, imageHdu } from '../../src/fits/index.js'

export const primary = () => imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
export const last = Uint8Array.of(0, 0, 1)
export const written: ColumnInput[] = [
  { name: 'l', values: [true, false, true], missing: last },
  { name: 'b', values: Uint8Array.of(1, 2, 3), missing: last },
  { name: 'i', values: Int16Array.of(-5, 7, 0), missing: last, unit: 'pix' },
  { name: 'j', values: Int32Array.of(-(2 ** 31), 5, 2 ** 31 - 1), missing: last },
  { name: 'k', values: BigInt64Array.of(1n, 2n ** 63n - 1n, 0n), missing: last },
  { name: 'e', values: Float32Array.of(1.5, -0, Number.POSITIVE_INFINITY) },
  { name: 'd', values: Float64Array.of(1.1, Number.NaN, 2), missing: last, unit: 'mag' },
  { name: 'text', values: ["it's", '', 'NGC 1566'], description: 'a name', ucd: 'meta.id' },
  { name: 'vector', values: Float64Array.of(1, 2, 3, 4, 5, 6), repeat: 2, dim: [1, 2] },
  { name: 'words', values: ['a', 'bcd', '', 'x', 'yy', 'z'], repeat: 2 },
]
