/** What is wrong with tables is said by name; what is too little has no interval. */
import { describe, expect, test } from 'vitest'
import {
  evaluationOf,
  predictionsOf,
  probabilitiesFrom,
  truthOf,
} from '../../src/evaluate/index.js'
import { parseCsv } from '../../src/tables/index.js'
import { predictionsFrom, truthFrom } from './tables.js'

const evaluated = (truth: string[], predictions: string[], magnitude?: string) =>
  evaluationOf(
    {
      truths: [truthFrom(...truth)],
      predictions: [{ name: 'p', tables: [predictionsFrom(...predictions)] }],
    },
    { nResamples: 50, magnitude },
  )
const TRUTH = ['id,class', '1,1', '2,2', '3,3', '4,4']

describe('refused', () => {
  test('a class outside 1-4', () => {
    expect(() => predictionsFrom('id,ml_class', '1,1', '2,7')).toThrow(
      'p.csv, column ml_class, row 2: unknown class: expected classes 0-4, got 7',
    )
    expect(() => truthFrom('id,class_human', '1,2.5')).toThrow('unknown class')
    expect(() => predictionsFrom('id,ml_class', '1,star')).toThrow(
      'column ml_class does not hold numbers: got text such as "star" in row 1',
    )
  })

  test('no column of classes, with what there is', () => {
    expect(() => predictionsFrom('id,kind', '1,1')).toThrow(
      'p.csv: no column of classes: expected one of ml_class, PHANGS_CLUSTER_CLASS_ML_VGG, Prediction, predicted_class, class_predicted, class, got id, kind; name the column with --class-column',
    )
  })

  test('a column that is asked for and is not there, with the nearest', () => {
    const table = parseCsv('id,class_a\n1,1\n', 'p.csv')
    expect(() => predictionsOf(table, { column: 'clas_a' })).toThrow(
      'p.csv: no column clas_a; did you mean class_a?',
    )
    expect(() => evaluated(TRUTH, ['id,ml_class', '1,1'], 'mag_b')).toThrow(
      'truth.csv: no column mag_b',
    )
  })

  test('nothing in common', () => {
    expect(() => evaluated(TRUTH, ['id,ml_class', '8,1', '9,1'])).toThrow(
      'p.csv: no object has both a prediction and a class by people: got 2 predictions and 4 inspected objects, 0 rows in common',
    )
  })

  test('predictions that are the truth itself', () => {
    const table = parseCsv('id,class\n1,1\n', 'one.csv')
    const sets = { truths: [truthOf(table)], predictions: [] }
    const same = [{ name: 'p', tables: [predictionsOf(table)] }]
    expect(() => evaluationOf({ ...sets, predictions: same })).toThrow(
      'one.csv, column class: predictions and truth are the same column',
    )
  })

  test('scores of another table', () => {
    const classes = Uint8Array.of(1, 2)
    const scores = (shape: number[], data: number[]) => () =>
      probabilitiesFrom({ shape, data }, classes, 'scores.npy')
    expect(scores([1, 4], [1, 0, 0, 0])).toThrow(
      'scores.npy: the scores do not fit the predictions: expected 2 rows of 4, got 1x4',
    )
    expect(scores([2, 4], [9, 0, 0, 0, 0, 0, 5, 0])).toThrow(
      'scores.npy, row 2: the scores do not belong to these classes: expected the highest score for class 2, got 0.00, 0.00, 5.00, 0.00',
    )
    expect([...scores([2, 4], [0, 0, 0, 0, -9, 9, -9, -9])().subarray(0, 4)]).toEqual(
      new Array(4).fill(0.25),
    )
  })

  test('another number of files, and no column that names the fields', () => {
    const truths = ['a.csv', 'b.csv'].map((name) => truthOf(parseCsv(TRUTH.join('\n'), name)))
    const predictions = [{ name: 'p', tables: [predictionsFrom('id,ml_class', '1,1')] }]
    expect(() => evaluationOf({ truths, predictions })).toThrow(
      'it is not known which predictions belong to which truth: expected 2 files of predictions, in the order of the files with the truth, got 1',
    )
  })

  test('several truths of one source: their objects could not be told apart', () => {
    const again = (source?: string) => () => {
      const tables = [0, 1].map(() => parseCsv(`${TRUTH.join('\n')}\n`, source))
      const predictions = [{ name: 'p', tables: tables.map((table) => predictionsOf(table)) }]
      return evaluationOf({ truths: tables.map((table) => truthOf(table)), predictions })
    }
    expect(again('a.csv')).toThrow('a.csv: the same truth is given twice; give each file once')
    expect(again()).toThrow('table: several truths have no source; set meta.source of each table')
  })

  test('a baseline of one field, or without photometry', () => {
    const truths = [truthFrom(...TRUTH)]
    expect(() => evaluationOf({ truths, predictions: [], baseline: true })).toThrow(
      'truth.csv: the baseline needs concentration index: expected column ci or PHANGS_CI, got id, class',
    )
  })
})

describe('said', () => {
  test('predictions without truth, and objects that nobody inspected, are counted', () => {
    const { subjects } = evaluated(['id,class', '1,1', '2,0'], ['id,ml_class', '1,1', '2,1', '3,1'])
    expect(subjects[0].comparison.fields[0]).toMatchObject({
      ...{ nPredictions: 3, nWithoutTruth: 1, nNotInspected: 1, nCompared: 1 },
    })
    expect(subjects[0].notes).toContain('truth: 1 of 3 predictions match no row of the truth')
  })

  test('inspected objects that no prediction or none with a class belongs to', () => {
    const { notes } = evaluated(TRUTH, ['id,ml_class', '1,1', '2,0']).subjects[0]
    expect(notes).toContain('truth: 2 of 4 inspected objects have no prediction')
    expect(notes).toContain('truth: 1 of 4 inspected objects have a prediction without a class')
  })

  test('fewer than ten objects of a class: no interval, and a note', () => {
    const many = Array.from({ length: 40 }, (_, i) => `${i},${1 + (i % 4 === 0 ? 1 : 0) * 3}`)
    const few = [...many, 'x,2', 'y,3', 'z,3']
    const { subjects } = evaluated(['id,class', ...few], ['id,ml_class', ...few])
    const { classes, fourClasses } = subjects[0].measures
    expect(classes[1].recall).toEqual({ value: 1, n: 1 })
    // Wilson's: 30 / (30 + 1.96^2).
    expect(classes[0].recall.interval).toEqual({ low: expect.closeTo(0.8865, 4), high: 1 })
    expect(fourClasses.accuracy.interval).toBeDefined()
    expect(fourClasses.balancedAccuracy.interval).toBeUndefined()
    expect(subjects[0].notes).toContain(
      'class 2 has 1 object, fewer than 10: its recall has no interval',
    )
    expect(subjects[0].notes).toContain(
      'class 3 has 2 objects, fewer than 10: its recall has no interval',
    )
  })

  test('all right or all wrong: Wilson’s interval of a share, and none of what is no share', () => {
    const truth = Array.from({ length: 40 }, (_, i) => `${i},${1 + (i % 2) * 3}`)
    const wrong = truth.map((row) => row.replace(/,1$/, ',2'))
    const { fourClasses, twoClasses, classes } = evaluated(
      ['id,class', ...truth],
      ['id,ml_class', ...wrong],
    ).subjects[0].measures
    // 1.96^2 / (n + 1.96^2) on the open side.
    expect(classes[0].recall).toEqual({
      ...{ value: 0, n: 20 },
      interval: { low: 0, high: expect.closeTo(0.1611, 4) },
    })
    expect(classes[3].precision.interval).toEqual({ low: expect.closeTo(0.8389, 4), high: 1 })
    expect(twoClasses.accuracy.interval).toEqual({ low: expect.closeTo(0.9124, 4), high: 1 })
    expect(fourClasses.accuracy.interval!.high).toBeLessThan(0.7)
    for (const measure of [classes[3].f1, twoClasses.kappa, twoClasses.balancedAccuracy]) {
      expect(measure).toEqual({ value: 1, n: expect.any(Number) })
    }
  })

  test('a class that is not there has no recall, and does not count in the balanced accuracy', () => {
    const { measures } = evaluated(['id,class', '1,1', '2,4'], ['id,ml_class', '1,1', '2,1'])
      .subjects[0]
    expect(measures.classes[1].recall.value).toBeNaN()
    expect(measures.fourClasses.balancedAccuracy.value).toBe(0.5)
  })

  test('no magnitudes, by the names that were looked for', () => {
    const { notes, magnitude } = evaluated(TRUTH, ['id,ml_class', '1,1']).subjects[0]
    expect(magnitude).toBeUndefined()
    expect(notes).toContain(
      'no magnitudes: truth.csv has none of the columns mag_v, mag_f555w, PHANGS_F555W_VEGA, PHANGS_F555W_VEGA_TOT, MAG_AUTO, mag; name the column with --magnitude',
    )
  })

  test('sentinels are no magnitudes', () => {
    const truth = ['PHANGS_X,PHANGS_Y,PHANGS_F555W_VEGA,PHANGS_CLUSTER_CLASS_HUMAN']
    const rows = ['1,1,21,1', '50,1,-9999,2', '1,50,22,16', '50,50,23,-9999']
    const predictions = [
      'PHANGS_X,PHANGS_Y,PHANGS_CLUSTER_CLASS_ML_VGG',
      '1,1,1',
      '50,1,2',
      '1,50,9',
    ]
    const { comparison, magnitude, notes } = evaluated([...truth, ...rows], predictions).subjects[0]
    expect([...comparison.truth]).toEqual([1, 2, 4])
    expect([...magnitude!.values]).toEqual([21, Number.NaN, 22])
    expect(magnitude!.bins.reduce((sum, { n }) => sum + n, 0)).toBe(2)
    expect(notes).toContain('1 of 3 compared objects have no magnitude')
  })

  test('numbers that no magnitude has are none, in the catalogue of any program', () => {
    const lines = ['id,class,mag_v', '1,1,22.5', '2,2,99.999', '3,3,-9999', '4,4,99']
    const { magnitude, notes } = evaluated(lines, ['id,ml_class', '1,1', '2,2', '3,3', '4,4'])
      .subjects[0]
    expect([...magnitude!.values]).toEqual([22.5, Number.NaN, Number.NaN, Number.NaN])
    expect(notes).toContain('3 of 4 compared objects have no magnitude')
  })

  test('a column by its number, as papers count those of LEGUS', () => {
    const table = parseCsv('id,seen,kind\n1,0,3\n', 't.csv')
    const { column, classes } = truthOf(table, { column: '3' })
    expect([column, ...classes]).toEqual(['kind', 3])
    expect(() => truthOf(table, { column: '4' })).toThrow('t.csv: no column 4')
  })
})
