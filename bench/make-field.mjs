// Makes the field that bench/classify.mjs classifies: five float32 mosaics of SIDE x SIDE px, and a
// catalogue of candidates.
//
// usage: npm run build && node bench/make-field.mjs DIR SIDE N_CANDIDATES
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '../dist/files/index.js'
import { fits, Random } from '../dist/index.js'
import { Table, tableBytes } from '../dist/tables/index.js'

const BANDS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
const [dir, side, nCandidates] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const random = new Random(1566)

await mkdir(dir, { recursive: true })
const noise = Float32Array.from({ length: 2 ** 20 }, () => 0.02 * random.normal())
const positions = Array.from({ length: nCandidates }, () => [
  20 + random.uniform() * (side - 40),
  20 + random.uniform() * (side - 40),
  10 ** (2 * random.uniform()),
])
for (const band of BANDS) await writeMosaic(band)
const [x, y] = [0, 1].map((axis) => Float64Array.from(positions, (position) => position[axis] + 1))
const id = Int32Array.from(positions, (_, i) => i + 1)
const catalog = new Table([
  { name: 'id', values: id },
  { name: 'x', values: x },
  { name: 'y', values: y },
])
const bytes = tableBytes(catalog, 'csv')
await writeAtomically(join(dir, 'candidates.csv'), (file) => file.write(bytes))

async function writeMosaic(band) {
  const cards = Object.entries({
    INSTRUME: 'WFC3',
    DETECTOR: 'UVIS',
    FILTER: band,
    BUNIT: 'ELECTRONS/S',
    CTYPE1: 'RA---TAN',
    CTYPE2: 'DEC--TAN',
    CRPIX1: side / 2,
    CRPIX2: side / 2,
    CRVAL1: 65,
    CRVAL2: -54.9,
    CD1_1: -1.1e-5,
    CD2_2: 1.1e-5,
  }).map(([keyword, value]) => ({ keyword, value }))
  const header = fits.imageHeader({ axes: [side, side], bitpix: -32, primary: true, cards })
  await writeAtomically(join(dir, `${band.toLowerCase()}.fits`), async (file) => {
    await file.write(header.toBytes())
    const strip = 64
    for (let row = 0; row < side; row += strip) {
      const rows = Math.min(strip, side - row)
      const pixels = new Float32Array(rows * side)
      const offset = random.integer(noise.length)
      for (let i = 0; i < pixels.length; i++) pixels[i] = 0.1 + noise[(i + offset) % noise.length]
      for (const position of positions) addSource(pixels, row, rows, position)
      await file.write(fits.encodePixels(pixels))
    }
    await file.write(fits.padding(side * side * 4))
  })
}

function addSource(pixels, row0, rows, [x, y, flux]) {
  for (let row = Math.max(row0, Math.ceil(y - 8)); row < Math.min(row0 + rows, y + 8); row++) {
    for (let column = Math.ceil(x - 8); column < x + 8; column++) {
      const square = (column - x) ** 2 + (row - y) ** 2
      pixels[(row - row0) * side + column] += (flux / 20) * Math.exp(-square / 6)
    }
  }
}
