// Does it pay to start from ImageNet? Measures the accuracy of ResNet18 on test galaxies, for some
// numbers of training images and for four starts (STARTS below):
// - random weights;
// - ImageNet's weights to layer3, with these layers frozen;
// - ImageNet's weights to layer3, with all layers trained. Their batch norms were folded into the
//   convolutions, and come back as norms that only add;
// - the same, with norms that are settled on the training images first.
// Recipe and number of steps are the same for all; only the learning rate differs. The seed draws
// the split, the weights and the order. Prints the table of docs/studies/transfer-learning.md, and
// draws its figure.
//
// usage: npm run build && node bench/transfer.mjs [OPTIONS]
//   --sizes N,N,N        numbers of training images (100,300,1000)
//   --steps N            steps per training (100)
//   --seeds N            trainings per start and size (3)
//   --first-seed N       the first of these seeds (1)
//   --starts 'NAME;NAME' only these starts
//   --rates X,X          each start with each of these learning rates, to choose one
//   --threads N          threads (2)
//   --runs FILE          each training writes its result here; trainings that are there already are
//                        not repeated
//   --figure FILE.png    draw the figure
// STARSIFT_SHARED names the folder shared (../shared)
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { COLUMN_WIDTH_PT, drawFigure, paperFigure, seriesEncoding } from '../dist/figures/index.js'
import { nn, Random } from '../dist/index.js'
import {
  batchesOf,
  drawVariations,
  openEvaluator,
  openPhase,
  orderOf,
  phasesOf,
  scoreOf,
  stampExamples,
} from '../dist/loop/index.js'
import { meanAndDeviation } from '../dist/train/index.js'
import { BATCH, N_CLASSES, N_HELD_OUT, orderOfRows } from './galaxy-images.mjs'
import {
  firstWeights,
  frozen,
  network,
  readGalaxies,
  readImagenetWeights,
  trunk,
} from './imagenet-galaxies.mjs'
import { settledNorms } from './settled-norms.mjs'
import { header, row, today } from './table.mjs'

/** Random weights: Adam's usual rate, as in bench/galaxies.mjs. Given weights: a third of it. */
const [RATE, GIVEN_RATE] = [1e-3, 3e-4]
const STARTS = [
  { name: 'random weights', isGiven: false, rate: RATE },
  { name: 'ImageNet, layers to layer3 frozen', isGiven: true, frozen, rate: GIVEN_RATE },
  { name: 'ImageNet, all layers trained', isGiven: true, rate: GIVEN_RATE },
  {
    name: 'ImageNet, norms settled, all layers trained',
    ...{ isGiven: true, isSettled: true, rate: GIVEN_RATE },
  },
]

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    'first-seed': { type: 'string', default: '1' },
    sizes: { type: 'string', default: '100,300,1000' },
    steps: { type: 'string', default: '100' },
    rates: { type: 'string' },
    runs: { type: 'string' },
    figure: { type: 'string' },
    starts: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
})
const nSteps = Number(options.steps)
const nThreads = Number(options.threads)
const sizes = options.sizes.split(',').map(Number)
const firstSeed = Number(options['first-seed'])
const rates = options.rates?.split(',').map(Number)
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => firstSeed + i)

const galaxies = await readGalaxies()
const imagenet = await readImagenetWeights()
const evaluator = await openEvaluator({ name: 'resnet18', network, batch: BATCH, nThreads }, [
  3,
  galaxies.sizePx,
  galaxies.sizePx,
])

/**
 * Trains without the loop's checkpoints. The loop writes one per epoch; with epochs of three steps
 * that would cost more than the steps.
 */
async function trained(job, nSteps) {
  const [phase] = phasesOf(job)
  const open = await openPhase(job, phase, job.weights)
  const random = new Random(job.seed)
  const losses = []
  const waiting = []
  for (let step = 0; step < nSteps; step++) {
    while (waiting.length < BATCH) {
      waiting.push(...orderOf(job.training.labels, 'natural', random))
    }
    const rows = Uint32Array.from(waiting.splice(0, BATCH))
    const variations = drawVariations(BATCH, job.training.shape[1], job.augmentation, random)
    const masks = [nn.dropoutMasks(open.step.graph, random)]
    const batches = await batchesOf(open.training, [rows], variations, N_CLASSES, job)
    const rate = job.learningRate * nn.learningRateFactor({ kind: 'cosine' }, step, nSteps)
    const [{ loss }] = await open.runner.run({ ...batches, masks }, step, [rate])
    losses.push(loss)
  }
  const weights = new Map([...job.weights, ...(await open.runner.state())])
  await open.release()
  return { weights, trainingLoss: meanAndDeviation(losses.slice(-nSteps / 10)).mean }
}

/** One training, and its scores on the test images after the last step. */
async function run({ name, isGiven, isSettled, frozen, rate }, nTraining, seed) {
  const order = orderOfRows(galaxies.n, seed)
  const test = galaxies.labelled(order.slice(0, N_HELD_OUT))
  const training = galaxies.labelled(order.slice(N_HELD_OUT, N_HELD_OUT + nTraining))
  const first = firstWeights(isGiven && imagenet, galaxies.sizePx, seed)
  const began = performance.now()
  const weights = isSettled
    ? await settledNorms(nn, trunk, first, stampExamples(training), { nThreads })
    : first
  const job = {
    ...{ name: 'resnet18', network, weights, frozen, seed, training, nThreads },
    ...{ epochs: 1, batch: BATCH, optimiser: { kind: 'adam' }, learningRate: rate },
    // No flips: two of the classes are spirals that turn one way and the other.
    augmentation: { rotations: true, flips: false, bandDropout: 0 },
  }
  const { weights: last, trainingLoss } = await trained(job, nSteps)
  const seconds = (performance.now() - began) / 1000
  const logits = await evaluator.logits(last, stampExamples(test))
  const { accuracy, loss } = scoreOf(logits, test.labels)
  return { name, rate, nSteps, nTraining, seed, accuracy, loss, trainingLoss, seconds }
}

/** The result of a training; if the file of runs has it, the training is not repeated. */
async function runOnce(start, nTraining, seed) {
  const lines = options.runs && existsSync(options.runs) ? readFileSync(options.runs, 'utf8') : ''
  const done = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const asked = { name: start.name, rate: start.rate, nSteps, nTraining, seed }
  const found = done.find((one) => Object.keys(asked).every((key) => one[key] === asked[key]))
  if (found) return found
  const result = await run(start, nTraining, seed)
  console.error(JSON.stringify(result))
  if (options.runs) appendFileSync(options.runs, `${JSON.stringify(result)}\n`)
  return result
}

const points = (share) => (100 * share).toFixed(1)

function printTable(results) {
  console.log(header(['', ...sizes.map((n) => `${n} images, %`), 's per run']))
  for (const { label, runs } of results) {
    const cells = sizes.map((size) => {
      const { mean, deviation } = accuracyAt(size, runs)
      return `${points(mean)} +- ${points(deviation)}`
    })
    const { mean: seconds } = meanAndDeviation(runs.map(({ seconds }) => seconds))
    console.log(row([label, ...cells, seconds.toFixed(0)]))
  }
}

/** Mean and standard deviation of the accuracy over the seeds. */
function accuracyAt(size, runs) {
  const own = runs.filter(({ nTraining }) => nTraining === size)
  return meanAndDeviation(own.map(({ accuracy }) => accuracy))
}

/**
 * The means, with bars of one standard deviation up and down. The starts are drawn a little beside
 * each other, so that no bar hides another.
 */
async function writeFigure(file, results) {
  const points = results.flatMap(({ label, runs }, i) =>
    sizes.map((size) => {
      const { mean, deviation } = accuracyAt(size, runs)
      const images = size * 1.03 ** (i - (results.length - 1) / 2)
      return { series: label, images, mean, low: mean - deviation, high: mean + deviation }
    }),
  )
  const { color, shape, strokeDash } = seriesEncoding(
    results.map(({ label }) => label),
    { columns: 1, symbolSize: 60 },
  )
  const x = {
    ...{ field: 'images', type: 'quantitative', title: 'number of training images' },
    scale: { type: 'log', domain: [0.8 * Math.min(...sizes), 1.25 * Math.max(...sizes)] },
    axis: { values: sizes, format: 'd' },
  }
  const y = (field) => ({
    ...{ field, type: 'quantitative', title: 'accuracy on held-out images' },
    ...{ scale: { zero: false }, axis: { format: '.0%' } },
  })
  const spec = paperFigure(
    {
      data: { values: points },
      layer: [
        { mark: 'line', encoding: { x, y: y('mean'), color, strokeDash } },
        { mark: { type: 'point', filled: true }, encoding: { x, y: y('mean'), color, shape } },
        { mark: 'rule', encoding: { x, y: y('low'), y2: { field: 'high' }, color } },
      ],
    },
    COLUMN_WIDTH_PT,
  )
  writeFileSync(file, (await drawFigure(spec)).png)
}

try {
  const asked = STARTS.filter(({ name }) => options.starts?.split(';').includes(name) ?? true)
  const rated = (start) => rates.map((rate) => ({ ...start, rate }))
  const starts = rates ? asked.flatMap(rated) : asked
  const results = starts.map((start) => {
    const label = rates ? `${start.name}, rate ${start.rate}` : start.name
    return { start, label, runs: [] }
  })
  for (const seed of seeds) {
    for (const size of sizes) {
      for (const { start, runs } of results) runs.push(await runOnce(start, size, seed))
    }
  }
  console.log(
    `${today()}: ${nSteps} steps of ${BATCH}, ${N_HELD_OUT} test images, ` +
      `seeds ${seeds.join(', ')}; mean and standard deviation over the seeds\n`,
  )
  printTable(results)
  if (options.figure) await writeFigure(options.figure, results)
} finally {
  await evaluator.release()
}
