// Does a network learn as well here as in PyTorch? The same network is trained from scratch on both
// sides, on the galaxies of shared/data/images. Recipe, splits and number of steps are the same.
// Each side draws its own initial weights and its own order of batches. So two seeds of one side
// differ as much as the two sides differ for one seed.
// Prints a table of docs/studies/training-engine.md.
//
// usage: npm run build && node bench/galaxies.mjs [OPTIONS]
//   --epochs N        passes through the training images (6)
//   --seeds N,N,N     one training per seed and side (1,2,3)
//   --side PX         64, or a divisor of 64: images are shrunk to this side (64)
//   --network NAME    an architecture of `starsift train` (resnet18)
// needs Debian's packages python3-torch and python3-torchvision;
// STARSIFT_SHARED names the folder shared (../shared)
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from '../dist/index.js'
import { runLoop } from '../dist/loop/index.js'
import { architectureNamed, startingWeights } from '../dist/models/index.js'
import { meanAndDeviation } from '../dist/train/index.js'
import {
  BATCH,
  imagesFolder,
  labelledStamps,
  N_CLASSES,
  N_HELD_OUT,
  orderOfRows,
  readImages,
} from './galaxy-images.mjs'
import { answerOfPeer } from './peer.mjs'
import { header, percent, row, today } from './table.mjs'

const RATE = 1e-3

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
const work = mkdtempSync(join(tmpdir(), 'starsift-galaxies-'))
const images = shrunk(await readImages(), Number(options.side))
const { n, nBands, sizePx } = images

/** The same images with this many pixels on a side: means of square blocks of pixels. */
function shrunk(images, side) {
  if (side === images.sizePx) return images
  const block = images.sizePx / side
  const data = new Float32Array(images.data.length / block ** 2)
  for (let i = 0; i < images.data.length; i++) {
    const row = Math.floor(i / images.sizePx)
    const plane = Math.floor(row / images.sizePx)
    const y = Math.floor((row % images.sizePx) / block)
    const x = Math.floor((i % images.sizePx) / block)
    data[plane * side ** 2 + y * side + x] += images.data[i] / block ** 2
  }
  return { ...images, sizePx: side, data }
}

/** The rows for testing and for training. */
function splitOf(seed) {
  const order = orderOfRows(n, seed)
  return { test: order.slice(0, N_HELD_OUT), training: order.slice(N_HELD_OUT) }
}

/** Mean and standard deviation of each band over these rows. */
function moments(rows) {
  const nPixels = sizePx ** 2
  return Array.from({ length: nBands }, (_, band) => {
    let [sum, squares] = [0, 0]
    for (const row of rows) {
      const at = (row * nBands + band) * nPixels
      for (const v of images.data.subarray(at, at + nPixels)) {
        sum += v
        squares += v * v
      }
    }
    const count = rows.length * nPixels
    return { mean: sum / count, deviation: Math.sqrt(squares / count - (sum / count) ** 2) }
  })
}

/** Accuracy on the test images after the last epoch, and the seconds for everything. */
async function ours({ test, training }, seed) {
  const architecture = architectureNamed(options.network)
  const shape = { nBands, nClasses: N_CLASSES, sizePx }
  const bands = moments(training)
  const normalised = (pixel, band) => (pixel - bands[band].mean) / bands[band].deviation
  const began = performance.now()
  let accuracy
  await runLoop({
    out: mkdtempSync(join(work, 'run-')),
    name: options.network,
    network: (graph, stamps) => architecture.network(graph, stamps, N_CLASSES),
    weights: startingWeights(architecture, shape, new Random(seed)),
    training: labelledStamps(images, training, normalised),
    validation: labelledStamps(images, test, normalised),
    epochs,
    batch: BATCH,
    optimiser: { kind: 'adam' },
    learningRate: RATE,
    schedule: { kind: 'cosine' },
    seed,
    onProgress(event) {
      if (event.kind !== 'epoch') return
      accuracy = event.score.accuracy
      console.error(`seed ${seed}, epoch ${event.epoch}: ${percent(accuracy)}`)
    },
  })
  return { accuracy, seconds: (performance.now() - began) / 1000 }
}

function theirs(split, seed) {
  const file = join(work, 'recipe.json')
  const recipe = { ...split, epochs, batch: BATCH, rate: RATE, nClasses: N_CLASSES, seed }
  writeFileSync(file, JSON.stringify({ ...recipe, side: sizePx, network: options.network }))
  return answerOfPeer('galaxies_torch.py', imagesFolder, file)
}

function rowOf(name, runs) {
  const accuracies = runs.map(({ accuracy }) => accuracy)
  const { mean, deviation } = meanAndDeviation(accuracies)
  const { mean: seconds } = meanAndDeviation(runs.map(({ seconds }) => seconds))
  return row([name, ...[...accuracies, mean, deviation].map(percent), seconds.toFixed(0)])
}

try {
  const sides = { starsift: [], PyTorch: [] }
  for (const seed of seeds) {
    const split = splitOf(seed)
    sides.starsift.push(await ours(split, seed))
    sides.PyTorch.push(theirs(split, seed))
    console.error(`seed ${seed}: ${JSON.stringify([sides.starsift.at(-1), sides.PyTorch.at(-1)])}`)
  }
  const nTraining = n - N_HELD_OUT
  const steps = epochs * Math.floor(nTraining / BATCH)
  console.log(
    `${today()}: ${nTraining} galaxies to train on, ${N_HELD_OUT} to test; ` +
      `${epochs} epochs, ${steps} steps\n`,
  )
  const columns = seeds.map((seed) => `seed ${seed}`)
  console.log(header(['', ...columns, 'mean', 'standard deviation', 's per run']))
  for (const [name, runs] of Object.entries(sides)) console.log(rowOf(name, runs))
} finally {
  rmSync(work, { recursive: true })
}
