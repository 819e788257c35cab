// What does adapting without labels gain, field by field? Each way changes the model for one field
// from its stamps alone; then its answers to all of these stamps are compared with their classes.
// Prints the table of docs/studies/default-model.md ("Adapting without labels").
//
// usage: npm run build
//        node scripts/default-model/adaptations.mjs MODEL CATALOGUE... [--only WAY,...]
//   MODEL          a model file with thresholds for ml_set, whose answers tell the shares of the
//                  classes
//   CATALOGUE...   catalogues with classes; the mosaics of each lie in its folder
//   --only WAY,... these ways only, by the names in the table
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import {
  AS_IT_IS,
  featuresOfViews,
  logitsOfViews,
  mixed,
  momentsOf,
  ownStatistics,
  readAdaptable,
  SHOWINGS,
  selfTrained,
  shownStamps,
} from '../../dist/adaptation/index.js'
import { candidatesOn } from '../../dist/cutouts/index.js'
import { reliability } from '../../dist/evaluate/index.js'
import { withFile } from '../../dist/files/index.js'
import { indexOfLargest, softmaxRows } from '../../dist/statistics/index.js'
import { noveltiesOf, steadinessOf } from '../../dist/train/index.js'
import { openField, openTable } from '../../dist/verbs/index.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
})
const [model, ...catalogues] = positionals
if (catalogues.length === 0) {
  throw new Error(
    'usage: node scripts/default-model/adaptations.mjs MODEL CATALOGUE... [--only WAY,...]',
  )
}
const SEED = 1
const SHARES = [0.1, 0.25, 0.5, 1]
const ORIENTATIONS = 8
const options = { device: 'cpu', nThreads: 1 }
const adaptable = await withFile(model, readAdaptable)
const { file, nFeatures, space, shape } = adaptable
const { nClasses } = shape
const { card } = file

/** Each way says of one field: logits of all views; of one where the network is run anew. */
async function waysOn(shown) {
  const isHeldOut = shown.rows.map((_, i) => i % 5 === 0)
  const said = (views, weights) => logitsOfViews(adaptable, views, weights, options)
  const seen = (weights, showings) => featuresOfViews(adaptable, weights, shown, showings, options)
  const { weights } = adaptable
  const views = await seen(weights, SHOWINGS)
  const asItIs = await said(views, weights)
  let own
  const withStatistics = async (share) => {
    own ??= await momentsOf(adaptable, shown, options)
    const moved = mixed(weights, own, share)
    return said(await seen(moved, [AS_IT_IS]), moved)
  }
  const ways = {
    'as it is': () => asItIs,
    'eight orientations': () => [meanOf(asItIs.slice(0, ORIENTATIONS)), ...asItIs.slice(1)],
    'self-training': async () => {
      const asked = { ...options, isHeldOut, seed: SEED }
      const trained = await selfTrained(adaptable, views, weights, asked)
      return said(views, trained.weights)
    },
    'shares of the classes': () => asItIs.map((logits) => withShares(logits, asItIs[0])),
    'moments of the features, half': async () => said(aligned(views, 0.5), weights),
    'moments of the features': async () => said(aligned(views, 1), weights),
  }
  for (const share of SHARES) ways[`statistics ${share}`] = () => withStatistics(share)
  return { ways, distances: noveltiesOf(views[0], space).sort() }
}

function meanOf(all) {
  return all[0].map((_, i) => all.reduce((sum, one) => sum + one[i], 0) / all.length)
}

/**
 * Saerens, Latinne & Decaestecker 2002, Neural Computation 14, 21: the shares of the classes in the
 * field by expectation and maximisation, and the answers with them.
 *
 * @param from logits that the shares are measured on
 */
function withShares(logits, from) {
  const { temperature = 1, sets } = card
  const total = sets.nAnswers.reduce((sum, n) => sum + n, 0)
  const before = sets.nAnswers.map((n) => n / total)
  const p = softmaxRows(
    from.map((z) => z / temperature),
    nClasses,
  )
  let shares = before
  for (let round = 0; round < 100; round++) {
    const next = new Array(nClasses).fill(0)
    for (let start = 0; start < p.length; start += nClasses) {
      const terms = shares.map((share, k) => (share / before[k]) * p[start + k])
      const sum = terms.reduce((a, b) => a + b, 0)
      for (const [k, term] of terms.entries()) next[k] += (term / sum / p.length) * nClasses
    }
    shares = next
  }
  return logits.map(
    (z, i) => z + temperature * Math.log(shares[i % nClasses] / before[i % nClasses]),
  )
}

/** Features moved and stretched towards the mean and the deviation of each in the training set. */
function aligned(views, share) {
  const [source, own] = [sourceMoments(), momentsOfFeatures(views[0])]
  return views.map((view) =>
    view.map((value, i) => {
      const k = i % nFeatures
      const times = own.width[k] > 0 ? source.width[k] / own.width[k] : 1
      const to = source.mean[k] + times * (value - own.mean[k])
      return (1 - share) * value + share * to
    }),
  )
}

function momentsOfFeatures(features) {
  const n = features.length / nFeatures
  const mean = new Float64Array(nFeatures)
  const width = new Float64Array(nFeatures)
  for (const [i, value] of features.entries()) mean[i % nFeatures] += value / n
  for (const [i, value] of features.entries()) {
    width[i % nFeatures] += (value - mean[i % nFeatures]) ** 2 / n
  }
  return { mean, width: width.map(Math.sqrt) }
}

/** From the space of novelty: W mu_k = m_k gives mu_k, and S = (W^T W)^-1 the scatter within. */
function sourceMoments() {
  const { whitening, means } = space
  const total = card.sets.nAnswers.reduce((sum, n) => sum + n, 0)
  const shares = card.sets.nAnswers.map((n) => n / total)
  const solved = (of) => {
    const x = new Float64Array(nFeatures)
    for (let i = 0; i < nFeatures; i++) {
      let sum = of(i)
      for (let k = 0; k < i; k++) sum -= whitening[i * nFeatures + k] * x[k]
      x[i] = sum / whitening[i * nFeatures + i]
    }
    return x
  }
  const centres = shares.map((_, k) => solved((i) => means[k * nFeatures + i]))
  const mean = centres[0].map((_, i) =>
    shares.reduce((sum, share, k) => sum + share * centres[k][i], 0),
  )
  const variance = mean.map((middle, i) =>
    shares.reduce((sum, share, k) => sum + share * (centres[k][i] - middle) ** 2, 0),
  )
  for (let column = 0; column < nFeatures; column++) {
    const inverse = solved((i) => (i === column ? 1 : 0))
    for (let i = 0; i < nFeatures; i++) variance[i] += inverse[i] ** 2
  }
  return { mean, width: variance.map(Math.sqrt) }
}

async function measured(catalogue) {
  const field = await openField([dirname(catalogue)], {}, [catalogue])
  try {
    const table = await openTable(catalogue, {}, [])
    const candidates = candidatesOn(field, table, { origin: 1 })
    const shown = await shownStamps(field, candidates, card, SEED)
    const truth = shown.rows.map((row) => candidates.humanClass[row] - 1)
    const { ways, distances } = await waysOn(shown)
    const far = distances[Math.floor(distances.length / 2)]
    const { share } = await ownStatistics(adaptable, shown, options)
    console.error(
      `${catalogue}: n ${truth.length}, median distance ${far.toFixed(0)} ` +
        `(threshold ${card.novelty.threshold}), own statistics ${share}`,
    )
    const asked = values.only?.split(',') ?? Object.keys(ways)
    const scores = new Map()
    for (const way of asked) scores.set(way, scoreOf(await ways[way](), truth))
    return scores
  } finally {
    await field.close()
  }
}

/** Which of the known stamps are right, how sure, and what is known without labels. */
function scoreOf(logits, truth) {
  const known = truth.flatMap((value, i) => (value >= 0 ? [i] : []))
  const { temperature = 1 } = card
  const p = softmaxRows(
    logits[0].map((z) => z / temperature),
    nClasses,
  )
  const rows = known.map((i) => p.subarray(i * nClasses, (i + 1) * nClasses))
  const chosen = rows.map(indexOfLargest)
  const { confidence, consistency } = steadinessOf(logits, nClasses, temperature)
  return {
    four: chosen.map((k, i) => (k === truth[known[i]] ? 1 : 0)),
    two: chosen.map((k, i) => (k < 2 === truth[known[i]] < 2 ? 1 : 0)),
    sure: rows.map((row, i) => row[chosen[i]]),
    ...{ confidence, consistency },
  }
}

const fields = []
for (const catalogue of catalogues) fields.push(await measured(catalogue))
const percent = (share) => `${(100 * share).toFixed(1)} %`
const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
console.log('| way | n | four classes | two classes | ECE | mean p | consistent | each field |')
console.log('|---|---|---|---|---|---|---|---|')
for (const way of fields[0].keys()) {
  const scores = fields.map((field) => field.get(way))
  const all = (key) => scores.flatMap((score) => score[key])
  const cells = [way, all('four').length, percent(mean(all('four'))), percent(mean(all('two')))]
  cells.push(reliability(all('sure'), all('four')).ece.toFixed(3))
  for (const key of ['confidence', 'consistency']) {
    const value = mean(scores.map((score) => score[key]))
    cells.push(Number.isFinite(value) ? percent(value) : '-')
  }
  const each = scores.map(({ four }) => (100 * mean(four)).toFixed(1)).join(' ')
  console.log(`| ${[...cells, each].join(' | ')} |`)
}
