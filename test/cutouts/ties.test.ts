/**
 * Where a whole or half pixel decides which pixels a stamp takes, a position from the sky must come
 * to the same decision as the pixel itself.
 */
import { describe, expect, test } from 'vitest'
import { candidatesOf } from '../../src/catalog/index.js'
import { stepPx } from '../../src/catalog/origin-by-sky.js'
import { placeWindows, stampWindow, WINDOW_RULES } from '../../src/cutouts/index.js'
import { Random } from '../../src/random.js'
import { Table } from '../../src/tables/index.js'
import { readWcs, type Wcs } from '../../src/wcs/index.js'
import { inFormats } from '../catalog/formats.js'
import { drizzledHeader } from './mosaic-files.js'

const [WIDTH, HEIGHT] = [400, 300]

function wcsAt(changes: Record<string, number>): Wcs {
  const header = { ...drizzledHeader(WIDTH, HEIGHT, 'F555W'), ...changes }
  return readWcs(new Map(Object.entries(header)), 'a.fits') as Wcs
}

const frames: [string, Record<string, number>][] = [
  ['as drizzled', {}],
  ['near a pole', { CRVAL2: 89.5 }],
  ['on the equator, at 0 hours', { CRVAL1: 0, CRVAL2: 0 }],
  ['in the south', { CRVAL1: 65, CRVAL2: -54.9 }],
  ['with another corner', { CRPIX1: -3000.25, CRPIX2: 7000.75 }],
]

describe.each(frames)('%s', (_, changes) => {
  const wcs = wcsAt(changes)
  const random = new Random(2)
  const halves = () => Math.round(2 * 300 * random.uniform()) / 2
  const places = Array.from({ length: 60 }, () => [halves(), halves()])

  test.each(WINDOW_RULES)(
    'rule %s: the windows of x, y and of the sky are the same',
    async (rule) => {
      const sky = places.map(([x, y]) => wcs.pixelToSky(x, y))
      const made = new Table([
        { name: 'ra', values: Float64Array.from(sky, ({ ra }) => ra) },
        { name: 'dec', values: Float64Array.from(sky, ({ dec }) => dec) },
      ])
      for (const table of Object.values(await inFormats(made))) {
        const set = candidatesOf(table, { wcs })
        for (const sizePx of [1, 7, 16, 32, 33]) {
          const { windows } = placeWindows(set, { width: WIDTH, height: HEIGHT }, rule, sizePx)
          for (const [row, window] of windows) {
            const [x, y] = places[row]
            const own = { x, y, fitsX: x + 1, fitsY: y + 1 }
            expect(window).toEqual(stampWindow(rule, own, sizePx))
          }
        }
      }
    },
  )
})

test('the edge of the mosaics is a tie too', () => {
  const wcs = wcsAt({})
  const sky = [-0.5, WIDTH - 0.5].map((x) => wcs.pixelToSky(x, 10))
  const set = candidatesOf(
    new Table([
      { name: 'ra', values: Float64Array.from(sky, ({ ra }) => ra) },
      { name: 'dec', values: Float64Array.from(sky, ({ dec }) => dec) },
    ]),
    { wcs },
  )
  expect([...set.x]).toEqual([-0.5, WIDTH - 0.5])
  const { flags } = placeWindows(set, { width: WIDTH, height: HEIGHT }, 'centred', 8)
  expect([...flags]).toEqual([0, 2])
})

test('what is no tie stays as it is', () => {
  const wcs = { skyToPixel: (ra: number, dec: number) => ({ x: ra, y: dec }) }
  const values = [12.00001, 12.4999, 12.2500000001]
  const set = candidatesOf(
    new Table([
      { name: 'ra', values: Float64Array.from(values) },
      { name: 'dec', values: Float64Array.from(values) },
    ]),
    { wcs },
  )
  expect([...set.x]).toEqual(values)
  expect(stepPx({ ra: 1, dec: 2 }, { ra: 0, dec: 0 }, wcs)).toBe(0)
})
