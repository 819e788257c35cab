// How does the accuracy of a model depend on magnitude, crowding and distance? Draws the figures of
// docs/studies/typical-model.md, and prints its table of the test fields.
//
// usage: npm run build && node scripts/default-model/figures.mjs FIELDS COMPARED IMAGES
//   FIELDS     the folder that fields.mjs made
//   COMPARED   the folder that compare.mjs made, with a model named `default`
//   IMAGES     the folder for the figures
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawFigure, paperFigure, seriesEncoding } from '../../dist/figures/index.js'
import { parseCsv } from '../../dist/tables/index.js'

const [fields, compared, images] = process.argv.slice(2)
if (!images) {
  throw new Error('usage: node scripts/default-model/figures.mjs FIELDS COMPARED IMAGES')
}
const PERCENT = { format: '.0%' }

/** The rows of a table that `evaluate` wrote, as objects. */
async function rowsOf(name) {
  const path = join(compared, 'default/evaluation', name)
  const table = parseCsv(await readFile(path, 'utf8'), path)
  return Array.from({ length: table.nRows }, (_, row) =>
    Object.fromEntries(table.columns.map(({ name, values }) => [name, values[row]])),
  )
}

/** The points of two series, for four classes and for two, with their intervals. */
const series = (rows, xOf) =>
  rows.flatMap((row) =>
    ['', '_two'].map((kind) => ({
      x: xOf(row),
      accuracy: row[`accuracy${kind}`],
      low: row[`accuracy${kind}_low`],
      high: row[`accuracy${kind}_high`],
      series: kind === '' ? 'four classes' : 'two classes',
    })),
  )

async function draw(name, values, xTitle, scale = { zero: false }) {
  const x = { field: 'x', type: 'quantitative', title: xTitle, scale }
  const y = { type: 'quantitative', title: 'accuracy', axis: PERCENT, scale: { zero: false } }
  const { color, shape } = seriesEncoding(['four classes', 'two classes'])
  const spec = paperFigure(
    {
      data: { values },
      layer: [
        {
          mark: 'rule',
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
        },
        {
          mark: { type: 'point', filled: true },
          encoding: { x, y: { ...y, field: 'accuracy' }, color, shape },
        },
      ],
    },
    170,
  )
  await writeFile(join(images, `default-${name}.png`), (await drawFigure(spec)).png)
}

const plan = JSON.parse(await readFile(join(fields, 'fields.json'), 'utf8'))
const tests = plan.find(({ set }) => set === 'test').fields
const known = (row) => tests.find(({ seed }) => row.field.startsWith(`sim${seed}-`))
const byField = await rowsOf('fields.csv')
await draw(
  'magnitude',
  series(await rowsOf('magnitude.csv'), (row) => row.median),
  'V (mag)',
)
await draw(
  'crowding',
  series(await rowsOf('crowding.csv'), (row) => row.median),
  'distance to the fifth neighbour (arcsec)',
)
await draw(
  'distance',
  series(byField, (row) => known(row).distanceMpc),
  'distance (Mpc)',
)

const percent = (share) => `${(100 * share).toFixed(1)} %`
console.log('| field | population | Mpc | depth | camera | class 4 | four classes | two classes |')
console.log('|---|---|---|---|---|---|---|---|')
for (const row of byField) {
  const { seed, population, distanceMpc, depth, bands, class4Share } = known(row)
  const camera = bands.includes('F435W') ? 'ACS' : 'WFC3'
  const cells = [`sim${seed}-1`, population, distanceMpc, depth, camera, percent(class4Share)]
  const [four, two] = [row.accuracy, row.accuracy_two].map(percent)
  console.log(`| ${[...cells, four, two].join(' | ')} |`)
}
