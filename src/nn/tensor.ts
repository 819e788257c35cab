/** A dense array of float32 with its shape, row by row, as in ONNX, PyTorch and NumPy. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Named tensors, as a PyTorch state dict holds them. */
export type Weights = ReadonlyMap<string, Tensor>

/** Number of values in an array of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1)
}

/** Number of values in a set of weights. */
export function countWeights(weights: Weights): number {
  let count = 0
  for (const { shape } of weights.values()) count += sizeOf(shape)
  return count
}

/** A shape as messages print it, e.g. `128x5x3x3`. */
export function shapeText(shape: readonly (number | string)[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('x')
}

/** Rows of a matrix with `length` columns. */
export function pickedRows(
  values: Float32Array,
  rows: ArrayLike<number>,
  length: number,
): Float32Array {
  const picked = new Float32Array(rows.length * length)
  for (let i = 0; i < rows.length; i++) {
    picked.set(values.subarray(rows[i] * length, (rows[i] + 1) * length), i * length)
  }
  return picked
}

/** One array that holds these arrays, one after another. */
export function joinedFloats(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** What can run a network. */
export const DEVICES = ['cpu', 'webgpu', 'cuda'] as const

export type Device = (typeof DEVICES)[number]
