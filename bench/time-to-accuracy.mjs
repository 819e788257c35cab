// Seconds until a network with ImageNet's weights to layer3 tells the held-out galaxies of shared/data/images as well as
// asked: here with layer3 frozen and its features kept, in PyTorch with all layers trained (what most people do), and
// with the same frozen layers. Both sides in turns, on two cores, from pixels and weights in memory; validation is not
// counted, all else is.
// usage: npm run build && node bench/time-to-accuracy.mjs --target SHARE [--seeds N] [--ways 'NAME;NAME']
//        node bench/time-to-accuracy.mjs --final [--rates X,X]      what PyTorch, all layers, reaches in the end
//   [--epochs N] at most [--first-seed N] [--training N] [--rates X,X]      STARSIFT_SHARED: the folder shared/
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { nn } from '../dist/index.js'
import { runLoop, stampExamples } from '../dist/loop/index.js'
import { meanAndDeviation } from '../dist/train/index.js'
import {
  DEVIATIONS,
  dataFolder,
  firstWeights,
  frozen,
  frozenThrough,
  linearProbe,
  MEANS,
  network,
  orderOfRows,
  readGalaxies,
  readImagenetWeights,
  trunk,
} from './imagenet-galaxies.mjs'
import { settledNorms } from './settled-norms.mjs'

const N_HELD_OUT = 371
const BATCH = 32

/** Rates of a start from given weights; `--rates` tries others. */
const WAYS = {
  'starsift, frozen, layer4 and fc': { side: ours, mode: 'frozen', rate: 3e-4 },
  'starsift, frozen to layer2': { side: ours, mode: 'layer2', rate: 3e-4 },
  'starsift, frozen, linear layer': { side: ours, mode: 'linear', rate: 3e-4 },
  'starsift, all layers': { side: ours, mode: 'all', rate: 3e-4 },
  'PyTorch, all layers': { side: theirs, mode: 'all', start: 'norms', rate: 3e-4 },
  'PyTorch, all layers, no norms': { side: theirs, mode: 'all', start: 'bias', rate: 3e-4 },
  'PyTorch, frozen, layer4 and fc': { side: theirs, mode: 'frozen', start: 'bias', rate: 3e-4 },
  'PyTorch, frozen, linear layer': { side: theirs, mode: 'linear', start: 'bias', rate: 3e-4 },
}

const { values: options } = parseArgs({
  options: {
    target: { type: 'string' },
    final: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '3' },
    'first-seed': { type: 'string', default: '1' },
    epochs: { type: 'string', default: '12' },
    training: { type: 'string', default: '1400' },
    rates: { type: 'string' },
    ways: { type: 'string' },
  },
})
if (options.final === (options.target !== undefined)) throw new Error('either --target or --final')
const target = options.final ? null : Number(options.target)
const schedule = options.final ? 'cosine' : 'constant'
const epochs = Number(options.epochs)
const nTraining = Number(options.training)
const python = process.env.STARSIFT_PYTHON ?? '/usr/bin/python3'
const work = mkdtempSync(join(tmpdir(), 'starsift-time-'))
const galaxies = await readGalaxies()
const imagenet = await readImagenetWeights()

class Reached extends Error {}

async function jobOf(mode, training, seed) {
  const given = firstWeights(imagenet, galaxies.sizePx, seed)
  if (mode === 'all' || mode === 'layer2') {
    const weights = await settledNorms(nn, trunk, given, stampExamples(training))
    return { network, weights, ...(mode === 'layer2' && { frozen: frozenThrough('layer2') }) }
  }
  if (mode === 'frozen') return { network, frozen, weights: given }
  const weights = linearProbe.weights(given, galaxies.sizePx, seed)
  return { network: linearProbe.network, frozen: linearProbe.frozen, weights }
}

/** A check an epoch. An epoch's score, and the writing of its weights if they are the best, are not counted. */
async function ours({ mode, rate }, split, seed) {
  const out = mkdtempSync(join(work, 'run-'))
  const [training, validation] = [split.training, split.heldOut].map(galaxies.labelled)
  const accuracies = []
  let [paused, lastStep, nSteps] = [0, 0, 0]
  const began = performance.now()
  const job = {
    ...{
      out,
      name: 'resnet18',
      ...(await jobOf(mode, training, seed)),
      training,
      validation,
      epochs,
      seed,
    },
    ...{ batch: BATCH, optimiser: { kind: 'adam' }, learningRate: rate },
    schedule: schedule === 'cosine' ? { kind: 'cosine' } : { kind: 'constant' },
    onProgress(event) {
      const now = performance.now()
      if (event.kind === 'step') [lastStep, nSteps] = [now, event.step]
      if (event.kind !== 'epoch') return
      paused += now - lastStep
      accuracies.push(event.score.accuracy)
      if (target !== null && event.score.accuracy >= target) throw new Reached()
    },
  }
  await runLoop(job).catch((error) => {
    if (!(error instanceof Reached)) throw error
  })
  const seconds = (performance.now() - began - paused) / 1000
  rmSync(out, { recursive: true })
  const nBatches = Math.floor(split.training.length / BATCH)
  return { accuracies, seconds, validationSeconds: paused / 1000, epochs: nSteps / nBatches }
}

/** Two checks an epoch. */
function theirs({ mode, start, rate }, split, seed) {
  const file = join(work, 'recipe.json')
  const asked = { ...split, mode, start, rate, epochs, schedule, target, seed }
  const recipe = { ...asked, means: MEANS, deviations: DEVIATIONS, batch: BATCH, checks: 2 }
  writeFileSync(file, JSON.stringify(recipe))
  const script = join(import.meta.dirname, 'time_to_accuracy_torch.py')
  return JSON.parse(execFileSync(python, [script, dataFolder, file], { encoding: 'utf8' }))
}

function splitOf(seed) {
  const order = orderOfRows(galaxies.n, seed)
  return {
    heldOut: order.slice(0, N_HELD_OUT),
    training: order.slice(N_HELD_OUT, N_HELD_OUT + nTraining),
  }
}

function chosenWays() {
  const names = options.ways?.split(';') ?? Object.keys(WAYS)
  const isAsked = ([name, { side, mode }]) =>
    options.final && !options.ways ? side === theirs && mode === 'all' : names.includes(name)
  return Object.entries(WAYS)
    .filter(isAsked)
    .flatMap(([name, way]) => {
      const rates = options.rates?.split(',').map(Number) ?? [way.rate]
      return rates.map((rate) => ({
        name: `${name}, rate ${rate}`,
        way: { ...way, rate },
        runs: [],
      }))
    })
}

const percent = (share) => `${(100 * share).toFixed(1)} %`
const isReached = ({ accuracies }) => target !== null && accuracies.at(-1) >= target

/** Of runs that did not reach the target the time is a lower bound, and marked so. */
function secondsText(run) {
  const mark = target === null || isReached(run) ? '' : '> '
  return `${mark}${run.seconds.toFixed(1)}`
}

function row({ name, runs }) {
  const { mean } = meanAndDeviation(runs.map(({ seconds }) => seconds))
  const last = meanAndDeviation(runs.map(({ accuracies }) => accuracies.at(-1)))
  const cells = [
    name,
    runs.map(secondsText).join(', '),
    `${runs.every(isReached) || target === null ? '' : '> '}${mean.toFixed(1)}`,
    meanAndDeviation(runs.map(({ epochs }) => epochs)).mean.toFixed(1),
    percent(last.mean),
    meanAndDeviation(runs.map(({ validationSeconds }) => validationSeconds)).mean.toFixed(1),
  ]
  return `| ${cells.join(' | ')} |`
}

try {
  const ways = chosenWays()
  const firstSeed = Number(options['first-seed'])
  for (let seed = firstSeed; seed < firstSeed + Number(options.seeds); seed++) {
    const split = splitOf(seed)
    for (const { name, way, runs } of ways) {
      runs.push(await way.side(way, split, seed))
      console.error(JSON.stringify({ seed, name, ...runs.at(-1) }))
    }
  }
  const asked = target === null ? `${epochs} epochs, cosine` : `until ${percent(target)}`
  console.log(
    `${new Date().toISOString().slice(0, 10)}: ${nTraining} galaxies to train on, ` +
      `${N_HELD_OUT} held out, batches of ${BATCH}, ${asked}, seeds from ${firstSeed}\n`,
  )
  console.log(
    '| | s, by seed | s, mean | epochs | accuracy at the end | s of validation, not counted |',
  )
  console.log('|---|---|---|---|---|---|')
  for (const way of ways) console.log(row(way))
} finally {
  rmSync(work, { recursive: true })
}
