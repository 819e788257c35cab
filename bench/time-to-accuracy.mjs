// How many seconds until ResNet18 recognises held-out galaxies with the accuracy that is asked for?
// It starts from ImageNet's weights to layer3. The ways to train it (WAYS below) take turns: here
// with frozen layers, whose features are kept; in PyTorch with all layers trained, as most people
// do, or with the same frozen layers. Both sides use two cores. The seconds begin when pixels and
// weights are in memory, and leave out the validation; so do those of the processor, which say more
// on a machine that others use. Prints the table of docs/studies/performance-history.md,
// "Time to accuracy".
//
// usage: npm run build && node bench/time-to-accuracy.mjs --target SHARE [OPTIONS]
//        npm run build && node bench/time-to-accuracy.mjs --final [OPTIONS]
//   --target SHARE     stop at this accuracy, for example 0.58
//   --final            train through, and print the accuracy at the end. Without --ways only
//                      PyTorch is run, with all layers
//   --ways 'NAME;NAME' only these ways
//   --seeds N          one training per seed and way (3)
//   --first-seed N     the first of these seeds (1)
//   --epochs N         at most N passes through the training images (12)
//   --training N       training images (1400)
//   --rates X,X        each way with each of these learning rates, to choose one (3e-4)
// needs Debian's packages python3-torch and python3-torchvision;
// STARSIFT_SHARED names the folder shared (../shared)
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { nn } from '../dist/index.js'
import { runLoop, stampExamples } from '../dist/loop/index.js'
import { meanAndDeviation } from '../dist/train/index.js'
import { keepBars } from './bars.mjs'
import { BATCH, dataFolder, N_HELD_OUT, orderOfRows } from './galaxy-images.mjs'
import {
  DEVIATIONS,
  firstWeights,
  frozen,
  frozenThrough,
  linearProbe,
  MEANS,
  network,
  readGalaxies,
  readImagenetWeights,
  trunk,
} from './imagenet-galaxies.mjs'
import { answerOfPeer } from './peer.mjs'
import { settledNorms } from './settled-norms.mjs'
import { header, percent, row, today } from './table.mjs'

/** The learning rates suit a start from given weights. `--rates` tries others. */
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
if (options.final === (options.target !== undefined)) {
  throw new Error('give either --target SHARE or --final, and not both')
}
const target = options.final ? null : Number(options.target)
const schedule = options.final ? 'cosine' : 'constant'
const epochs = Number(options.epochs)
const nTraining = Number(options.training)
const work = mkdtempSync(join(tmpdir(), 'starsift-time-'))
const galaxies = await readGalaxies()
const imagenet = await readImagenetWeights()

/** Ends a training when the target is reached. */
class Reached extends Error {}

async function jobOf(mode, training, seed) {
  if (mode === 'linear') {
    const weights = linearProbe.weights(imagenet, galaxies.sizePx, seed)
    return { network: linearProbe.network, frozen: linearProbe.frozen, weights }
  }
  const given = firstWeights(imagenet, galaxies.sizePx, seed)
  if (mode === 'all' || mode === 'layer2') {
    const weights = await settledNorms(nn, trunk, given, stampExamples(training))
    return { network, weights, ...(mode === 'layer2' && { frozen: frozenThrough('layer2') }) }
  }
  return { network, frozen, weights: given }
}

/**
 * The accuracy is checked once per epoch. The seconds leave out the check, and the writing of the
 * weights when they are the best until then.
 */
async function ours({ mode, rate }, split, seed) {
  const out = mkdtempSync(join(work, 'run-'))
  const [training, validation] = [split.training, split.heldOut].map(galaxies.labelled)
  const accuracies = []
  const now = () => [performance.now() / 1000, processorSeconds()]
  let [paused, lastStep, nSteps] = [[0, 0], [0, 0], 0]
  const began = now()
  const job = {
    ...{ out, name: 'resnet18', training, validation, epochs, seed },
    ...(await jobOf(mode, training, seed)),
    ...{ batch: BATCH, optimiser: { kind: 'adam' }, learningRate: rate },
    schedule: { kind: schedule },
    onProgress(event) {
      if (event.kind === 'step') [lastStep, nSteps] = [now(), event.step]
      if (event.kind !== 'epoch') return
      paused = now().map((time, i) => paused[i] + time - lastStep[i])
      accuracies.push(event.score.accuracy)
      if (target !== null && event.score.accuracy >= target) throw new Reached()
    },
  }
  await runLoop(job).catch((error) => {
    if (!(error instanceof Reached)) throw error
  })
  const [seconds, processor] = now().map((time, i) => time - began[i] - paused[i])
  rmSync(out, { recursive: true })
  const nBatches = Math.floor(split.training.length / BATCH)
  const [validationSeconds] = paused
  return { accuracies, seconds, processor, validationSeconds, epochs: nSteps / nBatches }
}

/** Of this process, with all of its threads. */
function processorSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** The accuracy is checked twice per epoch. */
function theirs({ mode, start, rate }, split, seed) {
  const file = join(work, 'recipe.json')
  const asked = { ...split, mode, start, rate, epochs, schedule, target, seed }
  const recipe = { ...asked, means: MEANS, deviations: DEVIATIONS, batch: BATCH, checks: 2 }
  writeFileSync(file, JSON.stringify(recipe))
  return answerOfPeer('time_to_accuracy_torch.py', dataFolder, file)
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
      const rated = (rate) => ({ name: `${name}, rate ${rate}`, way: { ...way, rate }, runs: [] })
      return rates.map(rated)
    })
}

const isReached = ({ accuracies }) => target !== null && accuracies.at(-1) >= target

/** The seconds of a run. `>` marks a lower bound: the run did not reach the target. */
function secondsText(run) {
  const mark = target === null || isReached(run) ? '' : '> '
  return `${mark}${run.seconds.toFixed(1)}`
}

function rowOf({ name, runs }) {
  const mean = (of) => meanAndDeviation(runs.map(of)).mean
  const isWhole = target === null || runs.every(isReached)
  return row([
    name,
    runs.map(secondsText).join(', '),
    `${isWhole ? '' : '> '}${mean(({ seconds }) => seconds).toFixed(1)}`,
    mean(({ processor }) => processor).toFixed(1),
    mean(({ epochs }) => epochs).toFixed(1),
    percent(mean(({ accuracies }) => accuracies.at(-1))),
    mean(({ validationSeconds }) => validationSeconds).toFixed(1),
  ])
}

/** The bar of the linear layer, where both sides reached the target with every seed. */
function keepProbe(ways) {
  const [one, other] = ['starsift', 'PyTorch'].map((side) =>
    ways.find(({ name }) => name.startsWith(`${side}, frozen, linear layer`)),
  )
  if (!one || !other || ![...one.runs, ...other.runs].every(isReached)) return
  keepBars({ probe: one.runs.map(({ seconds }, i) => other.runs[i].seconds / seconds) })
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
    `${today()}: ${nTraining} galaxies to train on, ${N_HELD_OUT} held out, ` +
      `batches of ${BATCH}, ${asked}, seeds from ${firstSeed}\n`,
  )
  const seconds = ['s, by seed', 's, mean', 'CPU s, mean']
  const last = ['accuracy at the end', 's of validation, not counted']
  console.log(header(['', ...seconds, 'epochs', ...last]))
  for (const way of ways) console.log(rowOf(way))
  keepProbe(ways)
} finally {
  rmSync(work, { recursive: true })
}
