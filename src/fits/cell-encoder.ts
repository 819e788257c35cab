/**
 * How values become the bytes of a binary table (FITS 4.0, section 7.3.3): the letter of TFORMn,
 * and the mark of a missing value.
 */
import { InputError } from '../errors.js'
import type { FitsValues } from './columns.js'

/** How the values of a column become bytes. */
export interface CellEncoder {
  /** The letter of TFORMn. */
  letter: string
  /** Bytes per value; for text, the length of the longest. */
  bytes: number
  /** TNULLn, if an integer is missing. */
  blank?: number | bigint
  put(view: DataView, at: number, index: number): void
}

/**
 * How to write the values of a column.
 *
 * @throws InputError if text is not ASCII, or no value is left for missing integers
 */
export function cellEncoder(
  values: FitsValues,
  missing: Uint8Array | undefined,
  where: string,
): CellEncoder {
  const gone = missing?.includes(1) ? missing : undefined
  if (Array.isArray(values)) {
    return typeof values[0] === 'boolean'
      ? logicals(values as boolean[], gone)
      : text(values as string[], gone, where)
  }
  if (values instanceof Float64Array) return reals(values, gone, 'D', 8)
  if (values instanceof Float32Array) return reals(values, gone, 'E', 4)
  return integers(values, gone, where)
}

function logicals(values: boolean[], missing?: Uint8Array): CellEncoder {
  return {
    letter: 'L',
    bytes: 1,
    put(view, at, i) {
      if (!missing?.[i]) view.setUint8(at, values[i] ? 0x54 : 0x46)
    },
  }
}

function text(values: string[], missing: Uint8Array | undefined, where: string): CellEncoder {
  let longest = 1
  values.forEach((value, i) => {
    if (!/^[ -~]*$/.test(value)) {
      throw new InputError({
        what: 'FITS holds only ASCII text',
        where: `${where}, value ${i}`,
        got: `"${value}"`,
        remedy: 'replace the other characters, or write another format',
      })
    }
    longest = Math.max(longest, value.length)
  })
  return {
    letter: 'A',
    bytes: longest,
    put(view, at, i) {
      const value = missing?.[i] ? '' : values[i]
      for (let k = 0; k < longest; k++) {
        view.setUint8(at + k, k < value.length ? value.charCodeAt(k) : 0)
      }
    },
  }
}

function reals(
  values: Float64Array | Float32Array,
  missing: Uint8Array | undefined,
  letter: 'D' | 'E',
  bytes: number,
): CellEncoder {
  return {
    letter,
    bytes,
    put(view, at, i) {
      const value = missing?.[i] ? Number.NaN : values[i]
      if (bytes === 8) view.setFloat64(at, value)
      else view.setFloat32(at, value)
    },
  }
}

type Integers = Uint8Array | Int16Array | Int32Array | BigInt64Array

function integers(values: Integers, missing: Uint8Array | undefined, where: string): CellEncoder {
  const blank = missing && unusedInteger(values, missing, where)
  const at = (i: number) => (missing?.[i] ? blank : values[i]) as number
  const put: CellEncoder['put'] =
    values instanceof BigInt64Array
      ? (view, offset, i) => view.setBigInt64(offset, at(i) as never)
      : values instanceof Int32Array
        ? (view, offset, i) => view.setInt32(offset, at(i))
        : values instanceof Int16Array
          ? (view, offset, i) => view.setInt16(offset, at(i))
          : (view, offset, i) => view.setUint8(offset, at(i))
  const bytes = values.BYTES_PER_ELEMENT
  return { letter: letters[bytes], bytes, put, ...(blank !== undefined && { blank }) }
}

const letters: Record<number, string> = { 1: 'B', 2: 'I', 4: 'J', 8: 'K' }

/** The lowest value that no row has; for bytes the highest, because 0 is common there. */
function unusedInteger(values: Integers, missing: Uint8Array, where: string): number | bigint {
  const used = new Set<number | bigint>()
  for (let i = 0; i < values.length; i++) if (!missing[i]) used.add(values[i])
  const bits = values.BYTES_PER_ELEMENT * 8
  const isByte = bits === 8
  for (let step = 0; step <= Math.min(used.size, 2 ** bits - 1); step++) {
    const value = isByte ? 255 - step : step - 2 ** (bits - 1)
    const candidate = bits === 64 ? BigInt.asIntN(64, (1n << 63n) + BigInt(step)) : value
    if (!used.has(candidate)) return candidate
  }
  throw new InputError({
    what: 'no value is left to mark missing rows: the column has every value of its type',
    where,
    remedy: 'write the column as wider integers',
  })
}
