// The side of starsift in bench/stamps.mjs: cuts all stamps, and prints the SHA-256 of their
// numbers.
//
// usage: node bench/cut-stamps.mjs DIR CANDIDATES SIZE
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openMosaics, StampCutter, stampWindow } from '../dist/cutouts/index.js'
import { openFitsFiles } from '../dist/files/index.js'
import { parseCsv } from '../dist/tables/index.js'

const [dir, candidates, size] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const table = parseCsv(readFileSync(candidates, 'utf8'))
const [x, y] = ['x', 'y'].map((name) => table.column(name).values)
const windows = Array.from(x, (_, row) => ({
  row,
  // These positions count from 1.
  ...stampWindow('centred', { x: x[row] - 1, y: y[row] - 1, fitsX: x[row], fitsY: y[row] }, size),
})).sort((a, b) => a.y0 - b.y0)

const field = await openMosaics(await openFitsFiles([dir]))
const cutter = new StampCutter(field.mosaics, size)
const sorted = new Float32Array(windows.length * cutter.stampLength)
for (let first = 0; first < windows.length; first += cutter.batch) {
  const some = windows.slice(first, first + cutter.batch)
  await cutter.cut(some, sorted.subarray(first * cutter.stampLength))
}
await field.close()
const hash = createHash('sha256')
const placeOf = new Uint32Array(windows.length)
for (const [place, { row }] of windows.entries()) placeOf[row] = place
for (const place of placeOf) {
  hash.update(sorted.subarray(place * cutter.stampLength, (place + 1) * cutter.stampLength))
}
console.log(hash.digest('hex'))
