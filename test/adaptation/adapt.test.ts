/** Models that are adapted to fields without labels, on fields whose answers are known. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ModelCard } from '../../src/models/index.js'
import { type Column, parseEcsv } from '../../src/tables/index.js'
import { adapt, classify, modelInfo } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'
import { N_SOURCES, type ToyField, trainToyModel, writeToyField } from './toy-field.js'

const root = temporaryFolder()
const today = new Date('2026-11-30T12:00:00Z')
let model: string
let usual: ToyField
let strange: ToyField
/** Cards of the models that the tests are about, by the names of their files. */
const cards = new Map<string, ModelCard>()
/** Stamps in their views that were counted for one of them. */
const counted: [number, number][] = []

beforeAll(async () => {
  model = await trainToyModel(root)
  usual = writeToyField(root, 'usual', 21)
  // Six times as bright, on a sky that nobody has subtracted.
  strange = writeToyField(root, 'strange', 22, { times: 6, plus: 40 })
  const make = async (field: ToyField, name: string, more: object = {}) =>
    cards.set(name, await adapted(field, name, more))
  const onProgress = (n: number, of: number) => counted.push([n, of])
  await make(strange, 'strange.onnx')
  await make(usual, 'usual.onnx', { onProgress })
  await make(usual, 'again.onnx')
}, 300_000)

/** The share of the sources that get their class, and the notes. */
async function classified(field: ToyField, by: string) {
  const out = join(root, 'classes.ecsv')
  const notes: string[] = []
  await classify({ ...field, origin: 0, model: by, out, onNote: (note) => notes.push(note) })
  const table = parseEcsv(readFileSync(out, 'utf8'))
  const [said, truth] = ['ml_class', 'class'].map((name) => numbersOf(table.column(name)))
  return { right: said.filter((value, i) => value === truth[i]).length / said.length, notes }
}

function numbersOf({ values }: Column): number[] {
  return Array.from(values as ArrayLike<number>, Number)
}

function adapted(field: ToyField, name: string, more: object = {}): Promise<ModelCard> {
  return adapt({
    ...{ ...field, origin: 0, model, out: join(root, name), today, nThreads: 1 },
    ...more,
  })
}

test('another brightness and another sky: the model recovers by the statistics', async () => {
  expect((await classified(usual, model)).right).toBeGreaterThan(0.95)
  const before = (await classified(strange, model)).right
  const { adapted: said } = cards.get('strange.onnx')!
  expect(said).toMatchObject({ ownStatistics: 1, nStamps: N_SOURCES, catalogue: 'strange.csv' })
  const { right, notes } = await classified(strange, join(root, 'strange.onnx'))
  expect(before).toBeLessThan(0.6)
  expect(right).toBeGreaterThan(0.9)
  expect(notes.join('\n')).toMatch(
    /adapted without labels to 130 stamps of strange.csv on 2026-11-30: how often.*not verified/,
  )
})

describe('a field like those of training', () => {
  test('statistics stay, and the model is as good as before', async () => {
    const { adapted, graphSha256 } = cards.get('usual.onnx')!
    const said = adapted as Extract<typeof adapted, { from: string }>
    expect(said).toMatchObject({ ownStatistics: 0, seed: 1, date: '2026-11-30' })
    expect(said.from).toBe((await modelInfo(model)).card.graphSha256)
    expect(graphSha256).not.toBe(said.from)
    expect(said.mosaics).toHaveLength(3)
    expect(cards.get('usual.onnx')!.training).not.toHaveProperty('validation')
    expect((await classified(usual, join(root, 'usual.onnx'))).right).toBeGreaterThan(0.95)
  })

  test('the same seed makes the same bytes', () => {
    const [one, two] = ['usual', 'again'].map((name) => readFileSync(join(root, `${name}.onnx`)))
    expect(one.equals(two)).toBe(true)
  })

  test('the views of all stamps are counted', () => {
    expect(counted.at(-1)).toEqual([13 * N_SOURCES, 13 * N_SOURCES])
  })
})

describe('what is refused', () => {
  const refusal = async (field: ToyField, more: object = {}) => {
    const out = join(root, 'refused.onnx')
    const error = await adapted(field, 'refused.onnx', more).then(
      () => undefined,
      (reason: Error) => reason.message,
    )
    expect(existsSync(out)).toBe(false)
    return error
  }
  const catalogOf = (name: string, rows: readonly string[]) => {
    const path = join(root, name)
    writeFileSync(path, `id,x,y\n${rows.map((row) => `${row}\n`).join('')}`)
    return path
  }

  test('a catalogue with no rows, or too few that can be classified', async () => {
    const none = { ...usual, catalog: catalogOf('none.csv', []) }
    expect(await refusal(none)).toMatch(/none.csv: a table without rows/)
    const rows = Array.from({ length: 120 }, (_, i) => (i < 99 ? `${i},50,50` : `${i},,`))
    const few = { ...usual, catalog: catalogOf('few.csv', rows) }
    expect(await refusal(few)).toMatch(/too few stamps.*at least 100 rows.*got 99 of 120/)
  })

  test('a model that would be surer and less steady: no file, and all four numbers', async () => {
    // So faint that all stamps get one class in all views; by its own statistics they get several.
    const faint = writeToyField(root, 'faint', 31, { times: 0.003, plus: 0, noise: 2 })
    expect(await refusal(faint)).toMatch(
      /more sure and less consistent.*mean probability [\d.]+ % before and [\d.]+ % after; same/,
    )
  }, 60_000)

  test('with --strict: a field in another unit, before the work', async () => {
    let nSeen = 0
    const onProgress = (n: number) => (nSeen = n)
    expect(await refusal(strange, { strict: true, onProgress })).toMatch(
      /noise of the stamps is not that of the training fields.*leave out --strict/,
    )
    expect(nSeen).toBe(0)
    const notes: string[] = []
    await adapted(usual, 'strict.onnx', {
      strict: true,
      onNote: (note: string) => notes.push(note),
    })
    expect(notes.join()).not.toContain('noise of the stamps')
  }, 60_000)

  test('a field without a band that the model needs', async () => {
    const lacking = { ...usual, images: usual.images.slice(1) }
    expect(await refusal(lacking)).toMatch(/F438W/)
  })

  test('a model that was adapted already', async () => {
    const again = { model: join(root, 'usual.onnx') }
    expect(await refusal(usual, again)).toMatch(/adapted already; adapt the one/)
  })

  test('to replace an input', async () => {
    const [image] = usual.images
    await expect(adapt({ ...usual, origin: 0, model, out: image })).rejects.toThrow(/input/)
    await expect(adapt({ ...usual, origin: 0, model, out: model })).rejects.toThrow(/input/)
  })
})
