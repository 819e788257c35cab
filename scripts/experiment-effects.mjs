// How much does each factor of an experiment change the accuracy on its test set? Prints the table
// of effects in docs/studies/experiments.md.
//
// usage: npm run build && node scripts/experiment-effects.mjs EXPERIMENT
//   EXPERIMENT   the folder that `starsift experiment` wrote
//
// An effect is the mean accuracy of all networks of one level minus that of another level. Its
// standard error has two parts, because the test objects are a sample and training is chance:
//
//   error^2 = var_i(d_i) / n + s^2 (1/m + 1/m').
//
// For object i of n, d_i is the difference between the shares of networks that are right about it.
// The trials of one cell have accuracies with the standard deviation s (pooled over the cells). The
// levels have m and m' networks. Trials scatter d_i a little as well, so the error is rather too
// large. It leaves out what all networks share: the training fields and their votes.
// All networks must have been tested on the same objects.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCluster } from '../dist/catalog/index.js'
import { parseCsv } from '../dist/tables/index.js'

const [experiment] = process.argv.slice(2)
if (!experiment) throw new Error('usage: node scripts/experiment-effects.mjs EXPERIMENT')

/** The networks of the grid: the cell, its levels, and which test objects got the right class. */
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

/**
 * Networks are compared object by object. In a smaller crop an object may have no pixel left. Then
 * the network does not classify it, and the networks cannot be compared.
 */
function refuseOtherObjects([first, ...others]) {
  const other = others.find(({ objects }) => objects !== first.objects)
  if (!other) return
  const of = ({ cell, right }) => `${cell} (n_test ${right.length})`
  throw new Error(
    `${of(first)} and ${of(other)} were tested on different objects; ` +
      'plan only crops in which every test object has pixels',
  )
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

function variance(values) {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}

/** The variance of the accuracy among the trials of one cell: the mean over all cells. */
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
