// What becomes of real galaxies? Five fields of the Hubble Ultra Deep Field go the whole way, from
// mosaics to classes, with `starsift classify` and no catalogue. Nothing there is a star cluster,
// so each source should be class 4 or have a flag. Prints a table for docs/studies/detection.md.
// The model is `typical` if none is given: models/starsift.onnx takes one of F775W and F814W, and
// these fields have both.
//
// usage: npm run build && node scripts/deep-field-classes.mjs [MODEL]
// reads data/hudf in the folder that STARSIFT_SHARED names (default ../shared)
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catalog, detection, tables } from '../dist/index.js'
import { openTable } from '../dist/verbs/index.js'

const shared = process.env.STARSIFT_SHARED ?? join(import.meta.dirname, '../../shared')
const program = join(import.meta.dirname, '../dist/cli/main.js')
const [model = 'typical'] = process.argv.slice(2)
const FIELDS = ['1', '3', '15', '37', '912']
const BANDS = ['f435w', 'f606w', 'f775w', 'f814w', 'f850lp']
/** What a detection has for another reason than a doubt. */
const NO_DOUBT = ['deblended', 'no_centre'].reduce(
  (sum, name) => sum + detection.detectionFlag(name),
  0,
)

const work = mkdtempSync(join(tmpdir(), 'starsift-deep-field-'))
try {
  console.log('| field | sources | class 1 | 2 | 3 | 4 | without class | 1 to 3 without a flag |')
  console.log('|---|---|---|---|---|---|---|---|')
  const rows = []
  for (const field of FIELDS) rows.push(await classesOf(field))
  const sums = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0))
  for (const [i, row] of rows.entries()) console.log(`| ${FIELDS[i]} | ${row.join(' | ')} |`)
  console.log(`| all | ${sums.join(' | ')} |`)
} finally {
  rmSync(work, { recursive: true })
}

async function classesOf(field) {
  const folder = join(work, field)
  mkdirSync(folder)
  for (const band of BANDS) {
    const name = `${field}_60mas_${band}_sci.fits`
    copyFileSync(join(shared, 'data/hudf', name), join(folder, name))
  }
  const out = join(work, `${field}.ecsv`)
  const words = ['--model', model, '--band', 'F606W=F555W', '--out', out]
  const said = { stdio: ['ignore', 'ignore', 'pipe'] }
  execFileSync('node', [program, 'classify', folder, ...words], said)
  const table = await openTable(out)
  const numbers = (name) => tables.numbersOf(table.column(name))
  const [classes, flags, found] = ['ml_class', 'ml_flags', 'det_flags'].map(numbers)
  const nOf = (value) => classes.filter((one) => one === value).length
  const unflagged = classes.filter(
    (value, i) => value >= 1 && value <= 3 && flags[i] === 0 && (found[i] & ~NO_DOUBT) === 0,
  )
  report(field, classes, flags)
  const nNone = classes.length - [1, 2, 3, 4].reduce((sum, value) => sum + nOf(value), 0)
  return [classes.length, ...[1, 2, 3, 4].map(nOf), nNone, unflagged.length]
}

/** The flags of the classification, and how many sources have each. */
function report(field, classes, flags) {
  const names = [...flags].flatMap((bits) => catalog.flagNames(bits))
  const counts = [...new Set(names)].map(
    (name) => `${name} ${names.filter((other) => other === name).length}`,
  )
  console.error(`field ${field}: of ${classes.length} sources ${counts.join(', ') || 'no flag'}`)
}
