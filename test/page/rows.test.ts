/** Filter, order, choice and export of rows. */
import { signal } from '@preact/signals'
import { describe, expect, test } from 'vitest'
import type { Desk } from '../../page/desk.js'
import { exportedText } from '../../page/rows/exported.js'
import { HIDDEN, UNSURE } from '../../page/rows/people.js'
import { choiceOf, RowChoice } from '../../page/rows/row-choice.js'
import { scrolledTo, tableWindow } from '../../page/table/window.js'
import { Notes } from '../../src/notes.js'
import { parseCsv, parseRegions } from '../../src/tables/index.js'
import { NO_FILTER, passingRows, sortedRows } from '../../src/viewing/index.js'
import type { LabelEvent } from '../../src/votes/index.js'
import { bigField } from './big/big-field.js'

const facts = {
  ids: ['M31-1', 'M31-2', 'm31-12', 'other'],
  classes: [1, 2, 0, -1],
  probabilities: [0.9, 0.4, Number.NaN, 0.7],
  flags: [0, 8, 12, 0],
}
const passing = (change: object) => [...passingRows(facts, { ...NO_FILTER, ...change })]

test('a filter takes text, classes, probabilities and flags together', () => {
  expect(passing({})).toEqual([0, 1, 2, 3])
  expect(passing({ text: ' m31-1 ' })).toEqual([0, 2])
  expect(passing({ text: '#4' })).toEqual([3])
  expect(passing({ hidden: [0, -1] })).toEqual([0, 1])
  expect(passing({ probability: [0.4, 0.7] })).toEqual([1, 3])
  expect(passing({ flags: 'none' })).toEqual([0, 3])
  expect(passing({ flags: 4 })).toEqual([2])
  expect(passing({ flags: 8, hidden: [2] })).toEqual([2])
})

test('rows without a value are the last in both directions, and equal rows keep their order', () => {
  const rows = Uint32Array.of(0, 1, 2, 3, 4)
  const numbers = [2, Number.NaN, 1, 2, -5]
  expect([...sortedRows(rows, numbers, false)]).toEqual([4, 2, 0, 3, 1])
  expect([...sortedRows(rows, numbers, true)]).toEqual([0, 3, 2, 4, 1])
  const texts = ['b2', '', 'b10', 'B1', 'b2']
  expect([...sortedRows(rows, texts, false)]).toEqual([3, 0, 4, 2, 1])
  expect([...rows]).toEqual([0, 1, 2, 3, 4])
})

describe('a choice', async () => {
  const field = bigField(40, 2000)
  const [description, rows] = await Promise.all([field.describe(), field.rows()])
  const label = (row: number, person: string, value: number | null, more = {}) =>
    ({
      ...{ key: `${person}-${row}-key`, time: '2026-11-29T10:00:00Z', person, kind: 'label' },
      object: { id: rows.ids[row], x: rows.x[row], y: rows.y[row], ra: null, dec: null },
      ...{ catalogue: description.catalogue.sha256, class: value, milliseconds: 900 },
      ...{ stretch: 'asinh', sawMachine: false, order: 'catalog' },
      ...more,
    }) as LabelEvent
  const choose = (given: LabelEvent[], isOpen: boolean) => {
    const [events, opinions] = [signal<readonly LabelEvent[]>(given), signal(isOpen)]
    const desk = { person: 'anna' } as Desk
    const choice = new RowChoice({ rows, description, desk, events, opinions })
    return { choice, events, opinions }
  }

  test('hides what others say of rows that one has not labelled, until it is switched on', () => {
    const { choice, opinions } = choose([label(3, 'anna', 2), label(4, 'ben', 1)], false)
    expect([...choice.classesOf('by anna')].slice(3, 5)).toEqual([2, 0])
    expect([...choice.classesOf('machine')].slice(3, 5)).toEqual([rows.machine!.classes[3], HIDDEN])
    expect([...choice.classesOf('by ben')].slice(3, 5)).toEqual([0, HIDDEN])
    expect(choice.probability(4)).toBeNaN()
    choice.source.value = 'machine'
    choice.setFilter({ probability: [0.01, 1] })
    expect([...choice.shown.value]).toEqual([3])
    opinions.value = true
    expect(choice.shown.value.length).toBe(40)
    expect(choice.classesOf('by ben')[4]).toBe(1)
  })

  test('takes labels back, knows unsure, and lists whose classes there are', () => {
    const undo = { ...label(3, 'anna', 0), kind: 'undo', key: 'undo-key', of: 'anna-3-key' }
    const settle = { ...label(7, 'ben', 4), kind: 'settle', key: 'settle-key' }
    const events = [label(3, 'anna', 2), label(5, 'anna', null), undo, settle, label(5, 'ben', 1)]
    const { choice } = choose(events as LabelEvent[], true)
    expect([...choice.classesOf('by anna')].slice(3, 6)).toEqual([0, 0, UNSURE])
    expect(choice.classesOf('settled')[7]).toBe(4)
    expect(choice.sources.value.map(({ key }) => key)).toEqual([
      ...['by anna', 'machine', 'settled', 'by ben'],
    ])
  })

  test('exports the selected rows, or those that are shown', () => {
    const { choice } = choose([label(3, 'anna', 2)], true)
    choice.setFilter({ text: '-1' })
    expect(choice.chosen).toEqual([0, ...Array.from({ length: 10 }, (_, k) => 9 + k)])
    choice.select([5, 3])
    const table = parseCsv(exportedText('csv', choice, description, choice.chosen), 'a.csv')
    expect([...table.column('id').values]).toEqual([rows.ids[3], rows.ids[5]])
    expect([...table.column('x').values]).toEqual([rows.x[3], rows.x[5]])
    expect(table.column('ml_class').values[1]).toBe(rows.machine!.classes[5])
    expect(exportedText('csv', choice, description, [3, 5])).toMatch(/\n[^\n]*,2,[^\n]*\n[^\n]*,,/)
    const ecsv = exportedText('ecsv', choice, description, [3])
    expect(ecsv).toContain('the centre of the first pixel is 0')
  })

  test('exports regions of DS9 on the sky', () => {
    const { choice } = choose([], true)
    choice.source.value = 'machine'
    const text = exportedText('reg', choice, description, [0, 1, 2])
    expect(text).toMatch(/^# Region file format: DS9/)
    expect(text.match(/^(point|polygon)\(/gm)).toHaveLength(3)
    expect(parseRegions(text, 'a.reg', new Notes()).nRows).toBe(3)
  })

  test('a field has one choice', () => {
    const given = { rows, description, desk: { person: 'a' } as Desk, events: signal([]) }
    const [one, other] = [1, 2].map(() => choiceOf({ ...given, opinions: signal(true) }))
    expect(one).toBe(other)
  })
})

test('a table draws the rows on the screen and a few more, also where it is very long', () => {
  expect(tableWindow(1000, 50, 500, 0)).toEqual({ height: 50_000, from: 0, to: 16, top: 0 })
  const middle = tableWindow(1000, 50, 500, 5025)
  expect([middle.from, middle.to, middle.top]).toEqual([94, 117, 4700])
  const nRows = 2_000_000
  const last = tableWindow(nRows, 50, 500, 8_000_000 - 500)
  expect([last.height, last.to]).toEqual([8_000_000, nRows])
  const lastTop = last.top + (nRows - last.from) * 50
  expect(lastTop).toBeCloseTo(8_000_000, 3)
  for (const place of [0, 77_777, 1_999_999]) {
    const { from, to } = tableWindow(nRows, 50, 500, scrolledTo(place, nRows, 50, 500, 4e6))
    expect(from <= place && place < to).toBe(true)
  }
  // After a filter that left eleven rows.
  expect(tableWindow(11, 50, 500, 4e6)).toEqual({ height: 550, from: 0, to: 11, top: 0 })
  expect(tableWindow(3, 50, 500, 4e6)).toEqual({ height: 150, from: 0, to: 3, top: 0 })
  expect(scrolledTo(5, 1000, 50, 500, 100)).toBe(100)
  expect(scrolledTo(30, 1000, 50, 500, 100)).toBe(31 * 50 - 500)
})
