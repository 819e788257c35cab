/** What is taken from a table beside its classes: probabilities, and where the first pixel is. */
import { describe, expect, test } from 'vitest'
import {
  evaluationOf,
  predictionsOf,
  type ReadingOptions,
  truthOf,
} from '../../src/evaluate/index.js'
import { parseCsv } from '../../src/tables/index.js'
import { predictionsFrom } from './tables.js'

const read = (column: string, ...lines: string[]) =>
  predictionsOf(parseCsv(`${lines.join('\n')}\n`, 'p.csv'), { column })

describe('probabilities', () => {
  const OURS = ['id,class_machine,ml_class,ml_p1,ml_p2,ml_p3,ml_p4', '1,4,1,0.7,0.1,0.1,0.1']

  test('ml_p1 to ml_p4 are those of ml_class, whatever is highest', () => {
    const vote = read('ml_class', OURS[0], '1,4,2,0.7,0.1,0.1,0.1')
    expect([...vote.probabilities!]).toEqual([0.7, 0.1, 0.1, 0.1])
    const machine = read('class_machine', ...OURS)
    expect(machine.probabilities).toBeUndefined()
    expect(machine.notes).toEqual([
      'ml_p1 to ml_p4 belong to ml_class, not to class_machine: they are not used',
    ])
  })

  test('those of another column beside them', () => {
    const lines = [`${OURS[0]},p1,p2,p3,p4`, `${OURS[1]},0,0,0.1,0.9`]
    expect([...read('class_machine', ...lines).probabilities!]).toEqual([0, 0, 0.1, 0.9])
    expect([...read('ml_class', ...lines).probabilities!]).toEqual([0.7, 0.1, 0.1, 0.1])
  })

  test('p1 to p4 are taken if nine in ten of the classes have the highest', () => {
    const rows = (nOther: number) =>
      Array.from({ length: 20 }, (_, i) => `${i},${i < nOther ? 2 : 3},0.1,0.2,0.7,0`)
    const head = 'id,class,p1,p2,p3,p4'
    expect(predictionsFrom(head, ...rows(2), '20,0,,,,').probabilities).toBeDefined()
    const other = predictionsFrom(head, ...rows(3))
    expect(other.probabilities).toBeUndefined()
    expect(other.notes).toEqual([
      'p1 to p4 are not the probabilities of class (the class has the highest one in only 17 of 20 rows): they are not used',
    ])
  })

  test('columns that hold something else', () => {
    expect(predictionsFrom('id,class,p1,p2,p3,p4', '1,1,7,8,9,0').notes).toEqual([
      'p1 to p4 are not the probabilities of class (row 1: 7, 8, 9, 0): they are not used',
    ])
  })

  test('the truth’s are not read', () => {
    const lines = ['id,class,ml_class,ml_p1,ml_p2,ml_p3,ml_p4', '1,4,1,7,8,9,0']
    const { notes, probabilities } = truthOf(parseCsv(lines.join('\n')))
    expect([probabilities, ...notes]).toEqual([undefined])
  })
})

describe('the first pixel', () => {
  const positions = (text: string, options: ReadingOptions) => {
    const { pixel, notes } = predictionsOf(parseCsv(text, 'p.csv'), options)
    return [pixel && [pixel.x[0], pixel.y[0]], ...notes]
  }

  test('is what --origin says only where the layout does not say', () => {
    const phangs = 'PHANGS_X,PHANGS_Y,ml_class\n5,6,1\n'
    const note =
      'p.csv: PHANGS_X and PHANGS_Y of PHANGS-HST always count from 0: --origin 1 is not used for this table'
    expect(positions(phangs, { origin: 1 })).toEqual([[5, 6], note])
    expect(positions(phangs, { origin: 0 })).toEqual([[5, 6]])
    expect(positions('x,y,ml_class\n5,6,1\n', { origin: 1 })).toEqual([[4, 5]])
  })

  test('half a pixel is added to StarcNet’s positions, and only to them', () => {
    expect(positions('Galaxy,Id,X,Y,Prediction\na,1,5,6,1\n', { origin: 0 })).toEqual([
      [4.5, 5.5],
      'p.csv: X and Y of StarcNet always count from 1: --origin 0 is not used for this table',
    ])
    const plain = 'id,x,y,class,p1,p2,p3,p4\n1,5.25,6,4,0,0,0.02,0.98\n'
    expect(positions(plain, { origin: 0 })).toEqual([[5.25, 6]])
    expect(positions(plain, {})).toEqual([undefined])
  })

  test('catalogues of two programs in one run', () => {
    const truth = truthOf(parseCsv('x,y,class\n6,7,1\n', 't.csv'), { origin: 1 })
    const table = parseCsv('PHANGS_X,PHANGS_Y,ml_class\n5,6,1\n', 'p.csv')
    const tables = [predictionsOf(table, { origin: 1 })]
    const { subjects } = evaluationOf({ truths: [truth], predictions: [{ name: 'p', tables }] })
    expect(subjects[0].comparison.fields[0].join.medianOffset).toBe(0)
  })
})
