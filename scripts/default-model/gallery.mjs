// Are the stamps of training that `explain` shows beside a row of the row's class? Galleries that
// are chosen in several ways from some fields of a data set, asked with stamps of its other fields.
//
// usage: npm run build && node scripts/default-model/gallery.mjs DATA MODEL [ASKED]
//   DATA    a data set of several fields
//   MODEL   a model file
//   ASKED   stamps that are asked; default 1000
import { openFile, withFile } from '../../dist/files/index.js'
import { Random } from '../../dist/index.js'
import { nearestExamples, openModel, placesAmong, readCard } from '../../dist/models/index.js'
import { centres, discriminants } from '../../dist/train/index.js'
import { datasetFor, pictureOf, preparedRows } from './prepared.mjs'

const BATCH = 8
const PER_CLASS = 64
const NEAREST = 6

const [data, model, nAsked = '1000'] = process.argv.slice(2)
if (!model) throw new Error('usage: node scripts/default-model/gallery.mjs DATA MODEL [ASKED]')
const card = await withFile(model, readCard)
const dataset = await datasetFor(card, data)
const source = await openFile(model)
const session = await (await openModel(source)).networks[0].openWithFeatures({ nThreads: 1 })
const random = new Random(1)
const fields = [...new Set(dataset.objects.field)]
const given = new Set(fields.slice(0, Math.ceil(fields.length / 2)))
const rows = random.shuffled(dataset.classes.keys())
const isGiven = (row) => given.has(dataset.objects.field[row])
const asked = rows.filter((row) => !isGiven(row)).slice(0, Number(nAsked))
const pool = ofEachClass(rows.filter(isGiven), 16 * PER_CLASS)
const features = await featuresOf([...pool, ...asked])
const n = features.length / (pool.length + asked.length)
const axes = discriminants(
  features.subarray(0, pool.length * n),
  pool.map((row) => dataset.classes[row]),
)
const nAxes = axes.length / n
const stands = placesAmong(features, axes, nAxes)
const places = [...pool.keys()]
const centresOf = (times) => (own) =>
  centres(own.slice(0, times * PER_CLASS), stands, nAxes, PER_CLASS)
const ways = {
  'drawn at random': (own) => own.slice(0, PER_CLASS),
  'k-centres of 2 times as many': centresOf(2),
  'k-centres of 8 times as many': centresOf(8),
  'k-centres of 16 times as many': centresOf(16),
}
console.log(`${data}: ${pool.length} to choose from, ${asked.length} asked`)
for (const [name, choose] of Object.entries(ways)) {
  const chosen = [1, 2, 3, 4].flatMap((value) =>
    choose(places.filter((k) => dataset.classes[pool[k]] === value)),
  )
  console.log(`${name}: ${judged(chosen)}`)
}
await session.release()
await source.close()

function judged(chosen) {
  const positions = new Float32Array(chosen.length * nAxes)
  for (const [i, k] of chosen.entries()) {
    positions.set(stands.subarray(k * nAxes, (k + 1) * nAxes), i * nAxes)
  }
  const examples = chosen.map((k) => ({ class: dataset.classes[pool[k]], from: '' }))
  const gallery = { examples, axes, positions }
  let [first, among, distance] = [0, 0, 0]
  for (const [i, row] of asked.entries()) {
    const at = pool.length + i
    const near = nearestExamples(features.slice(at * n, (at + 1) * n), gallery, NEAREST)
    const isOwn = near.map(({ index }) => examples[index].class === dataset.classes[row])
    first += isOwn[0] / asked.length
    among += isOwn.filter(Boolean).length / NEAREST / asked.length
    distance += near[0].distance / asked.length
  }
  const percent = (share) => `${(100 * share).toFixed(1)} %`
  return (
    `the nearest has the stamp's class in ${percent(first)}, ` +
    `of ${NEAREST} ${percent(among)}; its mean distance ${distance.toFixed(3)}`
  )
}

function ofEachClass(all, most) {
  return [1, 2, 3, 4].flatMap((value) =>
    all.filter((row) => dataset.classes[row] === value).slice(0, most),
  )
}

async function featuresOf(all) {
  let out
  for (let first = 0; first < all.length; first += BATCH) {
    const some = all.slice(first, first + BATCH)
    const pictures = some.map((row) => preparedRows(dataset, card, row, row + 1))
    const data = new Float32Array(pictures.reduce((sum, { length }) => sum + length, 0))
    for (const [i, picture] of pictures.entries()) data.set(picture, i * picture.length)
    const shape = [some.length, ...pictureOf(card)]
    const { features: found } = await session.run({ stamps: { shape, data } })
    const length = found.data.length / some.length
    out ??= new Float32Array(all.length * length)
    out.set(found.data, first * length)
  }
  return out
}
