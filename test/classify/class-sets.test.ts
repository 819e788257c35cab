/** `ml_set` in the classified table. */
import { afterAll, expect, test } from 'vitest'
import { isUnclassified } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { numbersOf } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { candidatesIn, mixedRows, openField } from './small-field.js'
import { modelOf, smallModel } from './small-model.js'

const field = await openField(temporaryFolder(), 1)
const { card, session } = await smallModel()
afterAll(async () => {
  await session.release()
  await field.close()
})
const sets = { coverage: 0.9, thresholds: [0.2, 0.9, 0, 1], nAnswers: [9, 9, 0, 9] }
const withSets = { ...card, temperature: 1, sets: { ...sets, from: 'votes' as const } }
const candidates = candidatesIn(mixedRows(40))

test('the class itself, and those whose probability reaches their threshold', async () => {
  const { table, scores, notes } = await classifyCandidates({
    ...{ field, candidates, model: modelOf(withSets, session) },
  })
  const texts = table.column('ml_set').values as readonly string[]
  const p = [1, 2, 3, 4].map((code) => numbersOf(table.column(`ml_p${code}`)))
  for (const [row, text] of texts.entries()) {
    const chosen = scores.classes[row]
    const expected = [1, 2, 3, 4].filter(
      (code, k) => code === chosen || p[k][row] >= sets.thresholds[k],
    )
    expect(text).toBe(isUnclassified(scores.flags[row]) ? '' : expected.join(' '))
  }
  expect(new Set(texts).size).toBeGreaterThan(3)
  expect(notes).toEqual([])
  expect(table.names.indexOf('ml_set')).toBe(table.names.indexOf('ml_qual') - 1)
})

test('no column without thresholds, and a note where probabilities are calibrated', async () => {
  const run = (own: typeof card) =>
    classifyCandidates({ field, candidates, model: modelOf(own, session) })
  const { table, notes } = await run({ ...card, temperature: 1 })
  expect(table.has('ml_set')).toBe(false)
  expect(notes).toEqual(['the model has no thresholds for ml_set, so there is no such column'])
})

test('labels of words', async () => {
  const words = ['star cluster', 'galaxy', 'star', 'other']
  const classes = card.classes.map((one, k) => ({ ...one, label: words[k], cluster: k === 0 }))
  const model = modelOf({ ...withSets, classes }, session)
  const { table } = await classifyCandidates({ field, candidates, model })
  const texts = table.column('ml_set').values as readonly string[]
  expect(texts.filter((text) => text === 'star cluster; star').length).toBeGreaterThan(0)
})
