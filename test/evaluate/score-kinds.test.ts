/** What four numbers a row are: each kind as an array beside the table, and as its columns. */
import { describe, expect, test } from 'vitest'
import { readNpy } from '../../src/arrays/index.js'
import { memorySource } from '../../src/bytes/index.js'
import { predictionsOf, probabilitiesFrom } from '../../src/evaluate/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { parseCsv } from '../../src/tables/index.js'

const N = 40

/** Probabilities whose highest is at the class, and the classes. */
function madeUp() {
  const random = new Random(4)
  const classes = Uint8Array.from({ length: N }, () => 1 + random.integer(4))
  const logits = Array.from(classes, (code) =>
    [1, 2, 3, 4].map((k) => random.normal() + (k === code ? 6 : 0)),
  )
  const rows = logits.map((own) => {
    const powers = own.map(Math.exp)
    const sum = powers.reduce((a, b) => a + b)
    return powers.map((power) => power / sum)
  })
  return { classes, logits, rows }
}

const { classes, logits, rows } = madeUp()
type Rows = readonly (readonly number[])[]

/** The bytes of a file that numpy would write. */
function npyOf(scores: Rows, type: '<f4' | '<f8'): Uint8Array {
  const shape = `(${scores.length}, ${scores[0].length})`
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`
  const padded = `${header.padEnd(117)}\n`
  const Values = type === '<f4' ? Float32Array : Float64Array
  const values = new Uint8Array(Values.from(scores.flat()).buffer)
  const bytes = new Uint8Array(10 + padded.length + values.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8])
  bytes.set(new TextEncoder().encode(padded), 10)
  bytes.set(values, 10 + padded.length)
  return bytes
}

async function fromNpy(scores: Rows, type: '<f4' | '<f8' = '<f4', given = classes) {
  const notes = new Notes()
  const array = await readNpy(memorySource(npyOf(scores, type), 's.npy'))
  return { p: probabilitiesFrom(array, given, 's.npy', notes), notes }
}

/** The same numbers as columns ml_p1 to ml_p4 of a CSV table. */
function fromColumns(scores: Rows, given = classes) {
  const lines = scores.map((own, i) => [i + 1, given[i], ...own.map(cell)].join(','))
  const text = ['id,ml_class,ml_p1,ml_p2,ml_p3,ml_p4', ...lines].join('\n')
  const { probabilities: p, notes } = predictionsOf(parseCsv(`${text}\n`, 'p.csv'))
  return { p, notes }
}

const cell = (value: number) => (Number.isNaN(value) ? '' : String(value))
const cut = (digits: number) => (p: number) => Math.trunc(p * 10 ** digits) / 10 ** digits
const with5 = (row: readonly number[]): Rows => rows.map((own, i) => (i === 5 ? row : own))
const mapped = (of: (p: number) => number): Rows => rows.map((own) => own.map(of))

function isNear(p: ArrayLike<number> | undefined, wanted: Rows, digits: number): void {
  expect(p).toBeDefined()
  wanted.flat().forEach((value, i) => {
    expect(p![i], `row ${(i >> 2) + 1}`).toBeCloseTo(value, digits)
  })
}

describe('what stays as it is', () => {
  test('probabilities in float32 and float64', async () => {
    isNear((await fromNpy(rows)).p, rows, 6)
    const { p, notes } = await fromNpy(rows, '<f8')
    isNear(p, rows, 15)
    expect(notes).toEqual([])
    isNear(fromColumns(rows).p, rows, 15)
  })

  test('probabilities cut to two decimals: with a note on the rows', async () => {
    const { p, notes } = await fromNpy(mapped(cut(2)))
    isNear(p, mapped(cut(2)), 6)
    expect(notes[0]).toMatch(
      /s\.npy: the probabilities of \d+ of 40 rows \(.*\) do not add up to 1/,
    )
    expect(notes.isDoubt(notes[0])).toBe(true)
    isNear(fromColumns(mapped(cut(2))).p, mapped(cut(2)), 12)
    expect(fromColumns(mapped(cut(2))).notes[0]).toContain('do not add up to 1')
  })

  test('one-hot rows: with a note that they do not say how sure', async () => {
    const hot = Array.from(classes, (code) => [1, 2, 3, 4].map((k) => (k === code ? 1 : 0)))
    const { p, notes } = await fromNpy(hot)
    isNear(p, hot, 12)
    expect(notes[0]).toContain('holds only 0 and 1')
    expect(fromColumns(hot).notes[0]).toContain('holds only 0 and 1')
  })
})

describe('rows are judged one by one', () => {
  test.each([
    ['zeros', [0, 0, 0, 0]],
    ['NaN', [Number.NaN, Number.NaN, Number.NaN, Number.NaN]],
    ['one NaN', [0.9, Number.NaN, 0.05, 0.05]],
  ])('a row of %s among probabilities has none, and the others keep theirs', async (_, row) => {
    for (const { p, notes } of [await fromNpy(with5(row)), fromColumns(with5(row))]) {
      expect([...p!.slice(20, 24)].every(Number.isNaN)).toBe(true)
      isNear(p!.slice(24), rows.slice(6), 6)
      expect(notes[0]).toContain('1 of 40 rows (6) have a class but no scores')
      expect(notes.isDoubt(notes[0])).toBe(true)
    }
  })

  test('what stands in rows without a class does not matter', async () => {
    const given = classes.map((code, i) => (i === 5 ? 0 : code))
    const { p, notes } = await fromNpy(with5([7, -3, 200, 1]), '<f4', given)
    isNear(p.slice(24), rows.slice(6), 6)
    expect(notes).toEqual([])
  })

  test('a row of zeros among logits gives all classes the same, and a note', async () => {
    const scores = logits.map((own, i) => (i === 5 ? [0, 0, 0, 0] : own))
    const { p, notes } = await fromNpy(scores)
    isNear(p.slice(20, 24), [[0.25, 0.25, 0.25, 0.25]], 12)
    isNear(p.slice(24), rows.slice(6), 5)
    expect(notes[0]).toContain('1 of 40 rows (6) have four zeros for logits')
  })

  test('a row of NaN among logits has no probabilities', async () => {
    const scores = logits.map((own, i) => (i === 5 ? own.map(() => Number.NaN) : own))
    const { p, notes } = await fromNpy(scores)
    expect(p[20]).toBeNaN()
    expect(notes[0]).toContain('1 of 40 rows (6) have a class but no scores')
  })

  test('a row of other numbers among probabilities is refused, and named', async () => {
    const odd = with5([...rows[5].map((p) => 3 * p)])
    await expect(fromNpy(odd)).rejects.toThrow(/s\.npy, row 6: a row that is no set of prob/)
    const { p, notes } = fromColumns(odd)
    expect(p).toBeUndefined()
    expect(notes[0]).toMatch(/ml_p1 to ml_p4 are not the probabilities .*row 6/)
  })
})

describe('what is converted', () => {
  test('logits go through a softmax once', async () => {
    isNear((await fromNpy(logits)).p, rows, 5)
    expect(fromColumns(logits).p).toBeUndefined()
  })

  test.each([
    ['natural', Math.log],
    ['decimal', Math.log10],
    ['binary', Math.log2],
  ])('%s logarithms of probabilities', async (name, log) => {
    const { p, notes } = await fromNpy(mapped(log), '<f8')
    isNear(p, rows, 12)
    expect(notes[0]).toContain(`${name} logarithms`)
    isNear(fromColumns(mapped(log)).p, rows, 12)
  })

  test('a logarithm of 0 is a probability of 0', async () => {
    const whole = rows.map((_, i) => [1, 2, 3, 4].map((k) => (k === classes[i] ? 1 : 0)))
    const { p } = await fromNpy(whole.map((own) => own.map(Math.log)))
    isNear(p, whole, 12)
  })

  test('percentages, and numbers of votes', async () => {
    const { p, notes } = await fromNpy(mapped((p) => 100 * p))
    isNear(p, rows, 6)
    expect(notes[0]).toContain('percentages')
    isNear(fromColumns(mapped((p) => 100 * p)).p, rows, 12)
    const votes = Array.from(classes, (code) => [1, 2, 3, 4].map((k) => (k === code ? 7 : 1)))
    isNear(
      (await fromNpy(votes)).p,
      votes.map((own) => own.map((n) => n / 10)),
      6,
    )
  })
})

describe('what cannot be told is refused', () => {
  const sigmoid = logits.map((own) => own.map((z) => 1 / (1 + Math.exp(-z))))
  test.each([
    [
      'numbers from 0 to 1 with other sums',
      sigmoid,
      /numbers from 0.0478 to 1, none below 0, with sums of/,
    ],
    [
      'one decimal, cut',
      mapped(cut(1)).map((own, i) => own.map((p) => (i % 2 ? p : p / 2))),
      /sums/,
    ],
    ['none below 0', logits.map((own) => own.map(Math.abs)), /none below 0/],
    ['half of each', logits.map((own, i) => (i % 2 ? own : rows[i])), /rows of 40, and other/],
    ['columns in another order', rows.map((own) => own.toReversed()), /of classes 4, 3, 2, 1/],
    ['of other objects', [...rows.slice(1), rows[0]], /belong to these classes/],
    ['too few rows', rows.slice(1), /expected 40 rows of 4, got 39x4/],
    ['too many columns', rows.map((own) => [...own, 0]), /got 40x5/],
    ['rows and columns exchanged', [0, 1, 2, 3].map((k) => rows.map((own) => own[k])), /exchanged/],
  ] as [string, Rows, RegExp][])('%s', async (_, scores, said) => {
    await expect(fromNpy(scores)).rejects.toThrow(said)
  })
})
