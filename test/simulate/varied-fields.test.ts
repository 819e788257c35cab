/** A small varied field as files. One band, since a point spread function takes the most time. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type SimulatedField, simulatedBands, simulateFields } from '../../src/simulate/index.js'
import type { Table } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { numbers, simulateJob, tableAt } from './field-job.js'

const folder = temporaryFolder()
const vary = { bands: simulatedBands(['F606W']) }
const size = { sizePx: 150, candidatesPerField: 10, seed: 12 }
let field: SimulatedField
let candidates: Table

beforeAll(async () => {
  ;[field] = await simulateFields(simulateJob(folder, 'varied', { ...size, vary }))
  candidates = await tableAt(field.candidates)
}, 120_000)

test('the same seed gives the same bytes', async () => {
  const [again] = await simulateFields(simulateJob(folder, 'again', { ...size, vary }))
  for (const name of readdirSync(field.folder)) {
    const [one, other] = [field, again].map((made) => readFileSync(join(made.folder, name)))
    expect(Buffer.compare(one, other), name).toBe(0)
  }
}, 120_000)

test('three to five people have voted on each row; columns of others are 0', () => {
  const votes = [1, 2, 3, 4, 5].map((k) => numbers(candidates, `vote_${k}`))
  const nPeople = votes.filter((column) => column.some((vote) => vote !== 0)).length
  expect(nPeople).toBeGreaterThanOrEqual(3)
  for (const column of votes.slice(0, nPeople)) {
    expect(column.every((vote) => vote >= 1 && vote <= 4)).toBe(true)
  }
  expect(votes.slice(nPeople).flatMap((column) => [...column])).not.toContain(1)
})

test('a source has the same votes and shares in both tables; of others nobody says anything', async () => {
  const truth = await tableAt(field.truth)
  const names = [1, 2, 3, 4, 5].map((k) => `vote_${k}`)
  const all = [...names, ...[1, 2, 3, 4].map((k) => `true_share_${k}`)]
  const rowsOf = (table: Table) => {
    const columns = all.map((name) => numbers(table, name))
    const places = numbers(table, 'true_x')
    return new Map([...places].map((x, row) => [x, columns.map((values) => values[row])]))
  }
  const [listed, planned] = [rowsOf(candidates), rowsOf(truth)]
  expect(planned.size).toBeGreaterThan(listed.size)
  const nobody = [...names.map(() => 0), ...[1, 2, 3, 4].map(() => Number.NaN)]
  for (const [x, said] of planned) expect(said).toEqual(listed.get(x) ?? nobody)
  expect([...listed.keys()].every((x) => planned.has(x))).toBe(true)
})

test('shares of the people sum to 1, and the class has the largest', () => {
  const shares = [1, 2, 3, 4].map((k) => numbers(candidates, `true_share_${k}`))
  const classes = numbers(candidates, 'class')
  for (const [row, value] of classes.entries()) {
    const ofRow = shares.map((column) => column[row])
    expect(ofRow.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2)
    expect(ofRow[value - 1]).toBeGreaterThanOrEqual(Math.max(...ofRow) - 1e-3)
  }
})

test('listed positions are off by the drawn offset and scatter', () => {
  const line = candidates.meta.comments?.find((comment) => comment.startsWith('drawn: '))
  const drawn = JSON.parse(line!.slice('drawn: '.length))
  const [dx, dy] = ['x', 'y'].map((axis, k) => {
    const [listed, real] = [numbers(candidates, axis), numbers(candidates, `true_${axis}`)]
    const off = listed.map((at, row) => at - real[row]).sort()
    return off[Math.floor(off.length / 2)] - drawn.offsetPx[k]
  })
  expect(Math.max(Math.abs(dx), Math.abs(dy))).toBeLessThan(2 * drawn.scatterPx)
})

test('bands that are not off each other change no source; the catalogue says what is not varied', async () => {
  const registered = { ...vary, notVaried: ['registration'] as const }
  const job = simulateJob(folder, 'registered', { ...size, vary: registered })
  const [made] = await simulateFields(job)
  const table = await tableAt(made.candidates)
  const drawn = table.meta.comments?.find((comment) => comment.startsWith('drawn: '))
  expect(drawn).toContain('"notVaried":["registration"]')
  expect(candidates.meta.comments?.join()).not.toContain('notVaried')
  // V is never off, and stands alone here.
  const pixels = (field: SimulatedField) => readFileSync(field.mosaics[0])
  expect(Buffer.compare(pixels(made), pixels(field))).toBe(0)
  for (const name of ['x', 'true_x', 'class', 'vote_1']) {
    expect(numbers(table, name)).toEqual(numbers(candidates, name))
  }
}, 120_000)

test('where forms are not varied, the catalogue names none; optics may stay plain with them', async () => {
  const [made] = await simulateFields(
    simulateJob(folder, 'forms', { ...size, vary: { ...vary, notVaried: ['forms', 'optics'] } }),
  )
  const table = await tableAt(made.candidates)
  expect(table.columns.map(({ name }) => name)).not.toContain('true_form')
  expect(new Set(numbers(table, 'class')).size).toBeGreaterThan(1)
}, 120_000)
