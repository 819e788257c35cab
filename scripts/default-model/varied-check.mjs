// How much do varied fields resemble what is known of real ones? Prints, over the catalogues of the
// fields: Kolmogorov-Smirnov distances of U-B, B-V and V-I to PHANGS's clusters by class, how often
// two people agree, what they say of each class, and the shares of classes, sub-classes and forms.
//
// usage: npm run build && node scripts/default-model/varied-check.mjs FOLDER...
//   FOLDER   holds fields of `simulate --vary`, at any depth
// needs data/phangs/colours-human.csv in the folder that STARSIFT_SHARED names (../shared)
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openFile } from '../../dist/files/index.js'
import { kolmogorovSmirnov } from '../../dist/statistics/index.js'
import { readTable } from '../../dist/tables/index.js'

const FILTERS = {
  u: ['f336w'],
  b: ['f435w', 'f438w', 'f475w'],
  v: ['f555w', 'f606w'],
  i: ['f775w', 'f814w'],
}
/** Filters in which colours are those of PHANGS (and LEGUS). */
const USUAL = new Set(['f336w', 'f435w', 'f438w', 'f555w', 'f814w'])
const CLASSES = [1, 2, 3, 4]
const percent = (share) => `${(100 * share).toFixed(1)} %`

const folders = process.argv.slice(2)
if (folders.length === 0) throw new Error('usage: varied-check.mjs FOLDER...')
const catalogs = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('_candidates.ecsv'))
    .map((name) => join(folder, name)),
)
const rows = (await Promise.all(catalogs.map(rowsOf))).flat()
console.log(`${rows.length} candidates of ${catalogs.length} fields`)
printShares('class', (row) => row.class, rows)
await printColours()
printPeople()
printShares('sub-class of class 4', (row) => row.sub, rows.filter(isOf(4)))
for (const value of CLASSES.slice(0, 3)) {
  printShares(`form of class ${value}`, (row) => row.form, rows.filter(isOf(value)))
}

function isOf(value) {
  return (row) => row.class === value
}

async function tableOf(path) {
  const source = await openFile(path)
  try {
    return await readTable(source)
  } finally {
    await source.close()
  }
}

async function rowsOf(path) {
  const table = await tableOf(path)
  const column = (name) => table.column(name).values
  const used = Object.entries(FILTERS).map(([letter, filters]) => [
    letter,
    filters.find((filter) => table.names.includes(`mag_${filter}`)),
  ])
  const isUsual = used.every(([, filter]) => USUAL.has(filter))
  const mags = Object.fromEntries(used.map(([letter, name]) => [letter, column(`mag_${name}`)]))
  const votes = [1, 2, 3, 4, 5].map((k) => column(`vote_${k}`))
  const [classes, subs, forms] = ['class', 'sub_class', 'true_form'].map(column)
  return Array.from(classes, (code, row) => ({
    ...{ class: code, sub: subs[row], form: forms[row], isUsual },
    ub: mags.u[row] - mags.b[row],
    bv: mags.b[row] - mags.v[row],
    vi: mags.v[row] - mags.i[row],
    votes: votes.map((vote) => vote[row]).filter((vote) => vote > 0),
  }))
}

async function printColours() {
  const shared = process.env.STARSIFT_SHARED ?? '../shared'
  const real = await tableOf(resolve(shared, 'data', 'phangs', 'colours-human.csv'))
  const codes = real.column('class').values
  const usual = rows.filter(({ isUsual }) => isUsual)
  console.log(`colours: distance to PHANGS, ${usual.length} candidates in its filters (in all)`)
  for (const value of CLASSES.slice(0, 3)) {
    const words = [
      ['U-B', 'u_b', 'ub'],
      ['B-V', 'b_v', 'bv'],
      ['V-I', 'v_i', 'vi'],
    ].map(([name, theirs, ours]) => {
      const colours = real.column(theirs).values
      const wanted = Array.from(colours).filter((_, i) => codes[i] === value)
      const ks = [usual, rows].map((of) => {
        const found = of.filter(isOf(value)).map((row) => row[ours])
        return kolmogorovSmirnov(wanted, found.filter(Number.isFinite)).statistic.toFixed(3)
      })
      return `${name} ${ks[0]} (${ks[1]})`
    })
    console.log(`  class ${value}: ${words.join(', ')}`)
  }
}

function printPeople() {
  let [four, two, n] = [0, 0, 0]
  const said = CLASSES.map(() => CLASSES.map(() => 0))
  for (const { class: code, votes } of rows) {
    for (const [a, vote] of votes.entries()) {
      said[code - 1][vote - 1]++
      for (const other of votes.slice(0, a)) {
        four += Number(vote === other)
        two += Number(vote < 3 === other < 3)
        n++
      }
    }
  }
  console.log(`two people agree: four classes ${percent(four / n)}, two ${percent(two / n)}`)
  for (const [k, row] of said.entries()) {
    const total = row.reduce((sum, count) => sum + count, 0)
    const shares = row.map((count) => percent(count / total))
    console.log(`  of class ${k + 1} a person says 1 to 4: ${shares.join(', ')}`)
  }
}

function printShares(title, of, which) {
  const counts = new Map()
  for (const row of which) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1)
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  const words = sorted.map(([name, count]) => `${name} ${percent(count / which.length)}`)
  console.log(`${title}: ${words.join(', ')}`)
}
