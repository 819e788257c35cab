/** What the page is told of a field: description, rows, stamps, cells and stars. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FOUR_CLASSES, MOST_CLASSES } from '../../src/catalog/index.js'
import { candidatesOn, type FitsMosaicSet, openMosaics } from '../../src/cutouts/index.js'
import { openFitsFiles, withFile } from '../../src/files/index.js'
import { readTable, type Table } from '../../src/tables/index.js'
import {
  classChoices,
  machineOpinion,
  type OpenedFieldView,
  openFieldView,
  simulatedExamples,
} from '../../src/viewing/index.js'

const FOLDER = 'demo/sim2-1'
let field: FitsMosaicSet
let table: Table
let view: OpenedFieldView

beforeAll(async () => {
  const mosaics = readdirSync(FOLDER).filter((name) => name.endsWith('.fits'))
  field = await openMosaics(await openFitsFiles(mosaics.map((name) => join(FOLDER, name))))
  table = await withFile(join(FOLDER, 'sim2-1_candidates.ecsv'), (source) => readTable(source))
  view = viewOf(table)
})
afterAll(() => field.close())

const catalogue = { file: 'sim2-1_candidates.ecsv', sha256: 'a'.repeat(64) }

function viewOf(of: Table, classes = FOUR_CLASSES) {
  const candidates = candidatesOn(field, of, { origin: 1 })
  const window = { rule: 'centred', sizePx: 48 } as const
  return openFieldView({ field, candidates, classes, title: 'sim2-1', catalogue, window })
}

test('the description of the demo field', async () => {
  const found = await view.describe()
  const { bands, classes, ...rest } = found
  expect(rest).toMatchObject({
    ...{ title: 'sim2-1', width: 256, height: 256, rgb: [4, 2, 0], sizePx: 48 },
    ...{ nRows: table.nRows, catalogue, model: null, distanceMpc: null },
  })
  expect(rest.pixelScaleArcsec).toBeCloseTo(0.0396, 3)
  expect(bands.map(({ filter }) => filter)).toEqual(['F275W', 'F336W', 'F438W', 'F555W', 'F814W'])
  for (const { noise, file } of bands) {
    expect(noise).toBeGreaterThan(0)
    expect(file).not.toContain('/')
  }
  expect(classes.map(({ key }) => key).join('')).toBe('1234')
})

test('the codes of PHANGS follow class 4, each with its own key', () => {
  const choices = classChoices(FOUR_CLASSES)
  expect(choices.map(({ codes }) => codes.length)).toEqual([0, 0, 0, 15])
  const keys = choices[3].codes.map(({ key }) => key)
  expect(new Set(keys).size).toBe(15)
  expect(keys).not.toContain(undefined)
  expect(choices[3].codes[0]).toEqual({ key: 's', value: 4, label: 'star' })
})

test('as many classes as a list may have have keys that differ', () => {
  const list = Array.from({ length: MOST_CLASSES }, (_, k) => {
    const label = `kind ${k}`
    return { label, name: label, isCluster: k === 0, from: [label] }
  })
  const keys = classChoices(list).map(({ key }) => key)
  expect(new Set(keys).size).toBe(MOST_CLASSES)
  for (const key of 'hmuz') expect(keys).not.toContain(key)
  expect(keys).not.toContain(undefined)
})

describe('rows', () => {
  test('are those of the catalogue, with magnitudes by filter', async () => {
    const rows = await view.rows()
    expect(rows.ids).toHaveLength(table.nRows)
    const x = table.column('x').values as Float64Array
    expect(rows.x[7]).toBeCloseTo(x[7] - 1, 12)
    expect(Object.keys(rows.magnitudes)).toEqual(['F275W', 'F336W', 'F438W', 'F555W', 'F814W'])
    const v = table.column('mag_f555w').values as Float64Array
    expect(rows.magnitudes.F555W[3]).toBe(v[3])
    expect(rows.people?.[0]).toBe((table.column('class').values as Int16Array)[0])
    expect(rows.machine).toBeNull()
  })

  test('take the machine from the columns of an earlier run', async () => {
    const n = table.nRows
    const classified = table.withColumns([
      { name: 'ml_class', values: Int16Array.from({ length: n }, (_, row) => row % 5) },
      { name: 'ml_p2', values: new Float64Array(n).fill(0.25) },
      { name: 'ml_flags', values: new Int32Array(n).fill(24) },
    ])
    const { machine } = await viewOf(classified).rows()
    expect([...machine!.classes.slice(0, 6)]).toEqual([0, 1, 2, 3, 4, 0])
    expect(machine!.probabilities[1][0]).toBe(0.25)
    expect(machine!.probabilities[0][0]).toBeNaN()
    expect(machine!.flags[9]).toBe(24)
  })

  test('take a later opinion, with classes by their place in the list', async () => {
    const own = viewOf(table)
    const scores = {
      classes: Uint8Array.of(30, 10, 0),
      probabilities: Float32Array.of(0.25, 0.75, 1, 0, Number.NaN, Number.NaN),
      flags: new Uint32Array(3),
    }
    own.setMachine(machineOpinion(scores, [10, 30]))
    const { machine } = await own.rows()
    expect([...machine!.classes]).toEqual([2, 1, 0])
    expect(machine!.probabilities.map(([first]) => first)).toEqual([0.25, 0.75])
  })
})

test('a stamp has the pixels of the mosaics, and NaN beyond their edges', async () => {
  const { x0, y0, bands } = await view.stamp(5, 300)
  expect(bands).toHaveLength(5)
  const whole = await field.mosaics[3].readWindow(0, 0, 256, 256)
  for (const [x, y] of [
    [10, 20],
    [150, 149],
    [255, 255],
    [-1, 3],
    [256, 0],
  ] as const) {
    const [column, row] = [x - x0, y - y0]
    if (column < 0 || row < 0 || column >= 300 || row >= 300) continue
    const inside = x >= 0 && x < 256 && y >= 0 && y < 256
    expect(bands[3][row * 300 + column]).toEqual(inside ? whole[y * 256 + x] : Number.NaN)
  }
})

test('what is not there is refused by name', async () => {
  await expect(view.stamp(table.nRows, 32)).rejects.toThrow('no such row')
  await expect(view.stamp(0.5, 32)).rejects.toThrow('no such row')
  await expect(view.stamp(0, 513)).rejects.toThrow('expected 1 to 512 px')
  await expect(view.cells(-1)).rejects.toThrow('no such row')
})

test('cells read as in the file', async () => {
  const cells = await view.cells(0)
  expect(cells.map(({ name }) => name)).toEqual(table.names)
  expect(cells[1]).toMatchObject({ name: 'x', unit: 'pix', description: 'first pixel is 1' })
})

test('stars of the field: fainter outwards, and of one concentration', async () => {
  const stars = await view.stars()
  expect(stars!.nStars).toBeGreaterThanOrEqual(5)
  for (const [band, [low, middle, high]] of stars!.concentration.entries()) {
    expect(stars!.profiles[band][0]).toBe(1)
    expect(stars!.profiles[band][2]).toBeLessThan(0.6)
    expect(low).toBeLessThanOrEqual(middle)
    expect(middle).toBeLessThanOrEqual(high)
    expect(middle).toBeGreaterThan(0.8)
    expect(middle).toBeLessThan(1.7)
  }
})

test('examples of the simulator: four of each class, as another field would show them', async () => {
  const like = {
    bands: [
      { filter: 'F438W', file: 'b.fits', sky: 1000, noise: 7 },
      { filter: 'F850LP', file: 'z.fits', sky: -3, noise: 1e-3 },
    ],
  }
  const candidates = candidatesOn(field, table, { origin: 1 })
  const examples = await simulatedExamples({ field, candidates, view }, like)
  const classes = examples.map((example) => example.class)
  expect([1, 2, 3, 4].map((of) => classes.filter((one) => one === of).length)).toEqual([4, 4, 4, 4])
  for (const { stamp } of examples) {
    for (const [i, { sky, noise }] of like.bands.entries()) {
      const inNoise = [...stamp.bands[i]].map((value) => (value - sky) / noise)
      expect(Math.max(...inNoise)).toBeGreaterThan(5)
      expect(Math.min(...inNoise)).toBeGreaterThan(-20)
    }
  }
  // No bright star beside a cluster takes all the contrast of its picture.
  for (const { stamp } of examples.filter((example) => example.class < 4)) {
    const { sizePx, bands } = stamp
    for (const pixels of bands) {
      const own = pixels.filter((_, i) => {
        return Math.hypot((i % sizePx) - 15.5, Math.floor(i / sizePx) - 15.5) <= 6
      })
      const excess = (values: Float32Array) => Math.max(...values) - Math.min(...pixels)
      expect(excess(pixels)).toBeLessThan(3 * excess(own))
    }
  }
})
