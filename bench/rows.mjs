// A million rows: `classify` with a network that costs next to nothing, with a stamp of
// 5 x 32 x 32 px cut for each; and the same tables alone, read and written by `convert`. Whole
// processes.
//
// usage: npm run build && node bench/rows.mjs [--rows 1000000] [--rounds 3] [--batch 8]
// needs Debian's package time, and 1 GB in the temporary folder
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { keepBars } from './bars.mjs'
import { catalogueOf, fieldOf, measured, sumOf, trivialOf, workFolder } from './many-rows.mjs'
import { dateAndMachine, header, middleAndRange, row } from './table.mjs'

const { values: asked } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    batch: { type: 'string', default: '8' },
  },
})
const [nRows, nRounds] = [Number(asked.rows), Number(asked.rounds)]
const SIDE = 4096
const work = workFolder('rows')
const at = (name) => join(work, name)
const field = fieldOf(work, SIDE)
const places = catalogueOf(work, nRows, SIDE)

const classifying = (catalog, out) => [
  ...['classify', field, '--catalog', catalog, '--origin', 0, '--model', trivialOf(work)],
  ...['--batch', asked.batch, '--out', out],
]
const WAYS = [
  ['classify, CSV to CSV', () => classifying(places, at('classes.csv'))],
  ['classify, FITS to FITS', () => classifying(at('places.fits'), at('classes.fits'))],
  ['its table alone, CSV to CSV', () => ['convert', at('classes.csv'), at('copy.csv')]],
  ['its table alone, FITS to FITS', () => ['convert', at('classes.fits'), at('copy.fits')]],
]

console.log(`${nRows} rows, batches of ${asked.batch}; ${dateAndMachine()}, load ${load()}`)
measured(['convert', places, at('places.fits')])
const found = WAYS.map(() => [])
for (let round = 0; round < nRounds; round++) {
  for (const [i, [, words]] of WAYS.entries()) found[i].push(measured(words()))
}
for (const ending of ['csv', 'fits']) {
  const [one, other] = [await sumOf(at(`classes.${ending}`)), await sumOf(at(`copy.${ending}`))]
  if (one !== other) console.log(`(the copy of classes.${ending} has other bytes)`)
}
console.log(header(['', 's', 's of the processor', 'rows/s', 'MB']))
for (const [i, [name]] of WAYS.entries()) {
  const of = (key) => found[i].map((one) => one[key])
  const rate = found[i].map(({ wall }) => nRows / wall)
  const cells = [middleAndRange(of('wall'), 1), middleAndRange(of('cpu'), 1)]
  console.log(row([name, ...cells, middleAndRange(rate, 0), middleAndRange(of('megabytes'), 0)]))
}
console.log(`load ${load()}`)
const [rows, , tables] = found.map((runs) => runs.map(({ wall }) => nRows / wall))
if (nRows >= 1e6) keepBars({ rows, tables })

function load() {
  return loadavg()[0].toFixed(1)
}
