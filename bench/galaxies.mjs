// The 1,771 galaxies of shared/data/images (SDSS g, r, i of 64 x 64 px; six Galaxy Zoo classes): a network from
// scratch here and in PyTorch by one recipe, on the same splits, for the same number of steps. Each side draws
// its own initial weights and its own order of batches, so seeds differ as much within a side as between sides.
// usage: npm run build && node bench/galaxies.mjs [--epochs N] [--seeds 1,2,3] [--side 32] [--network starsift]
//     STARSIFT_SHARED: the folder shared/
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { architectureNamed, Random, startingWeights, withFile } from '../dist/index.js'
import { runLoop } from '../dist/loop/index.js'
import { readNpy } from '../dist/weights/index.js'

const N_TEST = 371
const BATCH = 32
const RATE = 1e-3
const N_CLASSES = 6

const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string', default: '6' },
    seeds: { type: 'string', default: '1,2,3' },
    side: { type: 'string', default: '64' },
    network: { type: 'string', default: 'resnet18' },
  },
})
const epochs = Number(options.epochs)
const seeds = options.seeds.split(',').map(Number)
const python = process.env.STARSIFT_PYTHON ?? '/usr/bin/python3'
const folder = join(resolve(process.env.STARSIFT_SHARED ?? '../shared'), 'data/images')
const work = mkdtempSync(join(tmpdir(), 'starsift-galaxies-'))

const stored = await withFile(join(folder, 'gz1small_rgb_u8_N3x64x64.npy'), readNpy)
const classes = await withFile(join(folder, 'gz1small_labels_u8.npy'), readNpy)
const [n, nBands, wholePx] = stored.shape
const sizePx = Number(options.side)
const perStamp = nBands * sizePx ** 2
const pixels = wholePx === sizePx ? stored : { data: shrunk(stored.data, wholePx / sizePx) }

/** Means of blocks of so many pixels a side. */
function shrunk(data, block) {
  const out = new Float32Array(n * perStamp)
  for (let i = 0; i < data.length; i++) {
    const row = Math.floor(i / wholePx)
    const plane = Math.floor(row / wholePx)
    const y = Math.floor((row % wholePx) / block)
    const x = Math.floor((i % wholePx) / block)
    out[plane * sizePx ** 2 + y * sizePx + x] += data[i] / block ** 2
  }
  return out
}

/** Rows for testing and for training. */
function splitOf(seed) {
  const order = new Random(seed).shuffled(Array(n).keys())
  return { test: order.slice(0, N_TEST), training: order.slice(N_TEST) }
}

/** Mean and standard deviation of each band over the stamps that are trained on. */
function moments(rows) {
  return Array.from({ length: nBands }, (_, band) => {
    let [sum, squares] = [0, 0]
    for (const row of rows) {
      const at = row * perStamp + band * sizePx ** 2
      for (const v of pixels.data.subarray(at, at + sizePx ** 2)) {
        sum += v
        squares += v * v
      }
    }
    const count = rows.length * sizePx ** 2
    return { mean: sum / count, deviation: Math.sqrt(squares / count - (sum / count) ** 2) }
  })
}

function labelled(rows, bands) {
  const stamps = new Float32Array(rows.length * perStamp)
  for (const [i, row] of rows.entries()) {
    for (let k = 0; k < perStamp; k++) {
      const { mean, deviation } = bands[Math.floor(k / sizePx ** 2)]
      stamps[i * perStamp + k] = (pixels.data[row * perStamp + k] - mean) / deviation
    }
  }
  const labels = Uint8Array.from(rows, (row) => classes.data[row])
  return { stamps, shape: [rows.length, nBands, sizePx, sizePx], labels }
}

/** Accuracy on the test stamps after the last epoch, and the seconds it all took. */
async function ours({ test, training }, seed) {
  const architecture = architectureNamed(options.network)
  const shape = { nBands, nClasses: N_CLASSES, sizePx }
  const bands = moments(training)
  const began = performance.now()
  let accuracy
  await runLoop({
    out: mkdtempSync(join(work, 'run-')),
    name: options.network,
    network: (graph, stamps) => architecture.network(graph, stamps, N_CLASSES),
    weights: startingWeights(architecture, shape, new Random(seed)),
    training: labelled(training, bands),
    validation: labelled(test, bands),
    epochs,
    batch: BATCH,
    optimiser: { kind: 'adam' },
    learningRate: RATE,
    schedule: { kind: 'cosine' },
    seed,
    onProgress(event) {
      if (event.kind !== 'epoch') return
      accuracy = event.score.accuracy
      console.error(`seed ${seed}, epoch ${event.epoch}: ${(100 * accuracy).toFixed(1)} %`)
    },
  })
  return { accuracy, seconds: (performance.now() - began) / 1000 }
}

function theirs(split, seed) {
  const file = join(work, 'split.json')
  const recipe = {
    ...split,
    epochs,
    batch: BATCH,
    rate: RATE,
    nClasses: N_CLASSES,
    seed,
    side: sizePx,
    network: options.network,
  }
  writeFileSync(file, JSON.stringify(recipe))
  const script = join(import.meta.dirname, 'galaxies_torch.py')
  return JSON.parse(execFileSync(python, [script, folder, file], { encoding: 'utf8' }))
}

const percent = (share) => `${(100 * share).toFixed(1)} %`

function row(name, runs) {
  const values = runs.map(({ accuracy }) => accuracy)
  const mean = values.reduce((sum, v) => sum + v) / values.length
  const spread = Math.sqrt(
    values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1),
  )
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0) / runs.length
  const cells = [name, ...values.map(percent), percent(mean), percent(spread), seconds.toFixed(0)]
  return `| ${cells.join(' | ')} |`
}

try {
  const sides = { starsift: [], PyTorch: [] }
  for (const seed of seeds) {
    const split = splitOf(seed)
    sides.starsift.push(await ours(split, seed))
    sides.PyTorch.push(theirs(split, seed))
    console.error(`seed ${seed}: ${JSON.stringify([sides.starsift.at(-1), sides.PyTorch.at(-1)])}`)
  }
  const steps = epochs * Math.floor((n - N_TEST) / BATCH)
  console.log(
    `${new Date().toISOString().slice(0, 10)}: ${n - N_TEST} galaxies to train on, ${N_TEST} to test; ` +
      `${epochs} epochs, ${steps} steps\n`,
  )
  const columns = seeds.map((seed) => `seed ${seed}`)
  console.log(`| | ${columns.join(' | ')} | mean | standard deviation | s a run |`)
  console.log(`|${'---|'.repeat(seeds.length + 4)}`)
  for (const [name, runs] of Object.entries(sides)) console.log(row(name, runs))
} finally {
  rmSync(work, { recursive: true })
}
