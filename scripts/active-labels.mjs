// How many labels does the active order save? Simulates fields that `--model typical`, the shipped
// model of that day, was not trained for, and people who disagree as LEGUS's people do. Asks for
// labels in rounds, by chance or in the active order; fine-tunes that model on what was said;
// scores it on the true classes of other fields. Prints the tables of docs/studies/active-labels.md
// and draws its figure.
//
// usage: npm run build && node scripts/active-labels.mjs OUT [OPTIONS]
//   OUT               gets fields, data sets and answers; those that are there already are kept
//   --fields SET      tryout or reported: the fields (reported)
//   --orders A,B      of: random, active, unsure, plain (random,active)
//   --layers WHICH    all or last: the layers that are trained (last)
//   --labels N,N      numbers of labels after which the model is trained (25,50,...,400)
//   --seeds N         runs of each order (5)
//   --first-seed N    seed of the first run (1)
//   --figure FILE     draws the figure there, as PNG
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { planQuestions, thinned } from '../dist/asking/index.js'
import { turned } from '../dist/cutouts/index.js'
import { readDatasets } from '../dist/datasets/index.js'
import { drawFigure, paperFigure, seriesEncoding } from '../dist/figures/index.js'
import { withFile } from '../dist/files/index.js'
import { runLoop } from '../dist/loop/index.js'
import { architectureNamed, graphWithFeatures, readModel } from '../dist/models/index.js'
import {
  encodeGraph,
  encodeModel,
  flatten,
  openSession,
  readOnnxWeights,
} from '../dist/nn/index.js'
import { votesOfPerson } from '../dist/populations/index.js'
import { meanOf, softmaxRows } from '../dist/statistics/index.js'
import { pictureOf, preparedRows } from './default-model/prepared.mjs'
import { starsift } from './default-model/program.mjs'

const MODEL = 'models/starsift-typical.onnx'
const FIELDS = {
  tryout: { pool: { seed: 4300, n: 3 }, unseen: { seed: 5300, n: 2 } },
  reported: { pool: { seed: 4000, n: 5 }, unseen: { seed: 5000, n: 3 } },
}
// Farther and shallower than the model knows, with many candidates that are no clusters.
const LOOK = [
  ...['--population', 'ngc1566', '--distance-mpc', 30, '--class4-share', 0.75],
  ...['--exposures', '1191,560,482,572,494'],
]
const ADAMW = { kind: 'adamw', weightDecay: 0.01 }
const CYCLE = { kind: 'one-cycle', warmUp: 0.15 }
const RECIPES = {
  all: {
    ...{ epochs: 20, batch: 16, learningRate: 3e-4, schedule: CYCLE, optimiser: ADAMW },
    augmentation: { rotations: true, flips: true, bandDropout: 0.1, fewestBands: 3 },
  },
  // An epoch has every stamp in its eight orientations.
  last: { epochs: 5, batch: 32, learningRate: 1e-3, schedule: CYCLE, optimiser: ADAMW },
}
const N_FEATURES = 384
const ROUND = 20
const SYMMETRIES = [0, 2]
const ALL_SYMMETRIES = [0, 1, 2, 3, 4, 5, 6, 7]
const N_CLASSES = 4
const BATCH = 8

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fields: { type: 'string', default: 'reported' },
    orders: { type: 'string', default: 'random,active' },
    layers: { type: 'string', default: 'last' },
    labels: { type: 'string', default: '25,50,100,150,200,300,400' },
    seeds: { type: 'string', default: '5' },
    'first-seed': { type: 'string', default: '1' },
    figure: { type: 'string' },
  },
})
const [out] = positionals
if (!out) throw new Error('usage: node scripts/active-labels.mjs OUT')
const orders = values.orders.split(',')
const labels = values.labels.split(',').map(Number)
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => {
  return Number(values['first-seed']) + i
})

/** The stamps of a set of fields, as the model takes them, and their true classes. */
async function stampsOf(set, { seed, n }, card) {
  const folder = join(out, values.fields, set)
  const size = ['--size', 1600, '--candidates-per-field', 700, '--fields', n]
  if (!existsSync(folder)) {
    await starsift('simulate', '--out', folder, '--seed', seed, ...size, ...LOOK, '--json')
  }
  const catalogs = Array.from({ length: n }, (_, i) => {
    const name = `sim${seed}-${i + 1}`
    return join(folder, name, `${name}_candidates.ecsv`)
  })
  const file = `${folder}.fits`
  const fields = catalogs.flatMap((catalog) => ['--field', `${dirname(catalog)}=${catalog}`])
  const stamps = ['--origin', 1, '--size', card.sizePx]
  if (!existsSync(file)) await starsift('cutouts', ...fields, ...stamps, '--out', file, '--json')
  const column = { from: 'column', columns: ['class'] }
  const dataset = await readDatasets([file], { labels: column })
  const { classes } = dataset
  const pixels = preparedRows(dataset, card, 0, classes.length)
  return { stamps: pixels, picture: pictureOf(card), classes }
}

/** Probabilities for each symmetry, and the features of the first. */
async function answersOf(weights, stamps, symmetries) {
  const { logits, features } = await (stamps.features
    ? headAnswers(weights, stamps, symmetries)
    : wholeAnswers(weights, stamps, symmetries))
  const voices = logits.map((one) => Float32Array.from(softmaxRows(one, N_CLASSES)))
  const thinner = thinned(N_FEATURES)
  return { voices, features: thinner.thin(features), nFeatures: thinner.nAxes }
}

/** From the features that are kept: the layers before the last stage do not change. */
function headAnswers(weights, { features }, symmetries) {
  const logits = symmetries.map((symmetry) => headLogits(weights, features[symmetry]))
  return { logits, features: features[0] }
}

function headLogits(weights, features) {
  const n = features.length / N_FEATURES
  const hidden = layer(weights, 'features', features, n).map((value) => Math.max(0, value))
  return layer(weights, 'classes', hidden, n)
}

function layer(weights, name, x, n) {
  const [matrix, offset] = [weights.get(`${name}.weight`), weights.get(`${name}.bias`)]
  const [nOut, nIn] = matrix.shape
  const out = new Float32Array(n * nOut)
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < nOut; k++) {
      let sum = offset.data[k]
      for (let i = 0; i < nIn; i++) sum += matrix.data[k * nIn + i] * x[row * nIn + i]
      out[row * nOut + k] = sum
    }
  }
  return out
}

async function wholeAnswers(weights, { stamps, picture, classes }, symmetries) {
  const shape = { nBands: picture[0], nClasses: N_CLASSES, sizePx: picture[1] }
  const graph = graphWithFeatures(architectureNamed('starsift'), shape)
  const producer = { name: 'starsift', version: '' }
  const bytes = encodeModel(encodeGraph(graph, weights), {}, producer, graph.domains)
  const session = await openSession(bytes, { nThreads: 1 })
  const length = picture.reduce((product, side) => product * side, 1)
  const logits = symmetries.map(() => [])
  const features = new Float32Array(classes.length * N_FEATURES)
  for (let row = 0; row < classes.length; row += BATCH) {
    const n = Math.min(BATCH, classes.length - row)
    const some = stamps.subarray(row * length, (row + n) * length)
    for (const [v, symmetry] of symmetries.entries()) {
      const data = symmetry === 0 ? some : turned(some, picture[1], symmetry)
      const answer = await session.run({ stamps: { shape: [n, ...picture], data } })
      logits[v].push(...answer.logits.data)
      if (v === 0) features.set(answer.features.data, row * N_FEATURES)
    }
  }
  await session.release()
  return { logits: logits.map((one) => Float32Array.from(one)), features }
}

/** What the orders that are compared know of the rows. */
function opinionsFor(order, { voices, features, nFeatures }) {
  const opinions = { nClasses: N_CLASSES, voices, areMembers: false, features, nFeatures }
  // Without distances, the most doubtful rows come first.
  if (order === 'unsure') return { ...opinions, features: features.map(() => 0) }
  // Diversity among the answers of the model, not among its features.
  if (order === 'plain') return { nClasses: N_CLASSES, voices, areMembers: false }
  return opinions
}

/** The model, fine-tuned on what was said of these rows. */
async function tuned(shipped, pool, rows, votes, seed) {
  const folder = join(out, `loop-${values.layers}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const said = rows.map((row) => votes[row] - 1)
  const training = pool.features ? featuresOf(pool, rows, said) : picturesOf(pool, rows, said)
  const { stages, network } = architectureNamed('starsift')
  const head = (graph, x) => stages.at(-1).apply(graph, flatten(graph, x, 'kept'), N_CLASSES)
  const { weights } = await runLoop({
    ...{ out: folder, name: 'starsift', ...RECIPES[values.layers] },
    ...{ weights: shipped, training, seed, nThreads: 1 },
    network: pool.features ? head : (graph, x) => network(graph, x, N_CLASSES),
  })
  return weights
}

function picturesOf({ stamps, picture }, rows, labels) {
  const length = picture.reduce((product, side) => product * side, 1)
  const some = new Float32Array(rows.length * length)
  for (const [i, row] of rows.entries()) {
    some.set(stamps.subarray(row * length, (row + 1) * length), i * length)
  }
  return { stamps: some, shape: [rows.length, ...picture], labels: Uint8Array.from(labels) }
}

/** Each stamp in all symmetries, as features: they stand for pictures of one pixel. */
function featuresOf({ features }, rows, labels) {
  const some = new Float32Array(rows.length * features.length * N_FEATURES)
  let at = 0
  for (const of of features) {
    for (const row of rows) {
      some.set(of.subarray(row * N_FEATURES, (row + 1) * N_FEATURES), at)
      at += N_FEATURES
    }
  }
  const all = features.flatMap(() => labels)
  return { stamps: some, shape: [all.length, N_FEATURES, 1, 1], labels: Uint8Array.from(all) }
}

/** Shares of right classes, and the mean of the recalls of the four classes. */
function accuracyOf({ voices: [p] }, classes) {
  let [four, two, recall] = [0, 0, 0]
  const nOf = [1, 2, 3, 4].map((value) => classes.filter((one) => one === value).length)
  for (const [row, value] of classes.entries()) {
    const own = p.subarray(row * N_CLASSES, (row + 1) * N_CLASSES)
    const found = own.indexOf(Math.max(...own)) + 1
    four += (found === value) / classes.length
    two += (found < 3 === value < 3) / classes.length
    recall += (found === value) / nOf[value - 1] / N_CLASSES
  }
  return { four, two, recall }
}

/** One run: the accuracy after each number of labels, kept in a file. */
async function runOf(order, seed, { shipped, pool, unseen, first }) {
  const file = join(out, `${values.fields}-${values.layers}-${order}-${seed}.json`)
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8'))
  const votes = votesOfPerson([...pool.classes], seed, 1)
  const ids = [...pool.classes.keys()].map(String)
  const asked = []
  const scores = []
  let answers = first
  for (const n of labels) {
    const kind = order === 'random' ? 'random' : 'active'
    const opinions = opinionsFor(order, answers)
    const plan = planQuestions({ ids, order: kind, opinions, roundSize: ROUND, seed })
    asked.push(...plan.next(asked, n - asked.length))
    const rows = asked.map(({ row }) => row)
    const weights = await tuned(shipped, pool, rows, votes, 1000 * seed + n)
    const score = accuracyOf(await answersOf(weights, unseen, [0]), unseen.classes)
    const nOfClass = [1, 2, 3, 4].map((k) => rows.filter((row) => pool.classes[row] === k).length)
    const nRight = rows.filter((row) => votes[row] === pool.classes[row]).length
    scores.push({ n, ...score, nOfClass, nRight })
    console.error(`${order}, seed ${seed}, ${n} labels: ${JSON.stringify(score)}`)
    if (kind === 'active' && n !== labels.at(-1))
      answers = await answersOf(weights, pool, SYMMETRIES)
  }
  await writeFile(file, JSON.stringify(scores))
  return scores
}

const deviation = (all) => {
  const mean = meanOf(all)
  return Math.sqrt(all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1))
}
const percent = (all) => {
  const spread = all.length > 1 ? ` +- ${(100 * deviation(all)).toFixed(1)}` : ''
  return `${(100 * meanOf(all)).toFixed(1)} %${spread}`
}

/** Labels for an accuracy, by a line between two numbers of them; undefined if not reached. */
function labelsFor(accuracy, curve) {
  const at = curve.findIndex((point) => point.accuracy >= accuracy)
  if (at < 0) return undefined
  const [low, high] = [curve[at - 1], curve[at]]
  if (!low) return high.n
  const share = (accuracy - low.accuracy) / (high.accuracy - low.accuracy)
  return low.n + share * (high.n - low.n)
}

await mkdir(join(out, values.fields), { recursive: true })
const { card } = await withFile(MODEL, readModel)
const whole = await withFile(MODEL, readOnnxWeights)
const graph = graphWithFeatures(architectureNamed('starsift'), {
  ...{ nBands: pictureOf(card)[0], nClasses: N_CLASSES, sizePx: card.sizePx },
})
const names = graph.parameterShapes()
const shipped = new Map([...whole].filter(([name]) => names.has(name)))
const pool = await stampsOf('pool', FIELDS[values.fields].pool, card)
const unseen = await stampsOf('unseen', FIELDS[values.fields].unseen, card)
if (values.layers === 'last') {
  for (const [set, symmetries] of [
    [pool, ALL_SYMMETRIES],
    [unseen, [0]],
  ]) {
    const each = []
    for (const symmetry of symmetries) {
      each.push((await wholeAnswers(shipped, set, [symmetry])).features)
    }
    set.features = each
  }
}
const first = await answersOf(shipped, pool, SYMMETRIES)
const start = accuracyOf(await answersOf(shipped, unseen, [0]), unseen.classes)
const counts = (classes) => [1, 2, 3, 4].map((k) => classes.filter((c) => c === k).length).join('/')
console.log(`to choose from: ${pool.classes.length} (${counts(pool.classes)})`)
console.log(
  `scored on: ${unseen.classes.length} (${counts(unseen.classes)}); seeds ${seeds.join()}`,
)

const runs = {}
for (const order of orders) runs[order] = []
for (const seed of seeds) {
  for (const order of orders) {
    runs[order].push(await runOf(order, seed, { shipped, pool, unseen, first }))
  }
}
for (const kind of ['four', 'two', 'recall']) {
  console.log(`\n| labels, ${kind} | ${orders.join(' | ')} |`)
  console.log(`|---|${orders.map(() => '---|').join('')}`)
  console.log(`| 0 | ${orders.map(() => percent([start[kind]])).join(' | ')} |`)
  for (const [i, n] of labels.entries()) {
    const cells = orders.map((order) => percent(runs[order].map((run) => run[i][kind])))
    console.log(`| ${n} | ${cells.join(' | ')} |`)
  }
}
const curveOf = (order, kind) => [
  { n: 0, accuracy: start[kind] },
  ...labels.map((n, i) => ({ n, accuracy: meanOf(runs[order].map((run) => run[i][kind])) })),
]
for (const kind of ['four', 'recall']) {
  console.log(`\n| ${kind} of random with | ${orders.join(' | ')} |`)
  console.log(`|---|${orders.map(() => '---|').join('')}`)
  for (const { n, accuracy } of curveOf('random', kind).slice(1)) {
    const cells = orders.map((order) => labelsFor(accuracy, curveOf(order, kind))?.toFixed(0) ?? '')
    console.log(`| ${n} labels: ${(100 * accuracy).toFixed(1)} % | ${cells.join(' | ')} |`)
  }
}
for (const order of orders) {
  const last = runs[order].map((run) => run.at(-1))
  const shares = [0, 1, 2, 3].map((k) => meanOf(last.map(({ n, nOfClass }) => nOfClass[k] / n)))
  const right = meanOf(last.map(({ n, nRight }) => nRight / n))
  const text = shares.map((share) => `${(100 * share).toFixed(0)} %`).join(', ')
  console.log(`${order}: true classes 1-4 ${text}; labels right ${(100 * right).toFixed(1)} %`)
}

if (values.figure) {
  const points = orders.flatMap((order) =>
    labels.map((n, i) => {
      const all = runs[order].map((run) => run[i].four)
      const [mean, spread] = [meanOf(all), deviation(all)]
      return { n, accuracy: mean, low: mean - spread, high: mean + spread, series: order }
    }),
  )
  const x = { field: 'n', type: 'quantitative', title: 'labels' }
  const y = { type: 'quantitative', axis: { format: '.0%' }, scale: { zero: false } }
  const title = 'accuracy, four classes'
  const { color, shape, strokeDash } = seriesEncoding(orders)
  const line = { x, y: { ...y, field: 'accuracy', title }, color }
  const spec = paperFigure(
    {
      data: { values: points },
      layer: [
        {
          mark: 'rule',
          encoding: { x, y: { ...y, field: 'low', title }, y2: { field: 'high' }, color },
        },
        { mark: 'line', encoding: { ...line, strokeDash } },
        { mark: { type: 'point', filled: true }, encoding: { ...line, shape } },
      ],
    },
    170,
  )
  await writeFile(values.figure, (await drawFigure(spec)).png)
}
