/** Weights and stamps by the formula of test/reference/starcnet_golden.py. */
import { type Graph, sizeOf, type Tensor, type Weights } from '../../src/nn/index.js'

/** n numbers in [0, 1): a hash of the name and the index. */
function uniform(name: string, n: number): Float64Array {
  let seed = 0x811c9dc5
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193)
  const u = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let h = (Math.imul(i, 0x9e3779b1) + seed) | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    u[i] = ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
  }
  return u
}

export function formulaWeights(graph: Graph): Weights {
  const shapes = graph.parameterShapes()
  return new Map(
    [...shapes].map(([name, shape]): [string, Tensor] => {
      const [layer, kind] = name.split('.')
      const weightShape = shapes.get(`${layer}.weight`)!
      const width = Math.sqrt(sizeOf(weightShape.slice(1)))
      const shift = kind === 'weight' ? 0.5 : -0.5
      const value =
        weightShape.length === 1 ? (u: number) => u + shift : (u: number) => (2 * u - 1) / width
      const u = uniform(name, sizeOf(shape))
      const data = new Float32Array(u.length)
      for (let i = 0; i < u.length; i++) data[i] = value(u[i])
      return [name, { shape, data }]
    }),
  )
}

export function formulaStamps(
  nBands: number,
  scale: readonly number[],
  background: readonly number[],
): Tensor {
  const length = nBands * 32 * 32
  const u = uniform('stamps', scale.length * length)
  const data = Float32Array.from(u, (u, i) => {
    const k = Math.floor(i / length)
    return background[k] + scale[k] * (2 * u - 1)
  })
  return { shape: [scale.length, nBands, 32, 32], data }
}
