// Are the errors of `starsift measure` right? Fluxes of sources in simulated fields less the truth,
// in units of their errors, for each band: half the width of the middle 68 %. 1 is right. Sources
// with another one within 16 px are left out. Prints a table for docs/studies/detection.md.
//
// usage: npm run build && node bench/pull.mjs [--fields N] [--seed N] [--noise NAME]
//   --fields  default 10
//   --seed    default 71
//   --noise   correlated (default) or white
// fields stay in the temporary folder (20 MB each)
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { files, mosaics, photometry, statistics, tables } from '../dist/index.js'
import { openTable } from '../dist/verbs/index.js'
import { program, workFolder } from './many-rows.mjs'
import { dateAndMachine, header, row } from './table.mjs'

const { values: asked } = parseArgs({
  options: {
    fields: { type: 'string', default: '10' },
    seed: { type: 'string', default: '71' },
    noise: { type: 'string', default: 'correlated' },
  },
})
const ALONE_PX = 16
const UNFIT = ['outside', 'edge', 'gap', 'saturated', 'no_sky'].reduce(
  (sum, name) => sum + photometry.photometryFlag(name),
  0,
)
const work = workFolder('pull')
const nFields = Number(asked.fields)
const last = join(work, `sim${asked.seed}-${nFields}`, `sim${asked.seed}-${nFields}_truth.ecsv`)
if (!existsSync(last)) {
  const words = ['--seed', asked.seed, '--fields', asked.fields, '--size', '1000']
  const sources = ['--candidates-per-field', '400']
  execFileSync('node', [program, 'simulate', '--out', work, ...words, ...sources])
}

const pulls = new Map()
for (let k = 1; k <= nFields; k++) await measureField(join(work, `sim${asked.seed}-${k}`))
console.log(`${dateAndMachine()}, load ${loadavg()[0].toFixed(1)}, ${nFields} fields\n`)
console.log(header([...pulls.keys(), 'all']))
const all = [...pulls.values(), [...pulls.values()].flat()]
console.log(row(all.map((values) => `${halfWidth(values).toFixed(3)} (n ${values.length})`)))

async function measureField(folder) {
  const name = folder.split('/').at(-1)
  const truth = await openTable(join(folder, `${name}_truth.ecsv`))
  const numbers = (column) => tables.numbersOf(truth.column(column))
  const [x, y] = ['x', 'y'].map((axis) => numbers(axis).map((px) => px - 1))
  const field = await mosaics.openMosaics(await files.openFitsFiles([folder]))
  const { noise } = asked
  const { bands, notes } = await photometry.measureField(field.mosaics, { x, y }, { noise })
  await field.close()
  console.error([...notes].find((line) => line.includes('correlation')))
  const search = new statistics.NeighbourSearch([numbers('true_x'), numbers('true_y')])
  const [trueX, trueY] = ['true_x', 'true_y'].map(numbers)
  const isAlone = (i) => search.within([trueX[i], trueY[i]], ALONE_PX).length === 1
  for (const { calibration, apertures, flags } of bands) {
    const { filter, vega } = calibration
    const { flux, error } = apertures.at(-1)
    const [listed, expected] = ['mag', 'true_mag'].map((of) =>
      numbers(`${of}_${filter.toLowerCase()}`),
    )
    // The catalogue adds one correction to all magnitudes; apart from it, it measures the same.
    const own = flux.map((value) => vega - 2.5 * Math.log10(value))
    const correction = statistics.median(listed.map((value, i) => value - own[i]))
    const found = pulls.get(filter) ?? []
    for (const [i, value] of flux.entries()) {
      const truly = 10 ** (-0.4 * (expected[i] - correction - vega))
      const pull = (value - truly) / error[i]
      if (Number.isFinite(pull) && (flags[i] & UNFIT) === 0 && isAlone(i)) found.push(pull)
    }
    pulls.set(filter, found)
  }
}

function halfWidth(values) {
  const sorted = Float64Array.from(values).sort()
  return (statistics.quantile(sorted, 0.8413) - statistics.quantile(sorted, 0.1587)) / 2
}
