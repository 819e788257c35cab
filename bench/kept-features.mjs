// How much of the processor's time does an epoch of a linear layer on kept features take? The
// features are made-up numbers; the first epoch, which copies them, does not count. Prints the
// seconds of the others, and the start of the SHA-256 of metrics and weights, which must not change
// from version to version.
//
// usage: npm run build && node bench/kept-features.mjs [N [FEATURES [EPOCHS]]]
//   N         stamps (20000), in batches of 32
//   FEATURES  of each, a multiple of 16 (512)
//   EPOCHS    passes through them (4)
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nn, Random } from '../dist/index.js'
import { runLoop } from '../dist/loop/index.js'

const N_CLASSES = 6
const [n = 20000, nFeatures = 512, epochs = 4] = process.argv.slice(2).map(Number)
const shape = [n, nFeatures / 16, 4, 4]

const trunk = (graph, x) => nn.relu(graph, x, 'relu')
const head = (graph, x) => {
  const normal = nn.batchNorm(graph, x, 'norm')
  return nn.linear(graph, nn.flatten(graph, normal, 'flat'), 'fc', N_CLASSES)
}
const network = (graph, x) => head(graph, trunk(graph, x))

function firstWeights(random) {
  const graph = new nn.Graph('head', { isTraining: true })
  network(graph, graph.input('stamps', [1, ...shape.slice(1)]))
  return nn.initialWeights(graph, random)
}

const random = new Random(1)
const weights = firstWeights(random)
const training = {
  shape,
  stamps: new Float32Array(n * nFeatures).map(() => random.uniform() - 0.5),
  labels: Uint8Array.from({ length: n }, (_, i) => i % N_CLASSES),
}
const out = mkdtempSync(join(tmpdir(), 'starsift-kept-'))
const marks = []
try {
  await runLoop({
    ...{ out, name: 'head', network, weights, training, epochs, batch: 32, seed: 1 },
    frozen: { through: 'relu', trunk, head },
    ...{ optimiser: { kind: 'adam' }, learningRate: 3e-4 },
    onProgress({ kind }) {
      const { user, system } = process.cpuUsage()
      if (kind === 'epoch') marks.push((user + system) / 1e6)
    },
  })
  const seconds = marks.slice(1).map((mark, i) => mark - marks[i])
  const [metrics, last] = ['metrics.csv', 'last.safetensors'].map((name) =>
    createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex')
      .slice(0, 8),
  )
  console.log(`CPU s an epoch: ${seconds.map((s) => s.toFixed(3)).join(' ')}; ${metrics} ${last}`)
} finally {
  rmSync(out, { recursive: true })
}
