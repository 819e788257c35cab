// A million rows of ten columns in the text formats that are read and not written: CDS and DAOPHOT;
// and in NumPy's. Each is read in a process of its own, so that its peak memory is that of one.
//
// usage: npm run --silent build && node bench/read-only-tables.mjs [--rows 1000000]
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openFile } from '../dist/files/index.js'
import { readTable } from '../dist/tables/index.js'

const { values: asked } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, read: { type: 'string' } },
})
const nRows = Number(asked.rows)

if (asked.read) await measured(asked.read)
else compared()

async function measured(path) {
  const started = performance.now()
  const source = await openFile(path)
  const table = await readTable(source)
  await source.close()
  const seconds = (performance.now() - started) / 1000
  if (table.nRows !== nRows || table.columns.length !== 10) throw new Error(`${path} is misread`)
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(`${seconds.toFixed(1)} s, ${megabytes} MB`)
}

function compared() {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-bench-'))
  console.log(`${nRows} rows of ten columns, node ${process.version}, load ${loadavg()[0]}`)
  console.log('| format | file | read |\n|---|---|---|')
  try {
    for (const [format, [head, row]] of Object.entries({
      cds: cds(),
      daophot: daophot(),
      npy: npy(),
    })) {
      const path = join(folder, `a.${format}`)
      write(path, head, row)
      const words = [import.meta.filename, '--read', path, '--rows', String(nRows)]
      const said = execFileSync(process.execPath, words, { encoding: 'utf8' }).trim()
      console.log(`| ${format} | ${Math.round(statSync(path).size / 1e6)} MB | ${said} |`)
      rmSync(path)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function write(path, head, row) {
  const file = openSync(path, 'w')
  writeSync(file, head)
  for (let i = 0; i < nRows; i += 1000) {
    const rows = Array.from({ length: Math.min(1000, nRows - i) }, (_, k) => row(i + k))
    writeSync(file, typeof rows[0] === 'string' ? rows.join('') : Buffer.concat(rows))
  }
  closeSync(file)
}

function sample(i) {
  return ((i * 7919) % 1e6) / 1e4
}

function cds() {
  const rule = '-'.repeat(60)
  const columns = Array.from({ length: 7 }, (_, k) => {
    return `${29 + 11 * k}-${38 + 11 * k} F10.4 mag x${k} ?=-99 Value`
  })
  const head = ['1-19 I19 --- id Id', '21-27 I7 --- n Number', ...columns, '106-115 A10 --- t Name']
  const top = ['Byte-by-byte Description of file: a.cds', rule, 'Bytes Format Units Label', rule]
  const row = (i) => {
    const value = sample(i).toFixed(4).padStart(10)
    const last = i % 10 === 0 ? '       -99' : value
    const id = `${4_000_000_000_000_000_000n + BigInt(i)} ${String(i).padStart(7)}`
    return `${id} ${`${value} `.repeat(6)}${last} NGC ${i % 5000}\n`
  }
  return [`${[...top, ...head, rule].join('\n')}\n`, row]
}

function daophot() {
  const head = [
    '#N ID    XCENTER   YCENTER   MAG         MERR          MSKY           NITER    \\',
    '#U ##    pixels    pixels    magnitudes  magnitudes    counts         ##       \\',
    '#F %-9d  %-10.3f   %-10.3f   %-12.3f     %-14.3f       %-15.7g        %-6d',
    '#N         SHARPNESS   CHI         PERROR',
    '#U         ##          ##          perrors',
    '#F         %-23.3f     %-12.3f     %-13s',
  ]
  const row = (i) => {
    const value = sample(i).toFixed(3)
    const mag = i % 10 === 0 ? 'INDEF' : value
    const cells = [String(i).padEnd(9), value.padEnd(10), value.padEnd(10), mag.padEnd(12)]
    const second = `${value.padStart(23)}${value.padEnd(12)}No_error`
    return `${cells.join('')}0.003         34.85          4      \\\n${second}\n`
  }
  return [`${head.join('\n')}\n`, row]
}

function npy() {
  const fields = Array.from({ length: 8 }, (_, k) => `('x${k}', '<f8')`)
  const descr = `[('id', '<i8'), ${fields.join(', ')}, ('t', '<U8')]`
  const dict = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${nRows},), }\n`
  const head = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\0\0', 'latin1'), Buffer.from(dict)])
  head.writeUInt16LE(dict.length, 8)
  const row = (i) => {
    const bytes = Buffer.alloc(104)
    bytes.writeBigInt64LE(BigInt(i), 0)
    for (let k = 0; k < 8; k++) bytes.writeDoubleLE(sample(i + k), 8 + 8 * k)
    for (const [k, letter] of [...`N${i % 5000}`].entries()) bytes.write(letter, 72 + 4 * k)
    return bytes
  }
  return [head, row]
}
