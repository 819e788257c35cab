/**
 * `evaluate` and `science` as a program calls them: paths in, numbers and a folder out, nothing
 * printed.
 */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { csvText } from '../../src/tables/index.js'
import { evaluate, science } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'
import { madeUpCatalogue, without } from '../science/catalogues.js'

const folder = mkdtempSync(join(temporaryFolder(), 'verbs-'))

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** Twelve objects of each class; three of four predictions are right. */
const objects = Array.from({ length: 48 }, (_, i) => ({ id: i, code: 1 + Math.floor(i / 12) }))
const truth = file(
  'truth.csv',
  `id,class\n${objects.map(({ id, code }) => `${id},${code}`).join('\n')}\n`,
)
const predictions = file(
  'p.csv',
  `id,ml_class\n${objects
    .map(({ id, code }) => `${id},${id % 12 < 9 ? code : 1 + (code % 4)}`)
    .join('\n')}\n`,
)

test('evaluate: the measures, the page and its tables, the notes to the caller', async () => {
  const printed = vi.spyOn(process.stderr, 'write')
  const notes: string[] = []
  const onNote = (note: string) => notes.push(note)
  const out = join(folder, 'evaluation')
  const { evaluation, page } = await evaluate({
    ...{ predictions: [predictions], truth: [truth], out, command: 'mine', onNote },
  })
  const [{ name, measures }] = evaluation.subjects
  expect([name, measures.fourClasses.accuracy.value]).toEqual(['starsift', 0.75])
  expect(page).toBe(join(out, 'evaluation.html'))
  expect(readFileSync(page, 'utf8')).toContain('<code>mine</code>')
  expect(existsSync(join(out, 'summary.csv'))).toBe(true)
  expect(notes).toContain('starsift: no probabilities: calibration and thresholds are not measured')
  expect(printed).not.toHaveBeenCalled()
  printed.mockRestore()
})

test('evaluate refuses what makes no sense before it reads a file', async () => {
  const out = join(folder, 'refused')
  await expect(evaluate({ truth: ['absent.csv'], out })).rejects.toThrow('nothing to evaluate')
  expect(existsSync(out)).toBe(false)
})

test('science: the comparison and the page; columns by name and from another table', async () => {
  const others = ['mag_nuv', 'mag_u', 'mag_b', 'ci', 'age', 'mass']
  const catalog = file('catalogue.csv', csvText(others.reduce(without, madeUpCatalogue(150))))
  const rows = Array.from({ length: 150 }, (_, row) => `${row + 1},${1 + (row % 4)}`)
  const other = file('classes.csv', `Id,Prediction\n${rows.join('\n')}\n`)
  const { science: found, page } = await science({
    catalogs: [catalog],
    classColumns: [{ column: 'human', label: 'human' }],
    classesFrom: [{ file: other, column: 'Prediction', label: 'net' }],
    distanceMpc: 10,
    out: join(folder, 'science'),
  })
  expect(found.candidates.samples.map(({ label }) => label)).toEqual(['human', 'net'])
  expect(found.comparisons).toHaveLength(1)
  expect(readFileSync(page, 'utf8')).toContain(found.comparisons[0].verdict.text)
})
