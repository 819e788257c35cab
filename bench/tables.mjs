// usage: node bench/tables.mjs FORMAT write|read
import { readFileSync, writeFileSync, statSync } from 'node:fs'
import { openFile } from '../dist/files/index.js'
import { readTable, Table, tableBytes } from '../dist/tables/index.js'
const [format, what] = process.argv.slice(2)
const n = 1e6, path = `${process.env.TMPDIR ?? '/tmp'}/starsift-bench.${format}`
let s = 1; const rnd = () => (s = (s * 48271) % 2147483647) / 2147483647
const f = (scale, d) => Float64Array.from({ length: n }, () => Math.round(rnd() * scale * d) / d)
let t0
if (what === 'write') {
  const table = new Table([
    { name: 'id', values: BigInt64Array.from({ length: n }, (_, i) => BigInt(i) + 4000000000000000000n) },
    { name: 'x', values: f(8000, 1e3), unit: 'pix' }, { name: 'y', values: f(8000, 1e3), unit: 'pix' },
    { name: 'ra', values: f(360, 1e7), unit: 'deg' }, { name: 'dec', values: f(90, 1e7), unit: 'deg' },
    { name: 'mag', values: Float32Array.from(f(10, 1e3)) }, { name: 'err', values: Float32Array.from(f(1, 1e3)) },
    { name: 'class', values: Int32Array.from({ length: n }, (_, i) => i % 4 + 1) },
    { name: 'ok', values: Array.from({ length: n }, (_, i) => i % 3 === 0) },
    { name: 'field', values: Array.from({ length: n }, (_, i) => 'ngc' + (i % 50)) },
  ])
  t0 = performance.now(); writeFileSync(path, tableBytes(table, format))
} else { const src = await openFile(path); t0 = performance.now(); const t = await readTable(src); if (t.nRows !== n) throw new Error('rows'); await src.close() }
console.log(format, what, ((performance.now() - t0) / 1000).toFixed(2), 's', (process.resourceUsage().maxRSS / 1024).toFixed(0), 'MB', (statSync(path).size / 1e6).toFixed(0), 'MB file')
