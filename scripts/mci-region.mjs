// The region of clusters in the plane of the inner and outer MCI, and how good it is.
//
// Without fields it makes the corners of MCI_REGION (src/detect/mci-region.ts): synthetic clusters
// and stars are painted with the fitted camera WFC3/UVIS in F555W into noise, and measured as
// `measure` does. Clusters are Elson-Fall-Freeman profiles: half-light radius 0.5 to 5 px (uniform
// in its logarithm), gamma 2.2 to 4, axis ratio 0.6 to 1, cut at 10 half-light radii. The flux is
// 2.5 to 100 e-/s, uniform in its logarithm, for 1000 s and a noise of 0.01 e-/s a pixel. Hulls are
// peeled off the points while what is left, with eight corners, holds 90 % of all clusters. It is
// tried on other clusters: a second seed.
//
// With fields of `starsift simulate` it counts which true sources the preset `phangs` keeps.
//
// usage: npm run build; node scripts/mci-region.mjs [--n 4000] [--seed 1] [--camera ACS/WFC]
//                                                  [--filter F606W]
//        node scripts/mci-region.mjs fields/*
import { readdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  detection,
  files,
  light,
  mosaics,
  photometry,
  Random,
  statistics,
  tables,
} from '../dist/index.js'

const { values: asked, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    n: { type: 'string', default: '4000' },
    seed: { type: 'string', default: '1' },
    camera: { type: 'string', default: 'WFC3/UVIS' },
    filter: { type: 'string', default: 'F555W' },
  },
})
const SHARE = 0.9
const N_CORNERS = 8
const ROUNDED_TO = 0.05

/** A true source is found within this. */
const MATCH_PX = 2

/** Sources lie on a grid; each fifth one is a star. */
const [SIDE, STEP_PX] = [1000, 40]
const [NOISE, EXPOSURE_S] = [0.01, 1000]
const psf = light.hubblePsf(asked.camera, asked.filter)

if (folders.length > 0) await fieldTable()
else await makeRegion()

async function makeRegion() {
  const [n, seed] = [Number(asked.n), Number(asked.seed)]
  const sample = await measuredSample(n, seed)
  const points = sample.filter(({ isStar }) => !isStar)
  const corners = regionOf(points)
  console.log(corners.map(([inner, outer]) => `  { inner: ${inner}, outer: ${outer} },`).join('\n'))
  const others = await measuredSample(n, seed + 1)
  printInside('these corners', corners, others)
  printInside(
    'MCI_REGION',
    detection.MCI_REGION.map(({ inner, outer }) => [inner, outer]),
    others,
  )
}

function printInside(of, corners, others) {
  for (const [name, isStar] of [
    ['clusters', false],
    ['stars', true],
  ]) {
    for (const [from, to] of [
      [0, 30],
      [30, 100],
      [100, 1e9],
      [0, 1e9],
    ]) {
      const own = others.filter((one) => one.isStar === isStar && one.ratio >= from)
      const these = own.filter((one) => one.ratio < to)
      const inside = these.filter(({ place }) => isInside(corners, place)).length
      const share = ((100 * inside) / these.length).toFixed(1)
      console.log(
        `${of}: ${name}, S/N ${from} to ${to}: ${inside} of ${these.length} inside, ${share} %`,
      )
    }
  }
}

/** MCI and S/N in V of n clusters, and of a fourth as many stars. */
async function measuredSample(n, seed) {
  const random = new Random(seed)
  const sample = []
  while (sample.filter(({ isStar }) => !isStar).length < n)
    sample.push(...(await onePicture(random)))
  return sample
}

async function onePicture(random) {
  const sources = []
  for (let y = STEP_PX / 2; y < SIDE; y += STEP_PX) {
    for (let x = STEP_PX / 2; x < SIDE; x += STEP_PX) {
      const place = { x: x + random.uniform(), y: y + random.uniform() }
      const flux = logarithmic(random, 2.5, 100)
      const isStar = sources.length % 5 === 0
      sources.push({ ...place, flux, shape: isStar ? { kind: 'point' } : clusterShape(random) })
    }
  }
  const pixels = new Float32Array(SIDE * SIDE)
  const tile = { x0: 0, y0: 0, width: SIDE, height: SIDE, pixels }
  for (const source of sources) light.addSource(tile, source, psf, NOISE / 20)
  for (let i = 0; i < pixels.length; i++) {
    const variance = NOISE ** 2 + Math.max(pixels[i], 0) / EXPOSURE_S
    pixels[i] += Math.sqrt(variance) * random.normal()
  }
  const image = detection.rowsInMemory(SIDE, SIDE, pixels)
  const named = { filter: asked.filter, instrument: asked.camera, file: 'synthetic' }
  const band = { ...named, headers: [new Map([['EXPTIME', EXPOSURE_S]])], ...image }
  const places = { x: sources.map(({ x }) => x), y: sources.map(({ y }) => y) }
  const { bands, mci } = await photometry.measureField([band], places, { noise: 'white' })
  const { flux, error } = bands[0].apertures.at(-1)
  return sources.map(({ shape }, row) => ({
    isStar: shape.kind === 'point',
    ratio: flux[row] / error[row],
    place: [mci.inner.value[row], mci.outer.value[row]],
  }))
}

function clusterShape(random) {
  return {
    kind: 'eff',
    rEffPx: logarithmic(random, 0.5, 5),
    gamma: random.between(2.2, 4),
    truncation: 10,
    q: random.between(0.6, 1),
    angleDeg: random.between(0, 180),
  }
}

function logarithmic(random, least, largest) {
  return least * (largest / least) ** random.uniform()
}

/** The last of the peeled hulls that still holds the share, with few corners. */
function regionOf(sample) {
  const all = sample.map(({ place }) => place).filter(([a, b]) => Number.isFinite(a + b))
  let left = all
  let region
  for (;;) {
    const hull = hullOf(left)
    const simple = rounded(withFewCorners(hull))
    const share = all.filter((place) => isInside(simple, place)).length / sample.length
    if (region && share < SHARE) return region
    region = simple
    const onHull = new Set(hull)
    left = left.filter((place) => !onHull.has(place))
  }
}

/** The convex hull, counted from +x towards +y (Andrew's monotone chain). */
function hullOf(points) {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (list) => {
    const chain = []
    for (const point of list) {
      while (chain.length > 1 && area(chain.at(-2), chain.at(-1), point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

/** Twice the area of a triangle; above 0 for a turn from +x towards +y. */
function area(a, b, c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/** Corners are left out, the one that takes the least area first. */
function withFewCorners(hull) {
  const corners = [...hull]
  while (corners.length > N_CORNERS) {
    const n = corners.length
    const lost = corners.map((corner, k) =>
      area(corners[(k + n - 1) % n], corner, corners[(k + 1) % n]),
    )
    corners.splice(lost.indexOf(Math.min(...lost)), 1)
  }
  return corners
}

function rounded(corners) {
  const steps = 1 / ROUNDED_TO
  return corners.map((corner) => corner.map((value) => Math.round(value * steps) / steps))
}

function isInside(corners, [inner, outer]) {
  const named = corners.map(([a, b]) => ({ inner: a, outer: b }))
  return detection.isInside(named, inner, outer)
}

/** True sources by kind and V, and how many of those that are found each cut keeps. */
async function fieldTable() {
  const bins = [0, 22, 23, 24, 30]
  const counts = new Map()
  const detected = { all: 0, mci: 0, ci: 0, trueMci: 0, trueCi: 0 }
  for (const folder of folders) {
    for (const { of, v, isFound, mci, ci } of await fatesIn(folder, detected)) {
      const k = bins.findIndex((edge) => edge > v)
      const name = `${of} | ${bins[k - 1]}-${bins[k]}`
      const count = counts.get(name) ?? { n: 0, found: 0, mci: 0, ci: 0 }
      counts.set(name, count)
      count.n++
      count.found += isFound ? 1 : 0
      count.mci += mci ? 1 : 0
      count.ci += ci ? 1 : 0
    }
  }
  console.log(`${folders.length} fields, load ${loadavg()[0].toFixed(1)}`)
  console.log('| true | V | n | found | of them cut_mci | of them CI of 1.35 or more |')
  console.log('|---|---|---|---|---|---|')
  for (const [name, { n, found, mci, ci }] of [...counts].sort()) {
    console.log(`| ${name} | ${n} | ${found} | ${mci} | ${ci} |`)
  }
  const { all, mci, ci, trueMci, trueCi } = detected
  console.log(`${all} detections; cut_mci ${mci}, of which ${trueMci} are true clusters (1, 2)`)
  console.log(`CI of 1.35 or more ${ci}, of which ${trueCi}`)
}

async function fatesIn(folder, detected) {
  const name = readdirSync(folder).find((file) => file.endsWith('_truth.ecsv'))
  const truth = await files.withFile(join(folder, name), (source) => tables.readTable(source))
  const numbers = (of) => tables.numbersOf(truth.column(of))
  const shapes = truth.column('true_shape').values
  const field = await mosaics.openMosaics(await files.openFitsFiles([folder]))
  const found = await detection.findCandidates(field.mosaics)
  console.log(`${folder}: ${[...found.notes].find((line) => line.startsWith('mci_in'))}`)
  const { columns } = detection.cutColumns(found.photometry, { preset: 'phangs' })
  const v = field.mosaics[photometry.vIndex(field.mosaics)].filter.toLowerCase()
  await field.close()
  const passes = columns.find((column) => column.name === 'cut_mci').values
  const { ci } = photometry.vBand(found.photometry.bands)
  const { centres } = found
  const search = new statistics.NeighbourSearch([centres.x, centres.y])
  const [x, y, classes, magnitudes] = ['true_x', 'true_y', 'class', `true_mag_${v}`].map(numbers)
  const fates = Array.from(x, (_, row) => {
    const [nearest] = search.nearest([x[row] - 1, y[row] - 1], 1)
    const isFound = nearest !== undefined && nearest.distance <= MATCH_PX
    const of = kindOf(classes[row], JSON.parse(shapes[row]))
    const [mci, wide] = isFound ? [passes[nearest.row] === 1, ci[nearest.row] >= 1.35] : []
    return { of, v: magnitudes[row], isFound, mci, ci: wide }
  }).filter((fate) => Number.isFinite(fate.v))
  detected.all += passes.length
  detected.mci += passes.filter((value) => value === 1).length
  detected.ci += ci.filter((value) => value >= 1.35).length
  const clusters = fates.filter(({ of }) => of === 'class 1' || of === 'class 2')
  detected.trueMci += clusters.filter(({ mci }) => mci).length
  detected.trueCi += clusters.filter((fate) => fate.ci).length
  return fates
}

function kindOf(ofClass, shapes) {
  if (ofClass < 4) return `class ${ofClass}`
  return shapes.length === 1 && shapes[0].kind === 'point' ? 'star' : 'other of class 4'
}
