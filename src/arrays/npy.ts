/**
 * Arrays of real numbers in NPY files. Little and big endian, C and Fortran order; always row-major
 * afterwards. tables/npy.ts reads records and texts, too.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { printable } from '../visible.js'
import {
  type ElementType,
  elementBytes,
  type NumericArray,
  numbersIn,
  rowMajorCopy,
} from './elements.js'
import { elementsOf, type NpyHeader, readNpyHeader } from './npy-header.js'

export interface NpyArray {
  readonly shape: readonly number[]
  /** As stored; float16 is widened to Float32Array, booleans are 0 and 1 in a Uint8Array. */
  readonly data: NumericArray
  readonly type: ElementType
}

const types = new Map<string, ElementType>(
  Object.entries({
    f8: 'float64',
    f4: 'float32',
    f2: 'float16',
    i8: 'int64',
    i4: 'int32',
    i2: 'int16',
    i1: 'int8',
    u8: 'uint64',
    u4: 'uint32',
    u2: 'uint16',
    u1: 'uint8',
    b1: 'bool',
  } as const),
)

/** The type of real numbers that NumPy names so, whatever their byte order. */
export function realType(descr: string): ElementType | undefined {
  return /^[<>|=]/.test(descr) ? types.get(descr.slice(1)) : undefined
}

/**
 * One array. Its data may share memory with the source.
 *
 * @throws InputError if it is no NPY file, is truncated, or holds something else than real numbers.
 * @example const { shape, data } = await readNpy(source) // shape [5], data Float64Array
 */
export async function readNpy(source: ByteSource): Promise<NpyArray> {
  const header = await readNpyHeader(source)
  const { descr, shape, isFortran } = header
  const type = typeof descr === 'string' ? realType(descr) : undefined
  if (type === undefined) throw wrongType(header, source.name)
  const size = shape.reduce((n, axis) => n * axis, 1)
  const stored = await elementsOf(source, header, size * elementBytes[type])
  const isBig = (descr as string).startsWith('>')
  const data = numbersIn(isBig ? swapped(stored, elementBytes[type]) : stored, type)
  return { shape, type, data: isFortran ? fromFortran(data, shape) : data }
}

function wrongType({ descr }: NpyHeader, where: string): InputError {
  const name = typeof descr === 'string' ? descr : 'a record'
  return new InputError({
    what: 'NPY array does not hold real numbers',
    where,
    expected: `one of ${[...types.keys()].join(' ')}`,
    got: name === '|O' ? 'Python objects (a pickle: not read)' : printable(name),
    remedy: 'save it with numpy.save(file, array.astype(numpy.float32))',
  })
}

/** Elements of so many bytes, each in the other byte order. */
export function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes)
  if (width === 1) return out
  for (let at = 0; at < out.length; at += width) out.subarray(at, at + width).reverse()
  return out
}

function fromFortran(data: NumericArray, shape: readonly number[]): NumericArray {
  let step = 1
  const strides = shape.map((n) => {
    const stride = step
    step *= n
    return stride
  })
  return rowMajorCopy(data, 0, shape, strides)
}
