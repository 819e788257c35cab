/** A table of classes says whose they are, in the formats that have a place for it. */
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { withHistory } from '../../src/classify/classified-table.js'
import { readHdus } from '../../src/fits/index.js'
import { SOFTWARE } from '../../src/software.js'
import { Table, tableBytes } from '../../src/tables/index.js'
import { smallModel } from './small-model.js'

const { card, session } = await smallModel()
await session.release()
const table = new Table([{ name: 'ml_class', values: Uint8Array.of(1) }])
const path = `models/${'é'.repeat(40)}.onnx`
const lines = (hashes: string[]) => [
  `ml_* by ${SOFTWARE}, orientations: 2`,
  `model ${'é'.repeat(40)}.onnx, architecture ${card.architecture}, graph SHA-256:`,
  ...hashes,
]
const text = (made: Table, format: 'csv' | 'tab' | 'ecsv') =>
  new TextDecoder().decode(tableBytes(made, format))

test('of one network: in ECSV, and as HISTORY in FITS; not in text that has no place for it', async () => {
  const made = withHistory(table, { path, model: { card }, orientations: 2 })
  expect(made.meta.history).toEqual(lines([card.graphSha256]))
  expect(text(made, 'ecsv')).toContain(card.graphSha256)
  for (const format of ['csv', 'tab'] as const) expect(text(made, format)).not.toContain('SHA')
  const [, { header }] = await readHdus(memorySource(tableBytes(made, 'fits'), 'a.fits'))
  const said = header.cards.filter(({ keyword }) => keyword === 'HISTORY')
  expect(said.map(({ comment }) => comment).join('')).toBe(
    lines([card.graphSha256]).join('').replace(/é/g, '?'),
  )
})

test('of an ensemble: every network', () => {
  const members = ['a', 'b'].map((name) => ({ file: `${name}.onnx`, graphSha256: name.repeat(64) }))
  const provenance = { description: 'two', software: SOFTWARE }
  const manifest = { format: 1 as const, members, provenance }
  const made = withHistory(table, { path, model: { card, manifest }, orientations: 2 })
  expect(made.meta.history?.slice(2)).toEqual(['a'.repeat(64), 'b'.repeat(64)])
})
