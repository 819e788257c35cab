// Is completeness by injection that of the field's own clusters? In simulated fields the truth is
// known. Each true cluster (classes 1 and 2) is found and kept, or not; clones of these clusters
// are injected at other places, and found and kept, or not. A clone has the shape, the magnitudes
// and the colours of its cluster, and its place by the simulator's own law: as likely as the galaxy
// is bright there, and no nearer than 6 px to a true source. So both shares are about the same
// clusters. Fields are plain ones; in varied fields the law is another.
//
// usage: npm run build; starsift simulate --out fields/ --seed 71 --fields 20 --size 1000
//        node scripts/completeness-truth.mjs --out truth/ [--rounds 2] [--seed 1] fields/*
// A field that is done is not done again; the table is about all fields of the folder.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { fatesOf, fieldFacts, roundField } from '../dist/completeness/index.js'
import { openMosaics } from '../dist/cutouts/index.js'
import { openFitsFiles, withFile } from '../dist/files/index.js'
import { Random } from '../dist/index.js'
import { hubblePsf, pcToPx, sourceTiles } from '../dist/light/index.js'
import { measureAperture } from '../dist/photometry/index.js'
import { morePlaces } from '../dist/simulate/index.js'
import { NeighbourSearch, wilsonInterval } from '../dist/statistics/index.js'
import { numbersOf, readTable } from '../dist/tables/index.js'
import { openModelAt } from '../dist/verbs/index.js'

/** Distances in px: of clones, of a clone from true sources, of a match. */
const [APART, CLEAR, MATCH] = [25, 6, 2]
/**
 * Clones of a round, for each million pixels. With many more, those in the bright arms would keep
 * one another out, and most would lie where the galaxy is faint.
 */
const CLONES_A_ROUND = 150
const BIN_MAG = 0.5

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    rounds: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
})
mkdirSync(options.out, { recursive: true })
for (const folder of folders) {
  const path = join(options.out, `${basename(folder)}.json`)
  if (existsSync(path)) continue
  const begun = process.cpuUsage()
  const rows = await compared(folder)
  writeFileSync(path, JSON.stringify(rows))
  const { user, system } = process.cpuUsage(begun)
  const n = (of) => rows.filter((row) => row.of === of).length
  console.error(
    `${folder}: ${n('truth')} clusters, ${n('clone')} clones, ${(user + system) / 1e6} s`,
  )
}
printTable(
  readdirSync(options.out)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(options.out, name), 'utf8'))),
)

/** True clusters and clones of one field: V, whether found, whether kept. */
async function compared(folder) {
  const field = await openMosaics(await openFitsFiles([folder]))
  const model = await openModelAt('shipped')
  const words = { seed: Number(options.seed), matchPx: MATCH }
  const facts = await fieldFacts(field, model, words)
  const truth = await truthTable(folder)
  const sources = trueSources(truth, field, facts)
  const clusters = sources.filter(({ isCluster }) => isCluster)
  const tree = new NeighbourSearch([facts.sources.x, facts.sources.y])
  const rows = clusters.map((cluster) => ({ of: 'truth', ...fateOfTrue(cluster, facts, tree) }))
  const on = roundField(field, facts, model, { ...words, nThreads: 1 })
  const random = new Random(words.seed + 1)
  for (let round = 0; round < Number(options.rounds); round++) {
    const places = lawOfPlaces(truth, field.width, random)
    const nClones = Math.round((CLONES_A_ROUND * field.width * field.height) / 1e6)
    const clones = drawnClones(nClones, clusters, sources, places, random)
    for (const outcome of await fatesOf(on, clones, round)) {
      const isFound = outcome.fate !== 'not_found' && outcome.fate !== 'on_brighter'
      rows.push({
        ...{ of: 'clone', v: outcome.magnitudes[facts.v], isFound },
        isKept: outcome.fate === 'kept',
      })
    }
  }
  await field.close()
  return rows
}

async function truthTable(folder) {
  const name = readdirSync(folder).find((file) => file.endsWith('_truth.ecsv'))
  return withFile(join(folder, name), (source) => readTable(source))
}

/** All true sources; magnitudes are those in 4 px, without the correction of LEGUS. */
function trueSources(table, { mosaics }, { v }) {
  const column = (of) => numbersOf(table.columns.find(({ name }) => name === of))
  const [x, y, classes, rEff] = ['true_x', 'true_y', 'class', 'true_r_eff'].map(column)
  const magnitudes = mosaics.map((mosaic) => {
    const correction = correctionOf(mosaic)
    return column(`true_mag_${mosaic.filter.toLowerCase()}`).map((mag) => mag - correction)
  })
  const [shapes, kinds] = ['true_shape', 'sub_class'].map(
    (of) => table.columns.find(({ name }) => name === of).values,
  )
  return Array.from(x, (_, row) => ({
    ...{ x: x[row] - 1, y: y[row] - 1, rEffPx: rEff[row] },
    magnitudes: magnitudes.map((of) => of[row]),
    ...{ shapes: JSON.parse(shapes[row]), kind: kinds[row] },
    isCluster: classes[row] === 1 || classes[row] === 2,
  })).filter(({ magnitudes: own, isCluster }) => !isCluster || Number.isFinite(own[v]))
}

/** What the simulator's catalogue adds to magnitudes: that of a round cluster of 3 pc at 10 Mpc. */
function correctionOf({ instrument, filter }) {
  const round = { gamma: 3, truncation: 10, q: 1, angleDeg: 0 }
  const source = { x: 20, y: 20, flux: 1, shape: { kind: 'eff', rEffPx: pcToPx(3, 10), ...round } }
  const side = 41
  const tile = { x0: 0, y0: 0, width: side, height: side, pixels: new Float32Array(side ** 2) }
  for (const part of sourceTiles(source, hubblePsf(instrument, filter), 4e-5)) {
    for (let at = 0; at < side ** 2; at++) {
      const [column, row] = [(at % side) - part.x0, Math.floor(at / side) - part.y0]
      if (column < 0 || row < 0 || column >= part.width || row >= part.height) continue
      tile.pixels[at] += part.pixels[row * part.width + column]
    }
  }
  return 2.5 * Math.log10(measureAperture(tile, 20, 20, 4).flux)
}

/** The rule of the injections: the nearest detection within 2 px that is not twice as bright. */
function fateOfTrue({ x, y, magnitudes }, { sources, v }, tree) {
  const [nearest] = tree.nearest([x, y], 1)
  const isNear = nearest !== undefined && nearest.distance <= MATCH
  const found = isNear ? sources.magnitude[nearest.row] : null
  const isFound = isNear && !(found !== null && found < magnitudes[v] - 2.5 * Math.log10(2))
  return { v: magnitudes[v], isFound, isKept: isFound && sources.isKept[nearest.row] === 1 }
}

/** Gives out places as the simulator did. */
function lawOfPlaces(table, sizePx, random) {
  const said = table.meta.comments.join('\n')
  if (said.includes('drawn: ')) throw new Error('varied fields have another law of places')
  const [, seed] = /seed (-?\d+)/.exec(said)
  return morePlaces({ seed: Number(seed), sizePx }, random)
}

/** Clones of one round; fewer where the field has no room. */
function drawnClones(nWanted, clusters, sources, places, random) {
  const tree = new NeighbourSearch([sources.map(({ x }) => x), sources.map(({ y }) => y)])
  const clones = []
  while (clones.length < nWanted) {
    const { shapes, magnitudes, rEffPx, kind } = clusters[random.integer(clusters.length)]
    const place = places.next(kind)
    if (!place) break
    const { x, y } = place
    const isFree =
      tree.nearest([x, y], 1)[0].distance >= CLEAR &&
      clones.every((other) => Math.hypot(other.x - x, other.y - y) >= APART)
    if (isFree) clones.push({ kind: 'cluster', x, y, rEffPx, magnitudes, shape: shapes[0] })
  }
  return clones
}

function printTable(fields) {
  const all = fields.flat()
  const bins = [...new Set(all.map(({ v }) => Math.floor(v / BIN_MAG)))].sort((a, b) => a - b)
  console.log(`${fields.length} fields`)
  console.log('V | n true, clones | found: true, clones, difference | kept: ...')
  for (const bin of bins) {
    const of = (which) =>
      all.filter((row) => row.of === which && Math.floor(row.v / BIN_MAG) === bin)
    const [truth, clones] = [of('truth'), of('clone')]
    if (truth.length === 0 || clones.length === 0) continue
    const text = ['isFound', 'isKept'].map((what) => shares(truth, clones, what)).join(' | ')
    const range = `${(bin * BIN_MAG).toFixed(1)}-${((bin + 1) * BIN_MAG).toFixed(1)}`
    console.log(`${range} | ${truth.length}, ${clones.length} | ${text}`)
  }
}

/** Both shares in per cent, and their difference with its standard error. */
function shares(truth, clones, what) {
  const [a, b] = [truth, clones].map((rows) => rows.filter((row) => row[what]).length / rows.length)
  const variance = (p, n) => {
    const { low, high } = wilsonInterval(Math.round(p * n), n, 0.6827)
    return ((high - low) / 2) ** 2
  }
  const error = Math.sqrt(variance(a, truth.length) + variance(b, clones.length))
  const [ta, tb, d, e] = [a, b, b - a, error].map((share) => (100 * share).toFixed(1))
  return `${ta}, ${tb}, ${d} +- ${e}`
}
