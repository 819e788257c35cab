// How fast is the machine at this moment? Measures the product of two matrices of 1024 x 1024 on
// all CPUs, and prints GFLOP/s, for example 187.
//
// The cores of a virtual machine are hyperthreads. When somebody else's work runs on the other
// hyperthread of a core, arithmetic takes twice as long, while work that waits for memory hardly
// slows down. bench/classify.mjs prints this number beside each round, to show the slow rounds.
//
// usage: node bench/arithmetic.mjs
import { nn } from '../dist/index.js'
import { middle } from './table.mjs'

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
console.log(((2 * SIDE ** 3) / middle(times) / 1e6).toFixed(0))
