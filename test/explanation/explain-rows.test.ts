/**
 * Explanations of a linear network, whose answers are computed by hand: the map shows the companion
 * that makes the class, and its band alone is the one without which the class is another.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import {
  decisiveBands,
  type Explanations,
  explainedJson,
  explainedTable,
  explainRows,
  mapPicture,
  peaksOf,
} from '../../src/explanation/index.js'
import type { Gallery } from '../../src/models/index.js'
import { ecsvText, parseEcsv } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import {
  BANDS,
  byHand,
  COMPANION,
  MEANS,
  openToyField,
  SIZE_PX,
  SKY,
  type ToyWords,
  toyCandidates,
  toyModel,
} from './toy-case.js'

const folder = temporaryFolder()
/** One direction: the pixel of the companion in the last band. */
const AT = 2 * SIZE_PX ** 2 + 8 * SIZE_PX + 9
const gallery: Gallery = {
  examples: [
    { class: 1, from: 'made 1' },
    { class: 3, from: 'made 2' },
  ],
  axes: Float32Array.from({ length: BANDS.length * SIZE_PX ** 2 }, (_, i) => (i === AT ? 0.5 : 0)),
  positions: Float32Array.of(0.5 * (SKY[2] - MEANS[2]), 0.5 * (SKY[2] - MEANS[2] + 36)),
  sidePx: 1,
  pictures: new Uint8Array(6),
}

async function explained(words: ToyWords, rows = [0], patchPx = 1): Promise<Explanations> {
  const [field, { model }] = [await openToyField(folder), await toyModel(words)]
  try {
    return await explainRows({ field, candidates: toyCandidates(), model }, rows, { patchPx })
  } finally {
    await field.close()
  }
}

describe('a companion in one band', () => {
  let all: Explanations
  beforeAll(async () => {
    all = await explained({ fewestBands: 2, gallery })
  })

  test('makes the class, and without its band the class is another', () => {
    const [row] = all.rows
    expect(row.said.class).toBe(3)
    expect(row.without.map((said) => said?.class)).toEqual([3, 3, 1])
    expect(decisiveBands(row)).toEqual([2])
    closeTo(row.said.probabilities, byHand())
    for (const band of BANDS.keys()) {
      closeTo(row.without[band]!.probabilities, byHand(undefined, band))
    }
  })

  test('is where the maps point', () => {
    const [row] = all.rows
    expect(all.grid).toEqual({ patchPx: 1, stepPx: 1, n: SIZE_PX, first: 0 })
    expect(peaksOf(row.map!, row, all).for).toMatchObject(COMPANION)
    expect(peaksOf(row.bandMaps[2]!, row, all).for).toMatchObject(COMPANION)
    // The other bands have the background there already.
    for (const band of [0, 1]) expect(peaksOf(row.bandMaps[band]!, row, all)).toEqual({})
  })

  test('each place of the maps has the number that is computed by hand', () => {
    const [row] = all.rows
    const p = (hidden: readonly number[], i: number) =>
      byHand({ bands: hidden, isUnder: (x, y) => y * SIZE_PX + x === i })[2]
    for (let i = 0; i < SIZE_PX ** 2; i++) {
      expect(row.map![i]).toBeCloseTo(Math.log(byHand()[2] / p([0, 1, 2], i)), 5)
      expect(row.bandMaps[2]![i]).toBeCloseTo(Math.log(byHand()[2] / p([2], i)), 5)
    }
  })

  test('is what the nearest stamp of training has, too', () => {
    const [near, far] = all.rows[0].nearest!
    expect([near.class, near.from, far.class]).toEqual([3, 'made 2', 1])
    // The companion has 40.
    expect(near.distance).toBeCloseTo(2, 5)
    expect(far.distance).toBeCloseTo(20, 5)
  })

  test('is in the table and in the JSON, row by row as asked', async () => {
    const both = await explained({ fewestBands: 2 }, [1, 0])
    const table = parseEcsv(ecsvText(explainedTable(both, 'toy.onnx')))
    const column = (name: string) => [...(table.column(name).values as ArrayLike<unknown> & [])]
    expect(column('row')).toEqual([2, 1])
    expect(column('class')).toEqual(['', '3'])
    expect(column('decisive_bands')).toEqual(['', 'F814W'])
    expect(column('without_F814W_class')).toEqual(['', '1'])
    expect(column('for_x')).toEqual([Number.NaN, COMPANION.x])
    expect(column('for_fall_F438W')).toEqual([Number.NaN, 0])
    expect(column('flags')).toEqual(['outside', ''])
    const json = JSON.parse(JSON.stringify(explainedJson(both, 'toy.onnx')))
    expect(json.rows.map((row: { row: number }) => row.row)).toEqual([2, 1])
    expect(json.rows[1].map).toHaveLength(SIZE_PX ** 2)
    expect(json.rows[0].map).toBeNull()
  })

  test('is drawn where it is: the last row of the stamp is the first of the picture', () => {
    const [row] = all.rows
    const picture = mapPicture(row.stamp[0], row.map!, all)
    const at = (x: number, y: number) => {
      const to = 3 * ((SIZE_PX - 1 - y) * SIZE_PX + x)
      return [...picture.rgb.subarray(to, to + 3)]
    }
    const [r, g, b] = at(COMPANION.x - 14, COMPANION.y - 12)
    expect(r).toBeGreaterThan(g)
    expect(g).toBeGreaterThan(b)
    const grey = at(1, 1)
    expect(grey[0]).toBe(grey[2])
  })
})

test('without a gallery, or where all bands are needed, a note says so; all else is there', async () => {
  const { rows, notes } = await explained({})
  expect(rows[0].nearest).toBeNull()
  expect(rows[0].without).toEqual([null, null, null])
  expect(rows[0].said.class).toBe(3)
  expect(notes.join('\n')).toMatch(/needs all of its bands.*\n.*no gallery/)
})

test('a field with as few bands as the model needs can lose none', async () => {
  const { rows } = await explained({ fewestBands: 3 })
  expect(rows[0].without).toEqual([null, null, null])
  expect(rows[0].map).not.toBeNull()
})

test('rows without a stamp have no maps, and say why', async () => {
  const { rows } = await explained({ fewestBands: 2, gallery }, [2, 1])
  expect(rows.map(({ row }) => row)).toEqual([2, 1])
  expect(rows.map(({ flags }) => flagNames(flags))).toEqual([['no_position'], ['outside']])
  for (const { said, map, bandMaps, nearest } of rows) {
    expect(said).toEqual({
      class: 0,
      probabilities: [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    })
    expect([map, nearest, ...bandMaps]).toEqual([null, null, null, null, null])
  }
})

test('a patch that does not fit is refused', async () => {
  await expect(explained({}, [0], 13)).rejects.toThrow(/side of the patch/)
})

function closeTo(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  for (const [k, p] of expected.entries()) expect(found[k]).toBeCloseTo(p, 6)
}
