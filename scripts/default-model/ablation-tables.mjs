// The tables of docs/studies/default-model.md ("What each ingredient gives", "Learning curve"),
// from the results of ablations.mjs.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { INGREDIENTS, isOfCurve } from './ingredients.mjs'

/** No training has seen anything of these. */
const FOREIGN = ['stand-in', 'real-noise', 'model-stars', 'other-profiles']
/** Varied training draws what these differ in. */
const COVERED = ['own', 'displaced', 'shallow', 'crowded', 'other-filters']

const mean = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length

function deviation(numbers) {
  const middle = mean(numbers)
  return Math.sqrt(mean(numbers.map((value) => (value - middle) ** 2)) * spread(numbers.length))
}
/** From the variance of some numbers to that of what they were drawn from. */
const spread = (n) => n / (n - 1)

/** The mean of some runs, with the standard deviation of one where there are several. */
function cell(numbers, text) {
  if (!numbers.every(Number.isFinite)) return '-'
  const middle = text(mean(numbers))
  return numbers.length > 1 ? `${middle} ± ${text(deviation(numbers))}` : middle
}
const perCent = (share) => (100 * share).toFixed(1)
const thousandths = (share) => share.toFixed(3)

/** A number of one domain, or its mean over several; NaN if one was not measured. */
function over(names, value) {
  return ({ domains }) => {
    const found = names.map((name) => domains.find(({ domain }) => domain === name))
    return found.every(Boolean) ? mean(found.map(value)) : Number.NaN
  }
}
const four = ({ four }) => four.value
const two = ({ two }) => two.value
const onVotes = ({ onVotes }) => onVotes?.ece ?? Number.NaN

/** The names of some domains that all runs were measured on. */
function measuredIn(runs, names) {
  const isMeasured =
    (name) =>
    ({ domains }) =>
      domains.some(({ domain }) => domain === name)
  return names.filter((name) => runs.every(isMeasured(name)))
}

/** Columns of some domains, and means over more: heading, value of a run, how it is written. */
function columnsOf(names, ofMeans) {
  return [
    ...names.map((name) => [name, over([name], four), perCent]),
    [`mean of ${ofMeans.length}`, over(ofMeans, four), perCent],
    ['two classes', over(ofMeans, two), perCent],
    ['ECE', over(ofMeans, onVotes), thousandths],
  ]
}
const LENGTHS = [
  ['epochs', ({ epochs }) => epochs, String],
  ['steps', ({ nSteps }) => nSteps[0], String],
]

function printTable(heading, groups, columns) {
  const heads = [heading, 'seeds', ...columns.map(([name]) => name)]
  console.log(`\n| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}`)
  for (const { without, runs } of groups) {
    const cells = columns.map(([, value, text]) => cell(runs.map(value), text))
    console.log(`| ${[without, runs.length, ...cells].join(' | ')} |`)
  }
}

/** By how many points the runs of an ingredient are below those with nothing left out. */
function printLosses(groups, foreign, covered) {
  const whole = groups.find(({ name }) => name === 'all')
  if (!whole) return
  const kinds = [
    ['varied', over(['varied'], four)],
    ['foreign domains', over(foreign, four)],
    ['covered domains', over(covered, four)],
  ]
  console.log(`\n| without | ${kinds.map(([name]) => name).join(', lost | ')}, lost |`)
  console.log('|---|---|---|---|')
  for (const { name, without, runs } of groups) {
    if (name === 'all') continue
    const cells = kinds.map(([, value]) => {
      const lost = mean(whole.runs.map(value)) - mean(runs.map(value))
      return Number.isFinite(lost) ? (100 * lost).toFixed(1) : '-'
    })
    console.log(`| ${[without, ...cells].join(' | ')} |`)
  }
}

/** @param folder with a file of each run; each number of epochs has tables of its own */
export async function printTables(folder) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const results = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  )
  const groupsOf = (runs) =>
    INGREDIENTS.map(({ name, without }) => {
      const found = runs.filter((run) => run.name === name)
      return { name, without, runs: found.sort((a, b) => a.seed - b.seed) }
    }).filter(({ runs }) => runs.length > 0)
  const ablated = results.filter((run) => !isOfCurve(run))
  for (const epochs of new Set(ablated.map((run) => run.epochs))) {
    const runs = ablated.filter((run) => run.epochs === epochs)
    const groups = groupsOf(runs)
    const [own, foreign, covered] = [['varied'], FOREIGN, ['test-fields', ...COVERED]].map(
      (names) => measuredIn(runs, names),
    )
    const trained = covered.filter((name) => COVERED.includes(name))
    console.log(`\n${epochs} epochs`)
    printTable('without', groups, columnsOf([...own, ...foreign], foreign))
    printTable('without', groups, columnsOf(covered, [...foreign, ...trained]))
    printLosses(groups, foreign, trained)
  }
  const ofCurve = results.filter(isOfCurve)
  const foreign = measuredIn(ofCurve, FOREIGN)
  const columns = columnsOf([...measuredIn(ofCurve, ['varied']), ...foreign], foreign)
  if (ofCurve.length > 0) printTable('training', groupsOf(ofCurve), [...LENGTHS, ...columns])
}
