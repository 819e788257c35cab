// What does adapting without labels gain, field by field? Each way changes the model for one field
// from its stamps alone; then its answers to all of these stamps are compared with their classes.
// Prints the table of docs/studies/default-model.md ("Adapting without labels").
//
// usage: npm run build
//        node scripts/default-model/adaptations.mjs MODEL CATALOGUE...
//   MODEL          a model file with thresholds for ml_set, whose answers tell the shares of the
//                  classes
//   CATALOGUE...   catalogues with classes; the mosaics of each lie in its folder
import { dirname } from 'node:path'
import {
  featuresOfViews,
  logitsOfViews,
  mixed,
  momentsOf,
  ownStatistics,
  readAdaptable,
  SHOWINGS,
  selfTrained,
  shownStamps,
  steadinessOf,
} from '../../dist/adaptation/index.js'
import { candidatesOn } from '../../dist/cutouts/index.js'
import { withFile } from '../../dist/files/index.js'
import { indexOfLargest, softmaxRows } from '../../dist/statistics/index.js'
import { noveltiesOf } from '../../dist/train/index.js'
import { openField, openTable } from '../../dist/verbs/index.js'

const [model, ...catalogues] = process.argv.slice(2)
if (catalogues.length === 0) {
  throw new Error('usage: node scripts/default-model/adaptations.mjs MODEL CATALOGUE...')
}
const SEED = 1
const SHARES = [0.1, 0.25, 0.5, 1]
const ORIENTATIONS = 8
const options = { device: 'cpu', nThreads: 1 }
const adaptable = await withFile(model, readAdaptable)
const { file, nFeatures, space, shape } = adaptable
const { nClasses } = shape
const { card } = file

/** What each way says of one field: logits of all views. */
async function waysOn(shown) {
  const isHeldOut = shown.rows.map((_, i) => i % 5 === 0)
  const learned = (views, weights) =>
    selfTrained(adaptable, views, weights, { ...options, isHeldOut, seed: SEED })
  const said = (views, weights) => logitsOfViews(adaptable, views, weights, options)
  const seen = (weights) => featuresOfViews(adaptable, weights, shown, SHOWINGS, options)
  const { weights } = adaptable
  const views = await seen(weights)
  const asItIs = await said(views, weights)
  const ways = new Map([['as it is', asItIs]])
  ways.set('eight orientations', [meanOf(asItIs.slice(0, ORIENTATIONS)), ...asItIs.slice(1)])
  const trained = await learned(views, weights)
  ways.set('self-training', await said(views, trained.weights))
  ways.set('shares of the classes', asItIs.map((logits) => withShares(logits, asItIs[0])))
  for (const share of [0.5, 1]) {
    ways.set(`moments of the features ${share}`, await said(aligned(views, share), weights))
  }
  const own = await momentsOf(adaptable, shown, options)
  for (const share of SHARES) {
    const moved = mixed(weights, own, share)
    ways.set(`statistics ${share}`, await said(await seen(moved), moved))
  }
  const chosen = await ownStatistics(adaptable, shown, options)
  const distances = noveltiesOf(views[0], space).sort()
  return { ways, epoch: trained.epoch, share: chosen.share, distances }
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
    const { ways, epoch, share, distances } = await waysOn(shown)
    const far = distances[Math.floor(distances.length / 2)]
    console.log(
      `${catalogue}: n ${truth.length}, self-training took epoch ${epoch}; median distance ` +
        `${far.toFixed(0)}, threshold ${card.novelty.threshold}, own statistics ${share}`,
    )
    return new Map([...ways].map(([way, logits]) => [way, scoreOf(logits, truth)]))
  } finally {
    await field.close()
  }
}

/** Shares that are right in four and in two classes, and what is known without labels. */
function scoreOf(logits, truth) {
  const chosen = truth.map((_, i) =>
    indexOfLargest(logits[0].subarray(i * nClasses, (i + 1) * nClasses)),
  )
  const known = truth.flatMap((value, i) => (value >= 0 ? [i] : []))
  const right = (isSame) => known.filter((i) => isSame(chosen[i], truth[i])).length / known.length
  const { confidence, consistency } = steadinessOf(logits, nClasses, card.temperature)
  return [
    right((a, b) => a === b),
    right((a, b) => a < 2 === b < 2),
    confidence,
    consistency,
  ]
}

const fields = []
for (const catalogue of catalogues) fields.push(await measured(catalogue))
const percent = (share) => `${(100 * share).toFixed(1)} %`
console.log('\n| way | four classes | two classes | mean p | consistent | four, each field |')
console.log('|---|---|---|---|---|---|')
for (const way of fields[0].keys()) {
  const scores = fields.map((field) => field.get(way))
  const means = [0, 1, 2, 3].map(
    (i) => scores.reduce((sum, score) => sum + score[i], 0) / scores.length,
  )
  const each = scores.map(([four]) => (100 * four).toFixed(1)).join(' ')
  console.log(`| ${[way, ...means.map(percent), each].join(' | ')} |`)
}
