// Writes test/golden/demo.json: the classes that the shipped model gives to the field of the demo.
// Run it again only when the model is replaced.
//
// usage: npm run build && node scripts/default-model/golden-demo.mjs
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { numbersOf, parseCsv } from '../../dist/tables/index.js'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'starsift-golden-'))
try {
  execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), 'demo', '--out', folder])
  const table = parseCsv(readFileSync(join(folder, 'classes.csv'), 'utf8'))
  const column = (name) => [...numbersOf(table.column(name))]
  const probabilities = [1, 2, 3, 4].map((k) => column(`ml_p${k}`).map((p) => Number(p.toFixed(6))))
  const golden = {
    script: 'scripts/default-model/golden-demo.mjs',
    classes: column('ml_class'),
    probabilities,
  }
  writeFileSync(join(root, 'test/golden/demo.json'), `${JSON.stringify(golden)}\n`)
} finally {
  rmSync(folder, { recursive: true })
}
