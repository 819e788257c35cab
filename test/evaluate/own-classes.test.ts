/** Evaluations of classes that a user names: which they are, what is measured, what is refused. */
import { describe, expect, test } from 'vitest'
import { classListOf, FOUR_CLASSES, meaningIn, meaningText } from '../../src/catalog/index.js'
import {
  chosenClasses,
  evaluationOf,
  predictionsOf,
  resultTables,
  truthOf,
} from '../../src/evaluate/index.js'
import { Notes } from '../../src/notes.js'
import { type Column, Table } from '../../src/tables/index.js'

const TWO = classListOf([
  { label: 'cluster', from: [1, 2], cluster: true },
  { label: 'no, other', name: 'no cluster', from: [3, 4], cluster: false },
])

const ids = (n: number): Column => ({
  name: 'id',
  values: Int32Array.from({ length: n }, (_, i) => i),
})

/** As classify writes it. */
function predicted(labels: readonly (string | number)[], list = TWO, said = true): Table {
  const isNumbers = labels.every((label) => typeof label === 'number')
  const places = labels.map((label) => list.findIndex((one) => one.label === label))
  const description = said ? { description: meaningText(list) } : {}
  return new Table(
    [
      ids(labels.length),
      {
        name: 'ml_class',
        values: isNumbers ? Int32Array.from(labels as number[]) : labels.map(String),
        ...description,
      },
      ...list.map((_, k) => ({
        name: `ml_p${k + 1}`,
        values: Float32Array.from(places, (place) => (place === k ? 0.8 : 0.2 / (list.length - 1))),
      })),
      ...['ml_entropy', 'ml_flags'].map((name) => ({
        name,
        values: new Float64Array(labels.length),
      })),
    ],
    { source: 'predictions.ecsv' },
  )
}

function people(classes: readonly (string | number)[]): Table {
  const isNumbers = classes.every((label) => typeof label === 'number')
  const values = isNumbers ? Int32Array.from(classes as number[]) : classes.map(String)
  return new Table([ids(classes.length), { name: 'class', values }], { source: 'people.tab' })
}

/** Each of the pairs so often: label, class by people. */
function many(pairs: readonly (readonly [string, number, number])[]) {
  return {
    labels: pairs.flatMap(([label, , n]) => Array<string>(n).fill(label)),
    classes: pairs.flatMap(([, code, n]) => Array<number>(n).fill(code)),
  }
}

const CASES = many([
  ['cluster', 1, 20],
  ['cluster', 2, 10],
  ['no, other', 2, 10],
  ['cluster', 4, 15],
  ['no, other', 3, 45],
])

describe('two classes, which the table says', () => {
  const table = predicted(CASES.labels)
  const truth = people(CASES.classes)
  const notes = new Notes()
  const classes = chosenClasses(
    [
      { table, of: 'label' },
      { table: truth, of: 'data' },
    ],
    notes,
  )
  const sets = [predictionsOf(table, { classes })]
  const evaluation = evaluationOf({
    truths: [truthOf(truth, { classes })],
    predictions: [{ name: 'net', tables: sets }],
  })
  const [{ measures, calibration, thresholds }] = evaluation.subjects

  test('the catalogue of four classes is read by what they mean', () => {
    expect(classes?.map(({ label }) => label)).toEqual(['cluster', 'no, other'])
    expect(measures.matrix).toEqual([
      [30, 10],
      [15, 45],
    ])
    expect(measures.fourClasses.accuracy.value).toBeCloseTo(0.75, 12)
    // Kappa by hand: p_e = 0.4 * 0.45 + 0.6 * 0.55 = 0.51.
    expect(measures.fourClasses.kappa.value).toBeCloseTo(0.24 / 0.49, 12)
    expect(measures.classes.map(({ recall }) => recall.value)).toEqual([0.75, 0.75])
  })

  test('probabilities are those of the clusters', () => {
    // 75 of 100 are right with 0.8, so the Brier score is 0.75 * 0.08 + 0.25 * 1.28.
    expect(calibration!.brier).toBeCloseTo(0.38, 6)
    expect(calibration!.brierCluster).toBeCloseTo(0.19, 6)
    expect(calibration!.nClusters).toBe(40)
    const half = thresholds!.find(({ of, threshold }) => of === 'cluster' && threshold === 0.5)!
    expect([half.n, half.completeness]).toEqual([45, 0.75])
  })

  test('tables have labels, and the question of two classes only once', () => {
    const tables = resultTables(evaluation)
    expect(tables.get('classes')!.column('class').values).toEqual(['cluster', 'no, other'])
    expect(new Set(tables.get('summary')!.column('classes').values as string[])).toEqual(
      new Set(['all']),
    )
    expect(tables.get('fields')!.names).toContain('recall_no, other')
    expect(tables.get('fields')!.names.filter((name) => name.includes('two'))).toEqual([])
    expect(tables.get('objects')!.names.slice(5, 9)).toEqual(['truth', 'predicted', 'p1', 'p2'])
    expect((tables.get('objects')!.column('truth').values as string[])[0]).toBe('cluster')
  })
})

test('twelve classes: the clusters are those that the list names', () => {
  const list = classListOf(
    Array.from({ length: 12 }, (_, k) => ({ label: `kind ${k}`, cluster: k === 3 || k === 11 })),
  )
  const labels = Array.from({ length: 240 }, (_, i) => `kind ${i % 12}`)
  // Every class is taken for the next one: 2 -> 3, 3 -> 4, 10 -> 11, 11 -> 0.
  const given = labels.map((_, i) => `kind ${(i + 1) % 12}`)
  const table = predicted(given, list)
  const { subjects } = evaluationOf({
    truths: [truthOf(people(labels), { classes: list })],
    predictions: [{ name: 'net', tables: [predictionsOf(table)] }],
  })
  const { measures, calibration } = subjects[0]
  expect(measures.fourClasses.accuracy.value).toBe(0)
  expect(measures.twoClasses.accuracy.value).toBeCloseTo(8 / 12, 12)
  expect(measures.cluster.recall).toMatchObject({ value: 0, n: 40 })
  expect(measures.matrix[11][0]).toBe(20)
  expect(calibration!.nClusters).toBe(40)
})

describe('without a word about the classes', () => {
  const read = (table: Table, truth: Table, notes = new Notes()) =>
    chosenClasses(
      [
        { table, of: 'label' },
        { table: truth, of: 'data' },
      ],
      notes,
    )

  test('words of both tables are the classes, and a note says that clusters are not known', () => {
    const notes = new Notes()
    const list = read(
      predicted(['star', 'galaxy', 'star'], TWO, false),
      people(['star', 'star', 'x']),
      notes,
    )
    expect(list?.map(({ label, isCluster }) => [label, isCluster])).toEqual([
      ['galaxy', false],
      ['star', false],
      ['x', false],
    ])
    expect([...notes].join()).toMatch(/the classes are the words there, galaxy, star, x; which of/)
    const { subjects } = evaluationOf({
      truths: [truthOf(people(['star', 'star', 'x']), { classes: list })],
      predictions: [
        {
          name: 'net',
          tables: [
            predictionsOf(predicted(['star', 'galaxy', 'star'], TWO, false), { classes: list }),
          ],
        },
      ],
    })
    const { measures, calibration } = subjects[0]
    expect(measures.twoClasses.accuracy.value).toBeNaN()
    expect(calibration).toBeUndefined()
  })

  test('words of predictions beside numbers by people are refused', () => {
    expect(() => read(predicted(['cluster', 'no, other'], TWO, false), people([1, 4]))).toThrow(
      /cannot be told which classes there are: .*cluster, no, other predicted, 1, 4 by people.*--classes/,
    )
  })

  test('numbers with probabilities of two classes are refused, not read as 1 and 2 of four', () => {
    const list = classListOf([
      { label: 1, from: [1, 2], cluster: true },
      { label: 2, from: [3, 4], cluster: false },
    ])
    const table = predicted([1, 2, 1], list, false)
    expect(read(table, people([1, 2, 3]))).toBeUndefined()
    expect(() => predictionsOf(table)).toThrow(
      /does not say what they are.*probabilities of 2 classes/s,
    )
    // With the list they are its labels; those of the catalogue are what it says of the data.
    const set = predictionsOf(table, { classes: list })
    expect([...set.classes]).toEqual([1, 2, 1])
    expect(set.probabilities).toHaveLength(6)
    expect([...truthOf(people([1, 2, 3]), { classes: list }).classes]).toEqual([1, 1, 2])
  })
})

test('a label that is of no class costs its row, and a doubt counts it', () => {
  const set = truthOf(people(['1', '2', 'what?', '4', '']), { classes: TWO })
  expect([...set.classes]).toEqual([1, 1, 0, 2, 0])
  expect([...set.notes].join()).toMatch(
    /1 of 5 rows \(3\) have a label that is of no class \(what\?\)/,
  )
})

test('a column in which nothing is a class is refused', () => {
  expect(() => truthOf(people(['a', 'b']), { classes: TWO })).toThrow(
    /no row has a class: expected labels such as cluster, 1, 2, no, other, 3.*got a, b/,
  )
})

test('predictions of other classes are not compared', () => {
  const four = new Table([ids(2), { name: 'ml_class', values: Int16Array.of(1, 2) }])
  expect(() =>
    evaluationOf({
      truths: [truthOf(people([1, 4]), { classes: TWO })],
      predictions: [{ name: 'a', tables: [predictionsOf(four)] }],
    }),
  ).toThrow(/tables with different classes: .*expected cluster, no, other, got 1, 2, 3, 4/)
})

test('what a column says survives a round trip, and damage is an error', () => {
  const list = classListOf([
    { label: 'Haufen ☆', cluster: true, from: ['a"b', 7] },
    { label: -3, name: 'nothing', cluster: false },
  ])
  const column = { name: 'ml_class', values: ['x'], description: meaningText(list) }
  expect(column.description).toMatch(/^[ -~]+$/)
  expect(meaningIn(column, 'a.fits')).toEqual(list)
  const cut = { ...column, description: column.description.slice(0, -4) }
  expect(() => meaningIn(cut, 'a.fits')).toThrow('a.fits, column ml_class: the description of the')
  expect(meaningIn({ ...column, description: '1 a, 2 b' }, 'a.fits')).toBeUndefined()
  expect(FOUR_CLASSES.map(({ label }) => label)).toEqual([1, 2, 3, 4])
})
