/** Two models side by side: the names of the columns that a classification adds. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { CommandError, InputError } from '../../src/errors.js'
import { predictionsOf } from '../../src/evaluate/index.js'
import { withFile } from '../../src/files/index.js'
import { readTable, type Table } from '../../src/tables/index.js'
import { type ClassifyOptions, classify } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'
import { mixedRows, writeField } from './small-field.js'
import { smallModel } from './small-model.js'

const ENDS = ['class', 'p1', 'p2', 'p3', 'p4', 'qual', 'entropy', 'flags']
const folder = mkdtempSync(join(temporaryFolder(), 'prefix-'))
const at = (name: string) => join(folder, name)
let images: string[] = []

beforeAll(async () => {
  images = writeField(folder, 1)
  for (const [name, seed] of [
    ['first.onnx', 11],
    ['second.onnx', 12],
  ] as const) {
    const { bytes, session } = await smallModel('centred', seed)
    await session.release()
    writeFileSync(at(name), bytes)
  }
  const rows = mixedRows(12).map(({ x, y }, i) => [i, ...[x, y].map((v) => v.toFixed(3))].join())
  writeFileSync(at('c.csv'), `id,x,y\n${rows.join('\n')}\n`.replaceAll('NaN', ''))
})

const run = (model: string, catalog: string, out: string, more: Partial<ClassifyOptions> = {}) =>
  classify({ images, model: at(model), catalog: at(catalog), out: at(out), origin: 0, ...more })

const read = (name: string): Promise<Table> => withFile(at(name), (source) => readTable(source))

test.each(['csv', 'ecsv', 'fits', 'tab'])(
  '%s: both sets of columns, and each is its own',
  async (ending) => {
    const [one, both] = [`one.${ending}`, `both.${ending}`]
    const first = await run('first.onnx', 'c.csv', one)
    const second = await run('second.onnx', one, both, { prefix: 'vgg' })
    const { names } = await read(both)
    if (ending !== 'tab') {
      const added = ['ml', 'vgg'].flatMap((name) => ENDS.map((end) => `${name}_${end}`))
      expect(names).toEqual(['id', 'x', 'y', ...added])
    }
    const classes = (c: typeof first) => [...c.scores.classes]
    expect(classes(first)).not.toEqual(classes(second))
    if (ending === 'tab') return
    const table = await read(both)
    expect(() => predictionsOf(table)).toThrow(/classes of several models: got ml_class, vgg_class/)
    expect([...predictionsOf(table, { column: 'ml_class' }).classes]).toEqual(classes(first))
    const ofSecond = predictionsOf(table, { column: 'vgg_class' })
    expect([...ofSecond.classes]).toEqual(classes(second))
    const given = second.scores.probabilities.filter(Number.isFinite)
    const read8 = ofSecond.probabilities!.filter(Number.isFinite)
    expect(read8.length).toBe(given.length)
    for (const [i, p] of given.entries()) expect(read8[i]).toBeCloseTo(p, 6)
  },
)

test('the history of both is kept', async () => {
  await run('first.onnx', 'c.csv', 'h1.ecsv')
  await run('second.onnx', 'h1.ecsv', 'h2.ecsv', { prefix: 'vgg', orientations: 2 })
  const text = readFileSync(at('h2.ecsv'), 'utf8')
  expect(text).toMatch(
    /ml_\* by starsift .*orientations: 1[\s\S]*vgg_\* by starsift .*orientations: 2/,
  )
})

test('columns of an earlier run are never replaced: the error names the option', async () => {
  await run('first.onnx', 'c.csv', 'twice.csv')
  await expect(run('second.onnx', 'twice.csv', 'out.csv')).rejects.toThrow(
    /the catalogue already has ml_class, .*ml_flags; name the new columns otherwise with --prefix, or/,
  )
  await run('second.onnx', 'twice.csv', 'twice2.csv', { prefix: 'b' })
  await expect(run('first.onnx', 'twice2.csv', 'out.csv', { prefix: 'b' })).rejects.toThrow(
    InputError,
  )
  // FITS does not tell B_class from b_class.
  await expect(run('first.onnx', 'twice2.csv', 'out.csv', { prefix: 'B' })).rejects.toThrow(
    /B_class/,
  )
})

test('classes under one other name are found; of two the user must name one', async () => {
  const one = await run('first.onnx', 'c.csv', 'own.csv', { prefix: 'mine' })
  expect([...predictionsOf(await read('own.csv')).classes]).toEqual([...one.scores.classes])
  await run('second.onnx', 'own.csv', 'own2.csv', { prefix: 'yours' })
  const table = await read('own2.csv')
  expect(() => predictionsOf(table)).toThrow(
    /classes of several models: got mine_class, yours_class; name one of them with --class-column/,
  )
})

test.each([
  '',
  '1a',
  'a b',
  'a-b',
  'a.b',
  'é',
  '_a',
  '__proto__',
  'a'.repeat(33),
  'a\n',
  'a,b',
  '../a',
])('no beginning of names: %j', async (prefix) => {
  await expect(run('first.onnx', 'c.csv', 'no.csv', { prefix })).rejects.toBeInstanceOf(
    CommandError,
  )
})
