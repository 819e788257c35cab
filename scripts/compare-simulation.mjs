// How much do simulated fields resemble reality? Compares them with the LEGUS catalogues that their
// populations were fitted to. Prints the tables and draws the figures of docs/studies/simulator.md.
//
// usage: npm run build && node scripts/compare-simulation.mjs OUT [FIGURES]
//   OUT       gets three simulated fields per population, unless they are there already, and
//             comparison.json
//   FIGURES   gets the figures (OUT)
// needs the LEGUS catalogues; STARSIFT_SHARED names the folder shared (../shared)
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { candidatesOf, measured } from '../dist/catalog/index.js'
import { openFile } from '../dist/files/index.js'
import { Random } from '../dist/index.js'
import { populationOf } from '../dist/populations/index.js'
import { simulatedBands, simulateFields } from '../dist/simulate/index.js'
import { kolmogorovSmirnov } from '../dist/statistics/index.js'
import { readTable } from '../dist/tables/index.js'
import { crossValidateByField } from '../dist/trees/index.js'
import { distributionsFigure, stampsFigure } from './comparison-figures.mjs'

const ACS = ['F275W', 'F336W', 'F435W', 'ACS/F555W', 'ACS/F814W']
const SETS = [
  { real: 'ngc1566', population: 'ngc1566', seed: 11 },
  // The exposures of NGC 628-c are remembered from Calzetti+2015, not looked up.
  {
    real: 'ngc628-c',
    population: 'ngc628c',
    seed: 21,
    bands: ACS,
    exposures: [2481, 2361, 1358, 858, 922],
  },
]
const [N_FIELDS, SIZE_PX, N_CANDIDATES] = [3, 1500, 500]
const QUANTITIES = ['V', 'NUV-B', 'U-B', 'B-V', 'V-I', 'CI']
const KS_BAR = 0.15

const [out, figures = out] = process.argv.slice(2)
if (!out) throw new Error('usage: node scripts/compare-simulation.mjs OUT [FIGURES]')
await mkdir(figures, { recursive: true })

const compared = []
for (const set of SETS) {
  const folders = await simulatedFolders(set)
  const simulated = (await Promise.all(folders.map(simulatedObjects))).flat()
  compared.push({ ...set, folders, simulated, real: await realObjects(set.real), name: set.real })
}
const distances = compared.flatMap(distancesOf)
const trees = treesOf(compared)
print(distances, trees)
await writeFile(join(out, 'comparison.json'), `${JSON.stringify({ distances, trees }, null, 1)}\n`)
for (const set of compared) {
  const figure = await distributionsFigure(set, QUANTITIES)
  await writeFile(join(figures, `simulator-${set.population}.png`), figure)
}
const pages = await stampsFigure(compared.flatMap(({ folders }) => folders))
await writeFile(join(figures, 'simulator-stamps.png'), pages)

/** The folders of the fields of a set. Fields that are not there yet are simulated. */
async function simulatedFolders({ population: name, seed, bands, exposures }) {
  const base = join(out, name)
  const folder = (i) => join(base, `sim${seed}-${i + 1}`)
  const all = Array.from({ length: N_FIELDS }, (_, i) => folder(i))
  if (all.every((path) => existsSync(path) && readdirSync(path).length === 7)) return all
  const population = populationOf(name)
  const fields = await simulateFields({
    out: base,
    seed,
    nFields: N_FIELDS,
    sizePx: SIZE_PX,
    bands: simulatedBands(bands, exposures),
    population,
    distanceMpc: population.distanceMpc,
    candidatesPerField: N_CANDIDATES,
    onNote: (note) => console.error(note),
  })
  return fields.map((field) => field.folder)
}

async function simulatedObjects(folder) {
  const file = readdirSync(folder).find((name) => name.endsWith('_candidates.ecsv'))
  const table = await tableOf(join(folder, file))
  const bands = table.names.filter((name) => name.startsWith('mag_'))
  const column = (name) => table.column(name).values
  return objects(column('class'), bands.map(column), column('ci'))
}

async function realObjects(field) {
  const folder = resolve(process.env.STARSIFT_SHARED ?? '../shared', 'data', 'legus')
  const file = readdirSync(folder).find((name) => name.includes(`_${field}_`))
  const set = candidatesOf(await tableOf(join(folder, file)))
  const column = (name) => measured(set.table, set.layout, name)
  const bands = ['nuv', 'u', 'b', 'v', 'i'].map((band) => column(`mag_${band}`))
  return objects(set.humanClass, bands, column('ci')).filter(({ class: code }) => code > 0)
}

async function tableOf(path) {
  const source = await openFile(path)
  try {
    return await readTable(source)
  } finally {
    await source.close()
  }
}

function objects(classes, [nuv, u, b, v, i], ci) {
  return Array.from(classes, (code, k) => ({
    class: code,
    V: v[k],
    CI: ci[k],
    'B-V': b[k] - v[k],
    'V-I': v[k] - i[k],
    'U-B': u[k] - b[k],
    'NUV-B': nuv[k] - b[k],
  }))
}

function distancesOf({ name, real, simulated }) {
  return [1, 2, 3, 4].map((code) => {
    const of = (rows, quantity) =>
      rows
        .filter((row) => row.class === code && Number.isFinite(row[quantity]))
        .map((row) => row[quantity])
    const ks = QUANTITIES.map((q) => kolmogorovSmirnov(of(real, q), of(simulated, q)).statistic)
    const [n, nSimulated] = [real, simulated].map((rows) => of(rows, 'V').length)
    return { field: name, class: code, n, nSimulated, ks }
  })
}

/**
 * How well do boosted trees tell the classes by the six quantities? They are trained on one field
 * (or population) and tested on the other.
 */
function treesOf(sets) {
  const n = (which) => sets.map((set) => set[which].length)
  const size = Math.min(...n('real'), ...n('simulated'))
  const draws = [1, 2, 3, 4, 5].map((seed) => {
    const random = new Random(seed)
    const rows = (which) =>
      sets.flatMap((set) =>
        sample(set[which], size, random).map((row) => ({ ...row, field: set.name })),
      )
    return { real: accuracy(rows('real'), seed), simulated: accuracy(rows('simulated'), seed) }
  })
  const mean = (of) => draws.reduce((sum, draw) => sum + of(draw), 0) / draws.length
  const both = (which) => ({ four: mean((d) => d[which].four), two: mean((d) => d[which].two) })
  return { nPerField: size, draws: draws.length, real: both('real'), simulated: both('simulated') }
}

function sample(rows, n, random) {
  const left = [...rows]
  return Array.from({ length: n }, () => left.splice(random.integer(left.length), 1)[0])
}

function accuracy(rows, seed) {
  const classes = rows.map((row) => row.class)
  const features = QUANTITIES.map((quantity) => rows.map((row) => row[quantity]))
  const { predicted } = crossValidateByField(
    features,
    classes,
    rows.map((row) => row.field),
    seed,
  )
  const share = (agree) =>
    rows.filter((_, i) => agree(predicted[i], classes[i])).length / rows.length
  return { four: share((a, b) => a === b), two: share((a, b) => a < 3 === b < 3) }
}

function print(rows, { nPerField, draws, real, simulated }) {
  console.log(`| field | class | n | simulated | ${QUANTITIES.join(' | ')} |`)
  console.log(`|---|---|---|---|${QUANTITIES.map(() => '---|').join('')}`)
  for (const { field, class: code, n, nSimulated, ks } of rows) {
    const cells = ks.map((d) => (d < KS_BAR ? d.toFixed(3) : `**${d.toFixed(3)}**`))
    console.log(`| ${field} | ${code} | ${n} | ${nSimulated} | ${cells.join(' | ')} |`)
  }
  const over = rows.flatMap(({ ks }) => ks).filter((d) => d >= KS_BAR).length
  console.log(`\n${over} of ${rows.length * QUANTITIES.length} distances are ${KS_BAR} or more\n`)
  const percent = (x) => `${(100 * x).toFixed(1)} %`
  console.log(
    `trees, tested on the field that they have not seen, ` +
      `${nPerField} objects per field, mean of ${draws} draws:`,
  )
  for (const [name, { four, two }] of Object.entries({ real, simulated })) {
    console.log(`${name}: four classes ${percent(four)}, two ${percent(two)}`)
  }
}
