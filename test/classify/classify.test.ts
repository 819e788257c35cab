/**
 * The main job: every row gets its own stamp's answer, whatever the order, the batch, the field
 * before.
 */
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { type FitsMosaicSet, stampWindow } from '../../src/cutouts/index.js'
import { InputError } from '../../src/errors.js'
import type { Session } from '../../src/nn/index.js'
import { Notes } from '../../src/notes.js'
import { numbersOf } from '../../src/tables/index.js'
import { stampByReading } from '../cutouts/oracle.js'
import { temporaryFolder } from '../fits/files.js'
import { candidatesIn, mixedRows, openField, type Row } from './small-field.js'
import { modelOf, SIZE_PX, smallModel } from './small-model.js'

const folder = temporaryFolder()
const fields = [await openField(folder, 1), await openField(folder, 2)]
const [field] = fields
const model = await smallModel()
afterAll(async () => {
  await model.session.release()
  for (const field of fields) await field.close()
})

async function run(rows: readonly Row[], batch = 8, where = field, session = model.session) {
  const input = {
    field: where,
    candidates: candidatesIn(rows),
    model: modelOf(model.card, session),
  }
  const { scores, table, notes } = await classifyCandidates(input, { batch })
  return { ...scores, table, notes }
}

type Answer = Awaited<ReturnType<typeof run>>
const namesOf = ({ flags }: Answer) => Array.from(flags, (bits) => flagNames(bits).join())
const scoresOf = ({ probabilities }: Answer, row: number) => [
  ...probabilities.subarray(4 * row, 4 * row + 4),
]

/** What one row should get, by the slow way. */
async function expectedOf({ x, y }: Row, { mosaics }: FitsMosaicSet): Promise<number[]> {
  const window = stampWindow('centred', { x, y, fitsX: x + 1, fitsY: y + 1 }, SIZE_PX)
  return model.probabilities(await stampByReading(mosaics, window, SIZE_PX))
}

function expectClose(found: number[], expected: number[]): void {
  const worst = Math.max(...found.map((p, k) => Math.abs(p - expected[k])))
  expect(worst).toBeLessThan(1e-5)
}

describe('every row', () => {
  // More than are cut at a time.
  const rows = mixedRows(300)

  test('gets the answer to its own stamp', async () => {
    const answer = await run(rows)
    for (const [i, row] of rows.entries()) {
      const names = flagNames(answer.flags[i])
      if (names.some((name) => ['no_position', 'outside', 'no_data'].includes(name))) continue
      const expected = await expectedOf(row, field)
      expectClose(scoresOf(answer, i), expected)
      expect(answer.classes[i]).toBe(1 + expected.indexOf(Math.max(...expected)))
    }
    expect(new Set(answer.classes)).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  test('is there, in its place, with its flags', async () => {
    const answer = await run(rows)
    expect([...numbersOf(answer.table.column('id'))]).toEqual(rows.map(({ id }) => id))
    expect(namesOf(answer).slice(0, 8)).toEqual([
      '',
      'no_position',
      'no_position',
      'outside',
      'edge',
      'no_data,gap',
      'gap',
      'nan_pixels',
    ])
  })

  test('without a class has NaN scores, a missing class and a flag', async () => {
    const { table, classes, probabilities } = await run(rows)
    const column = (name: string) => table.column(name)
    for (const row of [1, 2, 3, 5]) {
      expect(classes[row]).toBe(0)
      expect(column('ml_class').missing?.[row]).toBe(1)
      for (const name of ['ml_p1', 'ml_p2', 'ml_p3', 'ml_p4', 'ml_qual', 'ml_entropy']) {
        expect(column(name).values[row]).toBeNaN()
      }
      expect(probabilities[4 * row]).toBeNaN()
      expect(column('ml_flags').values[row]).not.toBe(0)
    }
    expect(column('ml_class').missing?.[0]).toBe(0)
    expect(column('ml_qual').values[0]).toBe(1)
  })

  test('has probabilities that add up to 1', async () => {
    const answer = await run(rows)
    for (const [row, value] of answer.classes.entries()) {
      const sum = scoresOf(answer, row).reduce((a, b) => a + b)
      if (value > 0) expect(sum).toBeCloseTo(1, 6)
    }
  })
})

describe('the same answer', () => {
  const rows = mixedRows(600)

  test.each([1, 3, 64, 1000])('in batches of %i as of 8', async (batch) => {
    const [expected, found] = [await run(rows, 8), await run(rows, batch)]
    expect(found.classes).toEqual(expected.classes)
    expect(found.flags).toEqual(expected.flags)
    expectClose([...found.probabilities].map(orZero), [...expected.probabilities].map(orZero))
  })

  test('for each id, however the rows are shuffled, in fields that take turns', async () => {
    const whole = await Promise.all(fields.map((field) => run(rows, 8, field)))
    const order = fc.shuffledSubarray(rows, { minLength: 1 })
    const batch = fc.constantFrom(1, 3, 8, 64)
    await fc.assert(
      fc.asyncProperty(order, batch, fc.nat(1), async (shuffled, batch, which) => {
        const answer = await run(shuffled, batch, fields[which])
        const ids = numbersOf(answer.table.column('id'))
        for (const [i, { id }] of shuffled.entries()) {
          expect(ids[i]).toBe(id)
          expect(answer.classes[i]).toBe(whole[which].classes[id - 1])
          expect(answer.flags[i]).toBe(whole[which].flags[id - 1])
          const expected = scoresOf(whole[which], id - 1).map(orZero)
          expectClose(scoresOf(answer, i).map(orZero), expected)
        }
      }),
      { numRuns: 40 },
    )
    expect(whole[0].classes).not.toEqual(whole[1].classes)
  })

  test('for no rows at all', async () => {
    const { table, classes } = await run([])
    expect([table.nRows, classes.length]).toEqual([0, 0])
    expect(table.names.slice(3)).toEqual(
      'ml_class ml_p1 ml_p2 ml_p3 ml_p4 ml_qual ml_entropy ml_flags'.split(' '),
    )
  })

  test('for rows of which none has a place', async () => {
    const answer = await run([{ id: 1, x: Number.NaN, y: 3 }])
    expect([answer.classes[0], namesOf(answer)]).toEqual([0, ['no_position']])
  })
})

describe('the network', () => {
  /** Answers with these logits to every stamp. */
  const answering = (...logits: number[]): Session => ({
    ...model.session,
    run: async ({ stamps: { shape } }) => ({
      logits: {
        shape: [shape[0], 4],
        data: Float32Array.from({ length: 4 * shape[0] }, (_, i) => logits[i % 4]),
      },
    }),
  })

  test.each([Number.NaN, Infinity, -Infinity])('that answers %d: bad_scores', async (bad) => {
    const answer = await run(mixedRows(3), 8, field, answering(1, 2, bad, 0))
    expect(namesOf(answer)).toEqual(['bad_scores', 'no_position', 'no_position'])
    expect([...answer.classes]).toEqual([0, 0, 0])
    expect(scoresOf(answer, 0)).toEqual([NaN, NaN, NaN, NaN])
  })

  test('that answers in large numbers', async () => {
    const answer = await run(mixedRows(1), 8, field, answering(-1e30, 900, 890, 0))
    expectClose(scoresOf(answer, 0), [0, 1 / (1 + Math.exp(-10)), 1 / (1 + Math.exp(10)), 0])
    expect(answer.classes[0]).toBe(2)
  })

  test('that cannot decide: the first of equals', async () => {
    expect((await run(mixedRows(1), 8, field, answering(0, 7, 7, 0))).classes[0]).toBe(2)
  })

  test('that fails', async () => {
    const failing = { ...model.session, run: () => Promise.reject(new Error('no memory')) }
    await expect(run(mixedRows(30), 2, field, failing)).rejects.toThrow('no memory')
  })

  test('and a file that becomes shorter', async () => {
    const mosaics = field.mosaics.map((mosaic) => ({
      ...mosaic,
      readRows: () => Promise.reject(new InputError({ what: 'shorter' })),
    }))
    await expect(run(mixedRows(60).slice(8), 2, { ...field, mosaics })).rejects.toThrow('shorter')
  })
})

describe('progress and notes', () => {
  test('progress goes up to the number of stamps', async () => {
    const seen: [number, number][] = []
    const { card, session } = model
    const candidates = candidatesIn(mixedRows(30))
    const input = { field, candidates, model: modelOf(card, session) }
    await classifyCandidates(input, { batch: 7, onProgress: (...counts) => seen.push(counts) })
    expect(seen).toEqual([7, 14, 21, 27].map((n) => [n, 27]))
  })

  test('none for electrons/s at the right scale', async () => {
    expect((await run(mixedRows(1))).notes).toEqual([])
  })

  test("the field's own, on units", async () => {
    const notes = new Notes()
    notes.doubt('f555w.fits: unit COUNTS, where electrons/s are expected')
    expect((await run(mixedRows(1), 8, { ...field, notes })).notes).toEqual(notes)
  })

  test('another pixel scale', async () => {
    const { notes } = await run(mixedRows(1), 8, { ...field, pixelScaleArcsec: 0.05 })
    expect(notes).toEqual([
      expect.stringContaining('0.05000 arcsec a pixel, the model was made for 0.03960'),
    ])
  })
})

describe('bands', () => {
  const having = (...bands: string[]) => ({
    ...field,
    mosaics: bands.map((band, i) => ({ ...field.mosaics[i % 3], band, file: `${band}.fits` })),
  })

  test('a missing one', async () => {
    const wrong = run(mixedRows(1), 8, having('F275W', 'F438W', 'F814W'))
    await expect(wrong).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: missing band F555W: model small needs F435W|F438W,F555W,F814W; found F275W (F275W.fits), F438W (F438W.fits), F814W (F814W.fits)]`,
    )
  })

  test('two for one channel', async () => {
    const wrong = run(mixedRows(1), 8, having('F435W', 'F438W', 'F555W', 'F814W'))
    await expect(wrong).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: model small: two mosaics for band F435W or F438W: got F435W (F435W.fits), F438W (F438W.fits); give one of them]`,
    )
  })

  test('more than the model needs do no harm', async () => {
    const [v, b, i] = [field.mosaics[1], field.mosaics[0], field.mosaics[2]]
    const more = { ...field, mosaics: [{ ...i, band: 'F160W' }, i, v, b] }
    const rows = mixedRows(40)
    expect((await run(rows, 8, more)).probabilities).toEqual((await run(rows)).probabilities)
  })
})

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value
}
