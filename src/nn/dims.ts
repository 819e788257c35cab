/** Lengths of the axes of symbolic values: fixed, or known only when the model runs. */
import { InputError } from '../errors.js'
import { shapeText } from './tensor.js'

/**
 * A length. `batch`, alone or times a number, is known only when the model runs; so is the number
 * of `turns` of a graph that is repeated (scan.ts).
 */
export type Dim = number | 'batch' | `${number}*batch` | 'turns'
export type Shape = readonly Dim[]

/** The error for shapes that do not fit: it names the layer, the expected and the found shape. */
export function misfit(layer: string, what: string, expected: Shape, got: Shape): InputError {
  return new InputError({ what, where: layer, expected: shapeText(expected), got: shapeText(got) })
}

/** The length as a number; it must be fixed when the graph is built. */
export function fixed(dim: Dim, layer: string): number {
  if (typeof dim === 'string')
    throw new Error(`internal: ${layer} needs a fixed length, got ${dim}`)
  return dim
}

/** The product of lengths. At most one of them may depend on the batch. */
export function product(...dims: Dim[]): Dim {
  const factor = (dim: Dim) => (typeof dim === 'number' ? dim : Number(/^\d+/.exec(dim)?.[0] ?? 1))
  const size = dims.reduce<number>((total, dim) => total * factor(dim), 1)
  const nBatches = dims.filter((dim) => typeof dim === 'string').length
  if (nBatches > 1) throw new Error('internal: a shape with two batch axes')
  return nBatches === 0 ? size : size === 1 ? 'batch' : `${size}*batch`
}

/** The common shape of two values whose lengths are equal or 1 (NumPy's broadcasting). */
export function broadcast(a: Shape, b: Shape, layer: string): Dim[] {
  const nAxes = Math.max(a.length, b.length)
  return Array.from({ length: nAxes }, (_, i) => {
    const left = a[i - nAxes + a.length] ?? 1
    const right = b[i - nAxes + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw misfit(layer, 'shapes that do not go together', a, b)
    }
    return left === 1 ? right : left
  })
}
