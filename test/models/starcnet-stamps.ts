/** StarcNet as a graph, and stamps of all kinds. */
import { architectureNamed, type StarcnetConvolutions, starcnet } from '../../src/models/index.js'
import { Graph, sizeOf, type Tensor } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

export const architecture = architectureNamed('starcnet')

interface Variant {
  nBands?: number
  nClasses?: number
  convolutions?: StarcnetConvolutions
}

export function starcnetGraph({ nBands = 5, nClasses = 4, convolutions }: Variant = {}): Graph {
  const graph = new Graph('starcnet')
  const stamps = graph.input('stamps', ['batch', nBands, 32, 32])
  graph.output('logits', starcnet(graph, stamps, nClasses, convolutions))
  return graph
}

/** Eight kinds of stamps in turn: what mosaics hold, and what they hold on bad days. */
export function drawnStamps(n: number): Tensor {
  const random = new Random(64)
  const shape = [n, 5, 32, 32]
  const data = new Float32Array(sizeOf(shape))
  for (let k = 0; k < n; k++) {
    const level = 10 ** (4 * random.uniform() - 1)
    const pixel = [
      () => 0.05 * random.normal(),
      (r2: number) => 0.05 * random.normal() + level * Math.exp(-r2 / 6),
      () => level,
      () => -level,
      () => 1000 + random.normal(),
      (r2: number) => 1e5 * Math.exp(-r2 / 40),
      (r2: number) => -level * Math.exp(-r2 / 10) - random.uniform(),
      (_: number, x: number) => (x < 12 ? 0 : random.normal()),
    ][k % 8]
    for (let i = 0; i < 5120; i++) {
      const x = i % 32
      const y = (i >> 5) % 32
      data[k * 5120 + i] = pixel((x - 15.5) ** 2 + (y - 15.5) ** 2, x)
    }
  }
  return { shape, data }
}
