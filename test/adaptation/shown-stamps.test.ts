/** Which stamps a model is adapted to, and what is said of their field before the work. */
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { shownStamps } from '../../src/adaptation/index.js'
import { type FitsMosaicSet, openMosaics } from '../../src/cutouts/index.js'
import { openFitsFiles } from '../../src/files/index.js'
import type { ModelCard } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { candidatesIn, HEIGHT, WIDTH } from '../classify/small-field.js'
import { smallModel } from '../classify/small-model.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()
const { card, session } = await smallModel()
const opened: FitsMosaicSet[] = []
afterAll(async () => {
  await session.release()
  for (const field of opened) await field.close()
})

/** Normal noise of 1 e-/s, where a filter has data up to a column. */
async function fieldOf(name: string, endOf: Record<string, number>): Promise<FitsMosaicSet> {
  const random = new Random(4)
  const paths = Object.entries(endOf).map(([filter, end]) => {
    const pixels = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
      i % WIDTH < end ? random.normal() : 0,
    )
    const path = join(root, `${name}_${filter}.fits`)
    return writeMosaic(path, { width: WIDTH, height: HEIGHT, filter, pixels })
  })
  const field = await openMosaics(await openFitsFiles(paths))
  opened.push(field)
  return field
}

const placed = (n: number, xOf: (row: number) => number) =>
  candidatesIn(Array.from({ length: n }, (_, i) => ({ id: i + 1, x: xOf(i), y: 10 + (i % 80) })))
const everywhere = placed(200, (i) => 10 + (i % 100))
const all = { F438W: WIDTH, F555W: WIDTH, F814W: WIDTH }

test('of a wide catalogue, of which few rows have data, the whole is looked through', async () => {
  const field = await fieldOf('narrow', { F438W: 40, F555W: 40, F814W: 40 })
  // One row in forty: of 2,000 drawn rows 50 have data, of all 150.
  const wide = placed(6000, (i) => (i % 40 === 0 ? 20 : 80))
  const { rows } = await shownStamps(field, wide, card, 1)
  expect(rows).toHaveLength(150)
  expect(rows.every((row) => row % 40 === 0)).toBe(true)
  const few = placed(6000, (i) => (i % 61 === 0 ? 20 : 80))
  await expect(shownStamps(field, few, card, 1)).rejects.toThrow(/too few.*got 99 of 6000/)
})

test('two thousand at most, of any place, and others by another seed', async () => {
  const field = await fieldOf('usual', all)
  const many = placed(5000, (i) => (i % 2 === 0 ? 20 : 80))
  const [one, same, other] = await Promise.all(
    [1, 1, 2].map(async (seed) => (await shownStamps(field, many, card, seed)).rows),
  )
  expect(new Set(one).size).toBe(2000)
  expect(same).toEqual(one)
  expect(other).not.toEqual(one)
  const ys = one.map((row) => 10 + (row % 80))
  expect(ys).toEqual(ys.toSorted((a, b) => a - b))
})

test('each stamp has its own missing bands, though each band has a mosaic', async () => {
  const lenient = { ...card, fewestBands: 2 }
  const field = await fieldOf('part', { ...all, F438W: 60 })
  const { missing, rows, notes } = await shownStamps(field, everywhere, lenient, 1)
  // A stamp of 8 px about x has pixels of columns below 60 up to x = 63.
  const right = rows.map((row) => 10 + (row % 100)).map((x) => (x >= 66 ? 1 : x <= 62 ? 0 : -1))
  expect(missing.filter((_, i) => right[i] >= 0)).toEqual(right.filter((bits) => bits >= 0))
  expect(notes).toEqual([])
})

test.each<[string, Record<string, number>, Partial<ModelCard>, RegExp]>([
  ['a mosaic without pixels', { ...all, F438W: 0 }, { fewestBands: 2 }, /200 of 200 rows.*empty\?/],
  ['no mosaic of a band', { F555W: 120, F814W: 120 }, { fewestBands: 2 }, /no mosaic of F435W/],
  [
    'no mosaic, and no threshold without it',
    { F555W: 120, F814W: 120 },
    { fewestBands: 2, novelty: { threshold: 9, quantile: 0.99 } },
    /one threshold for unlike_training/,
  ],
  [
    'another noise, as of another unit',
    all,
    { trainedOn: { noise: [1, 1, 1].map((noise) => [noise / 100, noise / 90]) } },
    /noise of the stamps is not.*check BUNIT/,
  ],
])('a doubt, as of classify: %s', async (name, endOf, more, said) => {
  const field = await fieldOf(name.replaceAll(' ', '-'), endOf)
  const { notes } = await shownStamps(field, everywhere, { ...card, ...more }, 1)
  const line = notes.find((note) => said.test(note))
  expect(line, notes.join('\n')).toBeDefined()
  expect(notes.isDoubt(line!)).toBe(true)
})
