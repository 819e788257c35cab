/** The order of the sources in a sitting; addresses; whose labels count. */
import { expect, test } from 'vitest'
import { addressOf, hashOf } from '../../page/address.js'
import { undoOf } from '../../page/source/answer.js'
import { agreedRows } from '../../page/source/examples.js'
import { labelsOf, othersOn, RowFinder } from '../../page/source/own-labels.js'
import type { Prepared } from '../../page/source/prepared.js'
import { secondPass } from '../../page/source/second-pass.js'
import { AHEAD, Session } from '../../page/source/session.js'
import { Stock } from '../../page/source/stock.js'
import type { Question } from '../../src/asking/index.js'
import type { FieldRows } from '../../src/viewing/index.js'
import { type LabelEvent, labelEvent } from '../../src/votes/index.js'

/** A desk of n rows that does not know of answers that are on their way. */
async function sitting(nRows: number, answered = new Set<number>()) {
  const known = new Set<number>()
  const ask = async (count: number): Promise<Question[]> =>
    Array.from({ length: nRows }, (_, row) => ({ row, why: '', order: 'catalog' as const }))
      .filter(({ row }) => !known.has(row))
      .slice(0, count)
  const session = new Session(
    ask,
    ({ row }) => answered.has(row),
    () => answered.size,
  )
  await session.refill()
  return { session, answered, known }
}

test('every source comes once, also where the desk has not heard of the answers', async () => {
  const { session, answered } = await sitting(137)
  const seen: number[] = []
  while (session.current) {
    seen.push(session.current.row)
    answered.add(session.current.row)
    session.next()
    await session.refill()
  }
  expect(seen).toEqual(Array.from({ length: 137 }, (_, row) => row))
  expect(session.isEmpty.value).toBe(true)
})

test('sources that were passed over do not come again at once', async () => {
  const { session } = await sitting(80)
  for (let i = 0; i < 50; i++) {
    session.next()
    await session.refill()
  }
  expect(session.current?.row).toBe(50)
})

test('the next ten are at hand', async () => {
  const { session } = await sitting(100)
  session.next()
  expect(session.rowsAtHand.slice(0, AHEAD + 1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('what another tab answered is passed over', async () => {
  const { session, answered } = await sitting(20)
  for (const row of [1, 2, 5]) answered.add(row)
  session.next()
  expect(session.current?.row).toBe(3)
})

test('a chosen row comes now, and the others after it', async () => {
  const { session } = await sitting(20)
  session.next()
  session.goTo(15)
  expect(session.current).toMatchObject({ row: 15, order: 'chosen' })
  session.step(1)
  expect(session.current?.row).toBe(1)
  session.goTo(0)
  expect(session.current?.row).toBe(0)
})

test('after a reload, a source that was asked for is not a chosen one', async () => {
  const { session } = await sitting(40)
  session.resume(7)
  expect(session.current).toMatchObject({ row: 7, order: 'catalog', why: '' })
  session.next()
  expect(session.current?.row).toBe(0)
  const rows = session.trail.value.map(({ row }) => row)
  expect(rows.filter((row) => row === 7)).toEqual([7])
  session.resume(39)
  expect(session.current).toMatchObject({ row: 39, order: 'chosen' })
})

test('a desk that fails is asked again', async () => {
  let error: Error | undefined = new Error('away')
  const session = new Session(
    async () => {
      if (error) throw error
      return [{ row: 3, why: '', order: 'random' }]
    },
    () => false,
    () => 0,
  )
  await session.refill()
  expect(session.trouble.value).toBe(error)
  error = undefined
  await session.refill()
  expect([session.current?.row, session.trouble.value]).toEqual([3, undefined])
})

test('sources in stock: few at a time, the urgent first, failures told and tried again', async () => {
  const started: number[] = []
  let broken = true
  const stock = new Stock(async (row) => {
    started.push(row)
    await Promise.resolve()
    if (row === 2 && broken) throw new Error('moved')
    return { row } as Prepared
  })
  stock.want([5, 2, 9, 1])
  expect(started).toEqual([5, 2, 9])
  await new Promise((done) => setTimeout(done, 5))
  expect(started).toEqual([5, 2, 9, 1])
  expect(stock.failureOf(2)).toEqual(new Error('moved'))
  broken = false
  stock.retry(2)
  await new Promise((done) => setTimeout(done, 5))
  expect(stock.at(2)).toEqual({ row: 2 })
})

test('addresses', () => {
  expect(addressOf('#/table/12')).toEqual({ view: 'table', row: 11 })
  expect(addressOf('#/agreement')).toEqual({ view: 'agreement', row: null })
  for (const odd of ['', '#', '#/label/0', '#/nothing/x', '#/label/99999999999'] as const) {
    expect(addressOf(odd)).toEqual({ view: 'label', row: null })
  }
  expect(hashOf({ view: 'field', row: 0 })).toBe('#/field/1')
})

const rows = {
  ids: ['a', 'a', ''],
  x: Float64Array.of(1, 2, Number.NaN),
  y: Float64Array.of(5, 5, Number.NaN),
} as unknown as FieldRows

function label(key: string, row: number, value: number | null, person = 'anna'): LabelEvent {
  const known = (at: number) => (Number.isNaN(at) ? null : at)
  const object = { id: rows.ids[row], x: known(rows.x[row]), y: known(rows.y[row]) }
  return {
    ...{ key: `${key}-------`, time: '2026-11-29T12:00:00.000Z', person, catalogue: 'c' },
    ...{ object: { ...object, ra: null, dec: null }, kind: 'label', class: value },
    ...{ milliseconds: 1, stretch: '', sawMachine: false, order: 'catalog' },
  }
}

test('the last label of a row counts, and what was undone does not', () => {
  const finder = new RowFinder(rows)
  const events = [label('k1', 0, 1), label('k2', 1, 2), label('k3', 0, 3), label('k4', 2, null)]
  expect(labelsOf(events, 'anna', finder).first.get(0)?.class).toBe(3)
  expect(labelsOf(events, 'anna', finder).first.get(2)?.class).toBeNull()
  const taken = { ...undoOf(events[2]), key: 'undo-key-1' }
  expect(labelEvent.safeParse(taken).success).toBe(true)
  const after = labelsOf([...events, taken], 'anna', finder)
  expect(after.first.get(0)?.class).toBe(1)
  expect(after.inOrder.at(-1)?.key).toBe(events[3].key)
})

test('rows of one name are told apart by their places', () => {
  const { first } = labelsOf([label('k1', 1, 4)], 'anna', new RowFinder(rows))
  expect([...first.keys()]).toEqual([1])
})

test('others have the last word of each', () => {
  const events = [label('k1', 0, 1, 'bea'), label('k2', 0, 2, 'bea'), label('k3', 0, 3)]
  expect(othersOn(0, events, 'anna', new RowFinder(rows))).toEqual([{ person: 'bea', class: 2 }])
})

test('examples are rows on which everybody agrees, those of most people first', () => {
  const events = [label('k1', 0, 1), label('k2', 1, 2), label('k3', 1, 2, 'bea')]
  const finder = new RowFinder(rows)
  expect(agreedRows(events, finder)).toEqual([
    { row: 1, class: 2, nPeople: 2 },
    { row: 0, class: 1, nPeople: 1 },
  ])
  expect(agreedRows([...events, label('k4', 0, 4, 'bea')], finder)).toHaveLength(1)
  expect(agreedRows([label('k5', 2, null)], finder)).toEqual([])
})

test('a second pass is a sample without doubles, and the same for one seed', () => {
  const all = Array.from({ length: 30 }, (_, i) => i)
  const questions = secondPass(all, 10, 5)
  expect(new Set(questions.map(({ row }) => row)).size).toBe(10)
  expect(questions.every(({ isSecond }) => isSecond)).toBe(true)
  expect(secondPass(all, 10, 5)).toEqual(questions)
})
