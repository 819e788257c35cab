/**
 * Predictions of several galaxies: ids begin anew in each, and each row keeps its own galaxy's
 * truth.
 */
import { expect, test } from 'vitest'
import { compareFields } from '../../src/evaluate/compared-objects.js'
import { pairFields } from '../../src/evaluate/fields.js'
import { evaluationOf, truthOf } from '../../src/evaluate/index.js'
import { Notes } from '../../src/notes.js'
import { parseCsv } from '../../src/tables/index.js'
import { predictionsFrom } from './tables.js'

const truth = (name: string, ...rows: string[]) =>
  truthOf(parseCsv(`id,class\n${rows.join('\n')}\n`, `${name}.csv`))
const ALL = predictionsFrom(
  'Galaxy,Id,X,Y,Prediction',
  ...[
    'ngc628-c,1,9,9,1',
    'ngc628-c,2,9,9,2',
    'NGC 1566,1,9,9,3',
    'NGC 1566,2,9,9,4',
    'm51,1,9,9,1',
  ],
)

test('by the column Galaxy, however it spells the field', () => {
  const notes = new Notes()
  const truths = [
    truth('ngc1566', '1,3', '2,1'),
    truth('ngc628-c', '2,2', '1,1'),
    truth('ngc45', '1,1'),
  ]
  const { truth: classes, predicted, field } = compareFields(pairFields(truths, [ALL], notes))
  expect([...field]).toEqual([0, 0, 1, 1])
  expect([...classes]).toEqual([3, 1, 2, 1])
  expect([...predicted]).toEqual([3, 4, 2, 1])
  expect(notes).toEqual([
    'predictions without truth are not used: fields m51',
    'no predictions for ngc45',
  ])
})

test('by the order of files, one a field', () => {
  const truths = [truth('a', '1,1'), truth('b', '1,4')]
  const tables = [predictionsFrom('id,ml_class', '1,1'), predictionsFrom('id,ml_class', '1,4')]
  const { subjects } = evaluationOf(
    { truths, predictions: [{ name: 'p', tables }] },
    { nResamples: 5 },
  )
  expect(subjects[0].byField.map(({ join }) => join.field)).toEqual(['a', 'b'])
  expect(subjects[0].measures.fourClasses.accuracy.value).toBe(1)
})

test('no field in common', () => {
  expect(() =>
    pairFields([truth('ngc45', '1,1'), truth('ngc4', '1,1')], [ALL], new Notes()),
  ).toThrow(
    'no field has both predictions and truth: expected predictions for ngc45, ngc4, got ngc628-c, NGC 1566, m51',
  )
})

test('two sets of predictions meet on the objects that both classified', () => {
  const truths = [truth('a', '1,1', '2,2', '3,3', '4,4', '5,1')]
  const sets = [
    ['1,1', '2,2', '3,4', '4,4'],
    ['2,1', '3,3', '4,4', '5,1'],
  ].map((rows, i) => ({ name: `${i}`, tables: [predictionsFrom('id,ml_class', ...rows)] }))
  const { duels } = evaluationOf({ truths, predictions: sets }, { nResamples: 5 })
  expect(duels).toHaveLength(1)
  expect(duels[0]).toMatchObject({ n: 3, twoClasses: { onlyFirst: 0, onlySecond: 0 } })
  expect(duels[0].fourClasses).toMatchObject({
    ...{ onlyFirst: 1, onlySecond: 1, pExact: 1, accuracies: [2 / 3, 2 / 3] },
  })
})

test('numbers of pointings are no names of fields, unless both tables have them', () => {
  const pointings = (...rows: string[]) =>
    truthOf(parseCsv(`id,field,class\n${rows.join('\n')}\n`, 'tf.csv'))
  const galaxy = predictionsFrom('Galaxy,Id,X,Y,Prediction', 'ngc628-c,1,9,9,4', 'ngc628-c,2,9,9,3')
  const notes = new Notes()
  const numbered = [pointings('1,1,4', '2,2,3')]
  expect([...compareFields(pairFields(numbered, [galaxy], notes)).predicted]).toEqual([4, 3])
  expect(notes).toEqual(['tf.csv: its column of fields has only numbers, so it is not used'])

  const both = predictionsFrom('field,id,Prediction', '2,1,3', '1,1,4')
  const { field, predicted } = compareFields(
    pairFields([pointings('1,1,4', '1,2,3')], [both], new Notes()),
  )
  expect([[...field], [...predicted]]).toEqual([
    [0, 1],
    [4, 3],
  ])
})
