// What the machine gives at this moment: GFLOP/s of a product of two matrices of 1024 x 1024 on all CPUs. The cores
// of a virtual machine are hyperthreads; when a stranger uses the other one, arithmetic halves, while work that waits
// for memory hardly slows. Rounds of a bench are told apart by it.
// usage: node bench/arithmetic.mjs      prints GFLOP/s, e.g. 187
import { nn } from '../dist/index.js'

const SIDE = 1024
const REPEATS = 20

const graph = new nn.Graph('arithmetic')
const x = graph.input('x', [SIDE, SIDE])
graph.output('y', nn.matmul(graph, x, x, 'product'))
const model = nn.encodeModel(nn.encodeGraph(graph, new Map()), {}, { name: 'bench', version: '' })
const input = { shape: [SIDE, SIDE], data: new Float32Array(SIDE ** 2).fill(0.5) }
const session = await nn.openSession(model)
const times = []
for (let i = 0; i < REPEATS; i++) {
  const began = performance.now()
  await session.run({ x: input })
  times.push(performance.now() - began)
}
times.sort((a, b) => a - b)
console.log(((2 * SIDE ** 3) / times[REPEATS >> 1] / 1e6).toFixed(0))
