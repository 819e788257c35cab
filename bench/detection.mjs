// Completeness and purity of `starsift detect` beside SExtractor's, at equal numbers of detections,
// against the truth of varied simulated fields; and how far positions scatter. Prints tables for
// docs/studies/detection.md.
//
// SExtractor has settings like LEGUS's, 3 sigma in 5 connected pixels of white light: the sum of
// the bands, each over its noise. The threshold of `detect` is moved from its default, 3 sigma,
// until it finds as many sources. With --moved sextractor the threshold of SExtractor is moved.
// Both look at the same sources, so the difference has the interval of paired shares (Tango 1998).
// The brightest sources that one side alone finds are listed.
//
// usage: npm run build && node bench/detection.mjs [--first SEED] [--fields N] [options]
//   --first   seed of the first field; default 100020
//   --fields  default 20
//   --share   DEBLEND_MINCONT of SExtractor; default 0.0001, that of `detect`
//   --moved   detect (default) or sextractor
//   --size    px of the middle of each field that are looked at; default 1000, at most 1400
//   --keep    folder for what was found in each field; a field that is there is not done again, so
//             empty it after a change of the program
// needs Debian's package source-extractor; fields stay in the temporary folder (40 MB each)
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { detection, files, fits, mosaics, photometry, statistics, tables } from '../dist/index.js'
import { openTable } from '../dist/verbs/index.js'
import { program, workFolder } from './many-rows.mjs'
import { dateAndMachine, header, percent, row } from './table.mjs'

const { values: asked } = parseArgs({
  options: {
    first: { type: 'string', default: '100020' },
    fields: { type: 'string', default: '20' },
    share: { type: 'string', default: '0.0001' },
    moved: { type: 'string', default: 'detect' },
    size: { type: 'string', default: '1000' },
    keep: { type: 'string' },
  },
})
/** Fields are those of the default model's training; the middle of each is looked at. */
const FIELD = ['--vary', '--size', '1400', '--candidates-per-field', '600']
const SIZE_PX = Number(asked.size)
const FIRST_PX = Math.floor((1400 - SIZE_PX) / 2)
/** V of the truth, mag. */
const BINS = [17, 20, 21, 22, 23, 24, 25]
const MATCH_PX = 2
/** sigma, of both sides. */
const DEFAULT = 3
const INSTALLED = '/usr/share/source-extractor'
/** Like LEGUS's: 5 connected pixels, and a mesh that follows the galaxy. */
const SETTINGS = {
  ...{ DETECT_MINAREA: '5', BACK_SIZE: '32', DEBLEND_MINCONT: asked.share },
  ...{ FILTER_NAME: `${INSTALLED}/gauss_2.0_5x5.conv`, STARNNW_NAME: `${INSTALLED}/default.nnw` },
  ...{ CATALOG_TYPE: 'ASCII_HEAD', VERBOSE_TYPE: 'QUIET', PIXEL_SCALE: '0.04' },
}
/** The search for a threshold begins at that of the field before. */
let lastThreshold = DEFAULT
const work = workFolder('detection')
const [WHITE, WEIGHT, CATALOG, COLUMNS] = [
  'white.fits',
  'there.fits',
  'peer.cat',
  'peer.param',
].map((name) => join(work, name))

const seeds = Array.from({ length: Number(asked.fields) }, (_, i) => Number(asked.first) + i)
if (asked.keep) mkdirSync(asked.keep, { recursive: true })
const fields = []
for (const seed of seeds) fields.push(await kept(seed))
const sources = fields.flatMap(({ seed, sources: own }) => own.map((one) => ({ seed, ...one })))
printTable()
printBrightest()

/** What a field gave, from the folder of results where it is there. */
async function kept(seed) {
  const { keep, size, share, moved } = asked
  const path = keep && join(keep, `${seed}-${size}-${share}-${moved}.json`)
  if (path && existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))
  const found = await compareField(seed)
  if (path) writeFileSync(path, JSON.stringify(found))
  return found
}

async function compareField(seed) {
  const folder = fieldOf(seed)
  const field = await opened(folder)
  const bands = await Promise.all(field.mosaics.map(inMemory))
  await field.close()
  writeWhiteLight(bands)
  const { found, theirs, threshold } = await (asked.moved === 'detect' ? oursMoved : peerMoved)(
    bands,
  )
  const reference = photometry.vIndex(field.mosaics)
  const centres = await detection.centred(
    found,
    bands.map(({ image }) => image),
    reference,
  )
  const ours = Array.from(centres.x, (x, i) => ({ x, y: centres.y[i] }))
  lastThreshold = threshold
  console.error(
    `seed ${seed}: ${ours.length} and ${theirs.length} at ${threshold.toFixed(2)} sigma`,
  )
  return {
    ...{ seed, threshold, nOurs: ours.length, nTheirs: theirs.length },
    nCentres: centres.isFound.reduce((sum, is) => sum + is, 0),
    sources: compared(await truthOf(seed, folder), ours, theirs),
  }
}

async function oursMoved(bands) {
  const theirs = peerSources(DEFAULT)
  const { places: found, threshold } = await nearest(theirs.length, (at) => oursAt(bands, at))
  return { found, theirs, threshold }
}

async function peerMoved(bands) {
  const found = await oursAt(bands, DEFAULT)
  const { places: theirs, threshold } = await nearest(found.length, peerSources)
  return { found, theirs, threshold }
}

function oursAt(bands, threshold) {
  const { deblendShare } = detection.FIND_DEFAULTS
  return detection.detectSources(bands, { threshold, deblendShare })
}

/** The threshold with which a side finds as many sources as wanted, within 0.5 %, or nearly so. */
async function nearest(nWanted, find) {
  let best
  let [low, high, threshold] = [0.8, 40, lastThreshold]
  for (let step = 0; step < 8; step++) {
    const places = await find(threshold)
    const miss = Math.abs(places.length - nWanted)
    if (!best || miss < best.miss) best = { places, threshold, miss }
    if (miss < 0.005 * nWanted) break
    if (places.length > nWanted) low = threshold
    else high = threshold
    // Numbers fall about as the threshold rises.
    const guess = threshold * (places.length / nWanted) ** 0.9
    threshold = guess > low && guess < high ? guess : Math.sqrt(low * high)
  }
  return best
}

/** The middle of a band with its background; its pixels are read many times. */
async function inMemory(mosaic) {
  const end = FIRST_PX + SIZE_PX
  const pixels = await mosaic.readWindow(FIRST_PX, FIRST_PX, end, end)
  const image = detection.rowsInMemory(SIZE_PX, SIZE_PX, pixels)
  return { image, pixels, background: await detection.measureBackground(image, { meshPx: 32 }) }
}

function fieldOf(seed) {
  const folder = join(work, `sim${seed}-1`)
  const words = ['simulate', '--out', work, '--seed', String(seed), ...FIELD]
  if (!existsSync(join(folder, `sim${seed}-1_truth.ecsv`)))
    execFileSync('node', [program, ...words])
  return folder
}

async function opened(folder) {
  return mosaics.openMosaics(await files.openFitsFiles([folder]))
}

async function truthOf(seed, folder) {
  const table = await openTable(join(folder, `sim${seed}-1_truth.ecsv`))
  const ofV = table.names.find((name) => /^true_mag_f(555|606)w$/.test(name))
  const [x, y, v] = ['true_x', 'true_y', ofV].map((name) => tables.numbersOf(table.column(name)))
  const isIn = ({ x: atX, y: atY }) => atX >= 0 && atY >= 0 && atX < SIZE_PX && atY < SIZE_PX
  const at = (px) => px - 1 - FIRST_PX
  const kinds = table.column('sub_class').values
  return Array.from(x, (_, i) => ({
    ...{ x: at(x[i]), y: at(y[i]), v: v[i], kind: kinds[i] },
  })).filter(isIn)
}

/** The sum of the bands, each over its noise, and where there are pixels. */
function writeWhiteLight(bands) {
  const [white, isThere] = [0, 0].map(() => new Float32Array(SIZE_PX * SIZE_PX))
  for (const { pixels, background } of bands) {
    for (let i = 0; i < pixels.length; i++) {
      if (pixels[i] === 0 || Number.isNaN(pixels[i])) continue
      white[i] += pixels[i] / background.typicalNoise
      isThere[i] = 1
    }
  }
  for (const [path, values] of Object.entries({ [WHITE]: white, [WEIGHT]: isThere })) {
    writeFileSync(path, fits.imageHdu({ axes: [SIZE_PX, SIZE_PX], values, primary: true }))
  }
}

/** Sources that SExtractor finds in white light, with windowed centres. */
function peerSources(threshold) {
  writeFileSync(COLUMNS, 'XWIN_IMAGE\nYWIN_IMAGE\n')
  const settings = {
    ...SETTINGS,
    ...{ DETECT_THRESH: `${threshold}`, CATALOG_NAME: CATALOG, PARAMETERS_NAME: COLUMNS },
    ...{ WEIGHT_TYPE: 'MAP_WEIGHT', WEIGHT_IMAGE: WEIGHT },
  }
  const words = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, value])
  execFileSync('source-extractor', [WHITE, '-c', `${INSTALLED}/default.sex`, ...words])
  return readFileSync(CATALOG, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([x, y]) => ({ x: x - 1, y: y - 1 }))
}

/** Each source of the truth, with how far its detections lie from it; null for none. */
function compared(truth, ours, theirs) {
  const [a, b] = [ours, theirs].map((places) => detectionsOf(truth, places))
  const offset = ({ x, y }, place) => (place ? [place.x - x, place.y - y] : null)
  return truth.map((source, i) => ({
    ...source,
    ...{ ours: offset(source, ours[a[i]]), theirs: offset(source, theirs[b[i]]) },
  }))
}

/** For each source the detection that is its own, or -1; the brightest choose first. */
function detectionsOf(truth, places) {
  const search = new statistics.NeighbourSearch([
    Float64Array.from(places, ({ x }) => x),
    Float64Array.from(places, ({ y }) => y),
  ])
  const found = new Int32Array(truth.length).fill(-1)
  const isTaken = new Set()
  const order = [...truth.keys()].sort((a, b) => truth[a].v - truth[b].v)
  for (const i of order) {
    const near = search
      .within([truth[i].x, truth[i].y], MATCH_PX)
      .filter(({ row: k }) => !isTaken.has(k))
      .sort((one, other) => one.distance - other.distance)
    if (near.length === 0) continue
    found[i] = near[0].row
    isTaken.add(near[0].row)
  }
  return found
}

/** Half the width of the middle 68 %. */
function halfWidth(values) {
  const sorted = Float64Array.from(values).sort()
  const at = (share) => sorted[Math.floor(share * sorted.length)]
  return (at(0.8413) - at(0.1587)) / 2
}

function printTable() {
  console.log(`${dateAndMachine()}, load ${loadavg()[0].toFixed(1)}\n`)
  const sum = (of) => fields.reduce((total, field) => total + of(field), 0)
  const [ours, theirs] = [sum(({ nOurs }) => nOurs), sum(({ nTheirs }) => nTheirs)]
  const nTrue = (side) => sources.filter((source) => source[side]).length
  const thresholds = fields.map(({ threshold }) => threshold)
  const [least, most] = [Math.min(...thresholds), Math.max(...thresholds)]
  console.log(
    `${seeds.length} fields from seed ${seeds[0]}; ${ours} and ${theirs} detections; ` +
      'in the truth: ' +
      `${percent(nTrue('ours') / ours)} and ${percent(nTrue('theirs') / theirs)}; ` +
      `threshold of ${asked.moved} ${least.toFixed(2)} to ${most.toFixed(2)} sigma; ` +
      `${percent(sum(({ nCentres }) => nCentres) / ours)} have a windowed centre\n`,
  )
  console.log(header(['V', 'n', 'here', 'SExtractor', 'difference', 'lower limit', 'scatter, px']))
  for (const [k, edge] of BINS.slice(0, -1).entries()) {
    const own = sources.filter(({ v }) => v >= edge && v < BINS[k + 1])
    console.log(row([`${edge}-${BINS[k + 1]}`, ...cellsOf(own)]))
  }
}

function cellsOf(own) {
  const n = own.length
  const share = (is) => own.filter(is).length / n
  const alone = (one, other) => own.filter((source) => source[one] && !source[other]).length
  const [b, c] = [alone('ours', 'theirs'), alone('theirs', 'ours')]
  const points = (value) => `${value >= 0 ? '+' : ''}${(100 * value).toFixed(1)}`
  const both = own.filter(({ ours, theirs }) => ours && theirs)
  const scatters = ['ours', 'theirs'].map((side) =>
    halfWidth(both.flatMap((source) => source[side])).toFixed(3),
  )
  return [
    ...[n, percent(share(({ ours }) => ours)), percent(share(({ theirs }) => theirs))],
    ...[points((b - c) / n), points(statistics.pairedInterval(b, c, n).low), scatters.join(', ')],
  ]
}

/** What one side alone finds of the brightest. */
function printBrightest() {
  console.log(`\nOf V ${BINS[0]}-${BINS[1]}, found by one side alone:\n`)
  console.log(header(['seed', 'V', 'kind', 'x', 'y', 'found by']))
  const lone = sources.filter(
    ({ v, ours, theirs }) => v >= BINS[0] && v < BINS[1] && !ours !== !theirs,
  )
  for (const { seed, v, kind, x, y, ours } of lone) {
    const at = [x, y].map((px) => (px + FIRST_PX + 1).toFixed(1))
    console.log(row([seed, v.toFixed(2), kind, ...at, ours ? 'detect' : 'SExtractor']))
  }
}
