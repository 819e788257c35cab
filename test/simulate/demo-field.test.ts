/** The field of the demonstration: the same seed gives the same bytes, and the sources are where it says. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readHdus, readImage } from '../../src/fits/index.js'
import { demoField } from '../../src/simulate/index.js'
import { numbersOf } from '../../src/tables/index.js'
import { readWcs } from '../../src/wcs/index.js'

const bytesOf = (seed: number) => {
  const hash = createHash('sha256')
  const { mosaics, candidates } = demoField(seed, 64, 12)
  for (const [name, bytes] of mosaics) hash.update(name).update(bytes)
  for (const { values } of candidates.columns) hash.update(JSON.stringify([...values]))
  return hash.digest('hex')
}

async function imageOf(bytes: Uint8Array) {
  const source = memorySource(bytes, 'demo.fits')
  const [hdu] = await readHdus(source)
  return { ...(await readImage(source, hdu)), header: hdu.header }
}

test('the same seed, the same bytes; another seed, others', () => {
  expect(bytesOf(3)).toBe(bytesOf(3))
  expect(bytesOf(3)).not.toBe(bytesOf(4))
})

describe('a field', () => {
  const { mosaics, candidates } = demoField(1566)
  const [x, y, kind] = ['x', 'y', 'class'].map((name) => numbersOf(candidates.column(name)))

  test('five bands on one grid of the sky', async () => {
    const filters = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
    expect([...mosaics.keys()]).toEqual(filters.map((name) => `demo_${name.toLowerCase()}.fits`))
    for (const [i, bytes] of [...mosaics.values()].entries()) {
      const { axes, header } = await imageOf(bytes)
      expect(axes).toEqual([512, 512])
      expect(header.get('FILTER')).toBe(filters[i])
      expect(readWcs(header, 'demo.fits')?.scaleArcsec).toBeCloseTo(0.0396, 9)
    }
  })

  test('candidates of the four classes, inside with their stamps', () => {
    expect(candidates.names).toEqual(['id', 'x', 'y', 'class'])
    expect([1, 2, 3, 4].map((value) => kind.filter((k) => k === value).length)).toEqual([
      15, 15, 15, 15,
    ])
    for (const place of [...x, ...y]) {
      expect(place).toBeGreaterThanOrEqual(20)
      expect(place).toBeLessThanOrEqual(492)
    }
  })

  test('a single source is brightest where the catalogue says, 0-based', async () => {
    const { data } = await imageOf(mosaics.get('demo_f555w.fits')!)
    const distance = (a: number, b: number) => Math.hypot(x[a] - x[b], y[a] - y[b])
    const rows = [...x.keys()]
    const alone = rows.filter(
      (row) => kind[row] !== 3 && rows.every((other) => other === row || distance(row, other) > 25),
    )
    expect(alone.length).toBeGreaterThan(5)
    for (const row of alone) {
      const [x0, y0] = [Math.round(x[row]) - 4, Math.round(y[row]) - 4]
      const box = Array.from({ length: 81 }, (_, i) => {
        const [column, line] = [x0 + (i % 9), y0 + Math.floor(i / 9)]
        return { column, line, value: data[line * 512 + column] }
      })
      const peak = box.reduce((best, pixel) => (pixel.value > best.value ? pixel : best))
      // Half a pixel to the nearest centre along each axis, and the noise of a flat top.
      expect(Math.hypot(peak.column - x[row], peak.line - y[row])).toBeLessThan(1.3)
    }
  })
})
