/** The lines of `models info`. */
import { expect, test } from 'vitest'
import { cardRows } from '../../src/cli/model-text.js'
import { openFile } from '../../src/files/index.js'
import { readModel } from '../../src/models/index.js'

test('twelve fields of training are named, and the others counted', async () => {
  const file = await openFile('models/starsift.onnx')
  const { card } = await readModel(file)
  await file.close()
  const all = card.training?.fields ?? []
  expect(all.length).toBeGreaterThan(100)
  const said = (fields: readonly string[]) => {
    const training = card.training && { ...card.training, fields: [...fields] }
    return new Map(cardRows({ ...card, training })).get('fields')
  }
  const twelve = all.slice(0, 12).join(', ')
  expect(said(all.slice(0, 12))).toBe(twelve)
  expect(said(all)).toBe(`${twelve} and ${all.length - 12} more (--json prints all)`)
})
