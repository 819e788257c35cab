/** Labels find their sources in a catalogue that changed, or are kept and told. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classListOf, FOUR_CLASSES, modeOfCounts } from '../../src/catalog/index.js'
import {
  classesSaid,
  type LabelledCatalogue,
  labelledRows,
  labelledSources,
  tallyOf,
} from '../../src/votes/index.js'
import { label } from '../labels/label-events.js'

interface Row {
  readonly id: string
  readonly x?: number
  readonly y?: number
  readonly ra?: number
  readonly dec?: number
}

function catalogue(rows: readonly Row[], sha256 = 'c'.repeat(64)): LabelledCatalogue {
  const of = (key: 'x' | 'y' | 'ra' | 'dec') =>
    Float64Array.from(rows, (row) => row[key] ?? Number.NaN)
  return {
    ids: rows.map(({ id }) => id),
    x: of('x'),
    y: of('y'),
    ra: of('ra'),
    dec: of('dec'),
    sha256,
  }
}

const at = (row: Row) => ({ x: null, y: null, ra: null, dec: null, ...row })
const events = [1, 2, 3].map((n) => label(`event-0${n}`, 'ann', n, n))
const rows: Row[] = [1, 2, 3].map((n) => ({ id: `${n}`, x: 10 * n, y: 20 * n }))
const classesIn = (found: ReturnType<typeof labelledRows>) =>
  found.ofRow.map((source) => source?.answers.get('ann')?.class)

describe('rows of a catalogue', () => {
  test('the same catalogue: by id', () => {
    const found = labelledRows(events, catalogue(rows))
    expect(classesIn(found)).toEqual([1, 2, 3])
    expect([...found.notes]).toEqual([])
  })

  test('in another order, with others between, measured anew: by id and place', () => {
    const moved = [
      { id: '3', x: 30.4, y: 60.2 },
      { id: '9', x: 1, y: 1 },
      { id: '1', x: 10, y: 21 },
      { id: '2.0', x: 20, y: 40 },
    ]
    const found = labelledRows(events, catalogue(moved, 'new'))
    expect(classesIn(found)).toEqual([3, undefined, 1, 2])
    expect([...found.notes]).toEqual([
      '3 of 3 labels were given on another catalogue, or before this one changed: ' +
        '3 sources are found by id and place, 0 by their place alone',
    ])
    expect(found.notes.isDoubt(found.notes[0])).toBe(false)
  })

  test('numbered anew: by place, with a doubt; no label follows an id to another source', () => {
    const numbered = rows.map(({ x, y }, i) => ({ id: `${3 - i}`, x, y }))
    const found = labelledRows(events, catalogue(numbered, 'new'))
    expect(classesIn(found)).toEqual([1, 2, 3])
    expect(found.notes[0]).toContain('1 sources are found by id and place, 2 by their place alone')
    expect(found.notes.isDoubt(found.notes[0])).toBe(true)
  })

  test('a source that is gone keeps its labels, and is told', () => {
    const found = labelledRows(events, catalogue([rows[0], { id: '2', x: 900, y: 900 }], 'new'))
    expect(classesIn(found)).toEqual([1, undefined])
    expect(found.gone.map(({ object, answers }) => [object.id, answers.size])).toEqual([
      ['2', 1],
      ['3', 1],
    ])
    expect(found.notes[1]).toBe(
      '2 labelled sources are not in the catalogue (2, 3); their labels stay in the log',
    )
    expect(found.notes.isDoubt(found.notes[1])).toBe(true)
  })

  test('on the sky, across 0 h and near a pole', () => {
    const sky = [
      { id: 'a', ra: 359.99999, dec: 0 },
      { id: 'b', ra: 10, dec: 89.9 },
    ]
    const labels = [
      label('event-01', 'ann', 1, 1, { object: at({ id: 'a', ra: 0.00001, dec: 0 }) }),
      label('event-02', 'ann', 2, 2, { object: at({ id: 'b', ra: 10.02, dec: 89.9 }) }),
      label('event-03', 'ann', 3, 3, { object: at({ id: 'b', ra: 12, dec: 89.9 }) }),
    ]
    const found = labelledRows(labels, catalogue(sky, 'new'))
    expect(classesIn(found)).toEqual([1, 2])
    expect(found.gone.length).toBe(1)
  })

  test('ids alone, where nobody knows a place', () => {
    const labels = [label('event-01', 'ann', 1, 1, { object: at({ id: '7' }) })]
    expect(classesIn(labelledRows(labels, catalogue([{ id: '7' }], 'new')))).toEqual([1])
  })

  test('one id in two fields: the place tells', () => {
    const two = [
      { id: '1', x: 500, y: 500 },
      { id: '1', x: 10, y: 20 },
    ]
    expect(classesIn(labelledRows(events.slice(0, 1), catalogue(two, 'new')))).toEqual([
      undefined,
      1,
    ])
  })

  test('without a catalogue: one source an id and place', () => {
    const again = label('event-04', 'bob', 1, 4, { object: at({ id: '1', x: 10.5, y: 20 }) })
    const other = label('event-05', 'bob', 1, 4, { object: at({ id: '1', x: 99, y: 20 }) })
    const { sources } = labelledSources([...events, again, other])
    expect(sources.map(({ answers }) => [...answers.keys()].join())).toEqual([
      'ann,bob',
      'ann',
      'ann',
      'bob',
    ])
  })

  test('every label is on a row or gone, and none on two', () => {
    const places = fc.array(
      fc.record({ id: fc.constantFrom('1', '2', '3', ''), x: fc.nat(40), y: fc.nat(40) }),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(places, places, (labelled, there) => {
        const labels = labelled.map((row, i) =>
          label(`event-0${i}`, `p${i}`, 1, 1, { object: at(row) }),
        )
        const { ofRow, gone } = labelledRows(labels, catalogue(there, 'new'))
        const all = [...ofRow, ...gone].flatMap((source) => [...(source?.answers.keys() ?? [])])
        expect(all.sort()).toEqual(labels.map(({ person }) => person))
      }),
    )
  })
})

describe('classes', () => {
  const stars = classListOf([
    { label: 'star', cluster: false },
    { label: 'cluster', cluster: true },
  ])

  test('labels of other classes are left out, and told', () => {
    const own = { ...events[0], classes: classesSaid(stars) }
    const found = labelledSources([own, events[1]])
    expect(found.sources.length).toBe(1)
    expect([...found.notes]).toEqual([
      '1 of 2 labels are of other classes (star/cluster), not of 1/2/3/4; they are left out',
    ])
    expect(labelledSources([own, events[1]], stars).sources.length).toBe(1)
  })

  test('mode, mean, share and agreement', () => {
    const of = (...classes: (number | null)[]) => {
      const labels = classes.map((k, i) => label(`event-0${i}`, `p${i}`, 1, k))
      return tallyOf(labelledSources(labels).sources[0], FOUR_CLASSES)
    }
    expect(of(1, 1, 2)).toMatchObject({
      n: 3,
      mode: 1,
      mean: 4 / 3,
      share: 2 / 3,
      agreement: 1 / 3,
    })
    expect(of(1, 3)).toMatchObject({ mode: 3, agreement: 0 })
    expect(of(1, 1, 4, 4, 2).mode).toBe(1)
    expect(of(2, null)).toMatchObject({ n: 1, nUnsure: 1, share: 1, agreement: Number.NaN })
    expect(of(null)).toMatchObject({ n: 0, mode: 0, mean: Number.NaN, class: 0 })
    expect(modeOfCounts([1, 1], stars)).toBe(2)
  })
})
