/**
 * Numbers as arrays are stored in files. PyTorch, safetensors and NumPy have the same element
 * types, here little-endian; starsift computes in float32.
 *
 * float16 is IEEE 754 binary16, widened bit by bit; bfloat16 is the upper half of a float32. Both
 * are exact. Typed arrays have the byte order of the machine, which is little-endian wherever
 * JavaScript runs today, so aligned bytes are viewed and not copied.
 */
import { InputError } from '../errors.js'

/** Bytes that one element takes in a file. */
export const elementBytes = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
} as const

export type ElementType = keyof typeof elementBytes

export type NumericArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | BigUint64Array
  | Uint32Array
  | Uint16Array
  | Uint8Array

const arrays = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint64: BigUint64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const

/**
 * Little-endian bytes as numbers: a view where they are aligned, else a copy; a Float32Array for
 * the two 16-bit float types.
 *
 * @param bytes As many as whole elements take.
 */
export function numbersIn(bytes: Uint8Array, type: ElementType): NumericArray {
  const width = elementBytes[type]
  // Not bytes.slice(): Node's Buffer, a Uint8Array too, overrides it to share memory.
  const aligned = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes)
  const stored = new arrays[type](
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    bytes.byteLength / width,
  )
  if (type === 'float16') return widenHalf(stored as Uint16Array)
  if (type === 'bfloat16') return widenBrain(stored as Uint16Array)
  return stored
}

function widenHalf(half: Uint16Array): Float32Array {
  const wide = new Float32Array(half.length)
  const bits = new Uint32Array(wide.buffer)
  for (let i = 0; i < half.length; i++) {
    const sign = (half[i] & 0x8000) << 16
    const exponent = (half[i] >> 10) & 0x1f
    const fraction = half[i] & 0x3ff
    if (exponent === 0) wide[i] = (sign ? -1 : 1) * fraction * 2 ** -24
    else bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13)
  }
  return wide
}

function widenBrain(brain: Uint16Array): Float32Array {
  const wide = new Float32Array(brain.length)
  const bits = new Uint32Array(wide.buffer)
  for (let i = 0; i < brain.length; i++) bits[i] = brain[i] << 16
  return wide
}

/** Numbers as float32, and whether any of them lost digits. */
export interface Rounded {
  data: Float32Array
  isRounded: boolean
}

/**
 * Numbers as float32; what is float32 already is not copied.
 *
 * @throws InputError if a finite number is beyond float32's 3.4e38.
 */
export function toFloat32(numbers: NumericArray, where: string): Rounded {
  if (numbers instanceof Float32Array) return { data: numbers, isRounded: false }
  const data = new Float32Array(numbers.length)
  let isRounded = false
  for (let i = 0; i < numbers.length; i++) {
    const exact = Number(numbers[i])
    data[i] = exact
    if (data[i] === exact || Number.isNaN(exact)) continue
    if (!Number.isFinite(data[i])) throw beyondFloat32(exact, where)
    isRounded = true
  }
  return { data, isRounded }
}

function beyondFloat32(value: number, where: string): InputError {
  return new InputError({
    what: 'number beyond float32',
    where,
    expected: 'at most 3.4e38',
    got: String(value),
    remedy: 'save the weights as float32',
  })
}

/** Whether these are the strides of a row-major array without gaps. */
export function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false
    step *= shape[axis]
  }
  return true
}

/** A row-major copy of a strided view (in elements). The caller has checked that it fits. */
export function rowMajorCopy<T extends NumericArray>(
  data: T,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): T {
  const size = shape.reduce((n, axis) => n * axis, 1)
  const out = new (data.constructor as new (n: number) => T)(size)
  const index = shape.map(() => 0)
  let from = offset
  for (let to = 0; to < size; to++) {
    out[to] = data[from]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]
      if (++index[axis] < shape[axis]) break
      from -= strides[axis] * shape[axis]
      index[axis] = 0
    }
  }
  return out
}
