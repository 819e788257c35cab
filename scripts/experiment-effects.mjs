// What the factors of an experiment change in the accuracy of its tests (docs/studies/experiments.md).
// usage: node scripts/experiment-effects.mjs EXPERIMENT      (after `npm run build`)
// EXPERIMENT is the folder of `starsift experiment`. Prints a table: the mean over all networks of one level less that of
// another, and its standard error,
//
//   error^2 = var_i(d_i) / n + s^2 (1/m + 1/m'),
//
// with d_i the difference of the shares of networks that are right about object i of n (the test objects are a sample), and
// s the standard deviation of the accuracies of trials of one cell, pooled, m and m' networks (training is chance, too).
// Trials scatter d_i a little as well, so the error is rather too large. What is the same in all networks, the
// training fields and their votes, is not in it. All networks must have been tested on the same objects.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCluster, parseCsv } from '../dist/index.js'

const [experiment] = process.argv.slice(2)
if (!experiment) throw new Error('usage: node scripts/experiment-effects.mjs EXPERIMENT')

/** The networks of the grid: cell, its levels, and whether each test object was classed rightly. */
function networksOf(isRight) {
  const cells = join(experiment, 'cells')
  return readdirSync(cells).flatMap((cell) => {
    const [architecture, labels, crop] = /^(.+)_([^_]+)_(\d+px)$/.exec(cell).slice(1)
    const members = readdirSync(join(cells, cell)).filter((name) => name.startsWith('member-'))
    return members.map((member) => {
      const path = join(cells, cell, member, 'held-out.csv')
      const table = parseCsv(readFileSync(path, 'utf8'), path)
      const [set, truth, found] = ['set', 'class', 'ml_class'].map((c) => table.column(c).values)
      const rows = Array.from({ length: table.nRows }, (_, i) => i).filter((i) => set[i] === 'test')
      const right = rows.map((i) => Number(isRight(Number(truth[i]), Number(found[i]))))
      const [field, id] = ['field', 'id'].map((c) => table.column(c).values)
      const objects = rows.map((i) => `${field[i]} ${id[i]}`).join('\n')
      return { cell, levels: { architecture, labels, crop }, right, objects, accuracy: mean(right) }
    })
  })
}

/** Networks are compared object by object; at a smaller crop an object may have no pixel left, and is then left out. */
function refuseOtherObjects([first, ...others]) {
  const other = others.find(({ objects }) => objects !== first.objects)
  if (!other) return
  const of = ({ cell, right }) => `${cell} (n_test ${right.length})`
  throw new Error(
    `${of(first)} and ${of(other)} were tested on different objects: plan crops that all of them have`,
  )
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

function variance(values) {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}

/** Variance of the accuracies of the trials of one cell, pooled over the cells. */
function trialVariance(networks) {
  const cells = [...new Set(networks.map(({ cell }) => cell))]
  const trialsOf = (cell) => networks.filter((network) => network.cell === cell)
  return mean(cells.map((cell) => variance(trialsOf(cell).map(({ accuracy }) => accuracy))))
}

function effect(networks, factor, one, other) {
  const [a, b] = [one, other].map((l) => networks.filter(({ levels }) => levels[factor] === l))
  const share = (level, i) => mean(level.map(({ right }) => right[i]))
  const differences = networks[0].right.map((_, i) => share(a, i) - share(b, i))
  const ofObjects = variance(differences) / differences.length
  const ofTrials = trialVariance(networks) * (1 / a.length + 1 / b.length)
  return { value: mean(differences), error: Math.sqrt(ofObjects + ofTrials) }
}

const four = networksOf((truth, found) => truth === found)
refuseOtherObjects(four)
const two = networksOf((truth, found) => found > 0 && isCluster(truth) === isCluster(found))
const percent = (value) => (100 * value).toFixed(1)
const text = ({ value, error }) => {
  const sign = value > 0 ? '+' : ''
  return `${sign}${percent(value)} +- ${percent(error)} (${(value / error).toFixed(1)})`
}

console.log(`${four.length} networks, ${four[0].right.length} test objects; trials of one cell`)
console.log(
  `scatter by ${percent(Math.sqrt(trialVariance(four)))} points in four classes, ` +
    `${percent(Math.sqrt(trialVariance(two)))} in two\n`,
)
console.log('| points (over the error) | four classes | two classes |\n|---|---|---|')
for (const factor of ['architecture', 'labels', 'crop']) {
  const levels = [...new Set(four.map((network) => network.levels[factor]))].sort(
    (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1),
  )
  for (const [i, other] of levels.entries()) {
    for (const one of levels.slice(i + 1)) {
      const [of4, of2] = [four, two].map((networks) => effect(networks, factor, one, other))
      console.log(`| ${one} less ${other} | ${text(of4)} | ${text(of2)} |`)
    }
  }
}
