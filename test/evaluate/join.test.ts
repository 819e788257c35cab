/** Which rows go together: by id, by position, and what is left over. */
import { describe, expect, test } from 'vitest'
import { compareFields } from '../../src/evaluate/compared-objects.js'
import { type JoinOptions, joinRows, predictionsOf, truthOf } from '../../src/evaluate/index.js'
import { matchPositions } from '../../src/evaluate/match-positions.js'
import type { Pairs } from '../../src/evaluate/pairs.js'
import { Random } from '../../src/random.js'
import { parseCsv, type Table } from '../../src/tables/index.js'
import { predictionsFrom, truthFrom } from './tables.js'

const rowsOf = (pairs: Pairs) => [...pairs].map(({ a, b }) => [a, b])

describe('by id', () => {
  test('in any order, with rows left over on both sides', () => {
    const truth = truthFrom('id,class', '1,1', '2,2', '3,0', '9,4')
    const predictions = predictionsFrom('id,ml_class', '9,4', '3,1', '2,1', '7,2', '1,')
    const join = joinRows(truth, predictions)
    expect(rowsOf(join.pairs)).toEqual([
      [0, 4],
      [1, 2],
      [2, 1],
      [3, 0],
    ])
    expect(join.unmatchedPredictions).toEqual([3])
    const { n, fields, truth: classes } = compareFields([{ field: 'f', truth, predictions }])
    expect(n).toBe(2)
    expect([...classes]).toEqual([2, 4])
    expect(fields[0]).toMatchObject({
      ...{ nInspected: 3, nWithoutPrediction: 0, nWithoutClass: 1 },
      ...{ nPredictions: 5, nNotInspected: 1, nWithoutTruth: 1, nCompared: 2 },
    })
  })

  test('other ids altogether: what they look like, and what to do', () => {
    const truth = truthFrom('id,class', 'SIM 1,1', 'SIM 2,1')
    const predictions = predictionsFrom('id,ml_class', '1,1', '2,1')
    expect(() => compareFields([{ field: 'f', truth, predictions }])).toThrow(
      'the ids are of different kinds, such as "1" and "SIM 1": use --match position',
    )
  })

  test('12.0 and 12 are one id, 012 is another', () => {
    const truth = truthFrom('id,class', '12.0,1', '13.0,1')
    const predictions = predictionsFrom('id,ml_class', '12,1', '013,1')
    expect(joinRows(truth, predictions).pairs).toHaveLength(1)
  })
})

describe('row by row', () => {
  const HEAD = 'id,class,ml_class\n'
  const table = (rows: string, source?: string) => parseCsv(HEAD + rows, source)
  const joined = (truth: Table, predictions: Table) =>
    joinRows(truthOf(truth), predictionsOf(predictions))

  test('columns of one file, and of one table that names no file', () => {
    const [rows, again] = [0, 1].map(() => table('1,1,2\n2,2,3\n', 'a.csv'))
    expect(joined(rows, again).by).toBe('row')
    const nameless = table('1,1,2\n2,2,3\n')
    expect(joined(nameless, nameless).by).toBe('row')
  })

  test('not two tables that name no file', () => {
    const { by, pairs } = joined(table('1,1,1\n2,2,2\n'), table('2,1,2\n1,1,1\n'))
    expect([by, ...rowsOf(pairs)]).toEqual(['id', [0, 1], [1, 0]])
    const [truth, predictions] = ['id,class\n1,4\n', 'id,class\n1,3\n'].map((t) => parseCsv(t))
    const pair = { field: 'f', truth: truthOf(truth), predictions: predictionsOf(predictions) }
    expect(compareFields([pair]).predicted).toEqual(Uint8Array.of(3))
  })
})

describe('by id, with a radius', () => {
  const truth = truthFrom('id,x,y,class', '1,10,10,1', '2,50,80,2')
  const at = (x: number) => predictionsFrom('id,PHANGS_X,PHANGS_Y,ml_class', `1,${x},10,1`)

  test('it only checks the ids, which is said', () => {
    const radius = { value: 3, unit: 'px' } as const
    const { by, notes } = joinRows(truth, at(18), { radius })
    expect([by, ...notes]).toEqual([
      'id',
      'p.csv and truth.csv are matched by id, and --radius only checks the positions; use --match position to match by position',
    ])
    expect(() => joinRows(truth, at(20), { radius })).toThrow(
      'rows with equal ids lie at different positions',
    )
  })

  test('in a unit that a table lacks: ids are checked all the same', () => {
    const radius = { value: 3, unit: 'arcsec' } as const
    expect(() => joinRows(truth, at(18), { radius })).toThrow('pairs within 3 px')
    expect(joinRows(truth, at(10.5), { radius }).notes).toEqual([
      'p.csv and truth.csv are matched by id, and --radius is not used, because not both tables have positions in arcsec; use --match position to match by position',
    ])
  })
})

describe('by position', () => {
  const plane = (...points: [number, number][]) => ({
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
  })

  test('only pairs that are each other’s nearest, within the radius', () => {
    const a = plane([0, 0], [0.6, 0], [10, 10], [Number.NaN, 0])
    const b = plane([0.5, 0], [10, 11.5], [50, 50])
    const { pairs, nAmbiguous } = matchPositions(a, b, { value: 1, unit: 'px' })
    expect(rowsOf(pairs)).toEqual([[1, 0]])
    expect(nAmbiguous).toBe(1)
  })

  test('the radius itself still counts, and cells have no seams', () => {
    const random = new Random(3)
    const a = plane(...Array.from({ length: 200 }, (_, i): [number, number] => [5 * i, -3 * i]))
    const b = plane(
      ...Array.from({ length: 200 }, (_, i): [number, number] => {
        const angle = 2 * Math.PI * random.uniform()
        return [5 * i + 0.99 * Math.cos(angle), -3 * i + 0.99 * Math.sin(angle)]
      }),
    )
    expect(matchPositions(a, b, { value: 1, unit: 'px' }).pairs).toHaveLength(200)
    expect(matchPositions(a, b, { value: 0.98, unit: 'px' }).pairs).toHaveLength(0)
    const touching = matchPositions(plane([0, 0]), plane([1, 0]), { value: 1, unit: 'px' })
    expect(touching.pairs).toHaveLength(1)
  })

  test('on the sky: over the meridian, and with cos(dec)', () => {
    const arcsec = 1 / 3600
    const a = plane([359.99999, 60], [10, 60])
    const b = plane([359.99999 + 0.05 * arcsec - 360, 60], [10 + 0.15 * arcsec, 60])
    const { pairs } = matchPositions(a, b, { value: 0.1, unit: 'arcsec' })
    expect(rowsOf(pairs)).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect(pairs.distance[1]).toBeCloseTo(0.075, 4)
  })

  test('is used where there are no ids, and ambiguity is noted', () => {
    const truth = truthFrom('x,y,class', '5,5,1', '5.5,5,2', '90,90,3')
    const predictions = predictionsFrom('PHANGS_X,PHANGS_Y,ml_class', '5,5,1', '90.2,90,3')
    const { by, pairs, notes, unit } = joinRows(truth, predictions)
    expect([by, unit, pairs.length]).toEqual(['position', 'px', 2])
    expect(notes).toEqual([
      'rows that have more than one row of the other table within 1 px: 1; the nearest one was used',
    ])
  })
})

describe('refused', () => {
  const join = (truth: string[], predictions: string[], options?: JoinOptions) => () =>
    joinRows(truthFrom(...truth), predictionsFrom(...predictions), options)

  test('an id that repeats, by name', () => {
    expect(join(['id,class', 'a7,1', 'b,2', 'a7,3'], ['id,ml_class', 'b,1'])).toThrow(
      'truth.csv: id a7 repeats: expected one row per id, got rows 1 and 3; remove one of the rows, or use --match position',
    )
    expect(join(['id,class', '1,1'], ['id,ml_class', '4,1', '4,1'])).toThrow('p.csv: id 4 repeats')
  })

  test('ids that name other objects', () => {
    const truth = ['id,x,y,class', '1,10,10,1', '2,500,80,2']
    const predictions = ['id,PHANGS_X,PHANGS_Y,ml_class', '1,480,7,1', '2,13,900,2']
    expect(join(truth, predictions)).toThrow(
      'p.csv and truth.csv: rows with equal ids lie at different positions: the ids name different objects: expected pairs within 3 px',
    )
    expect(join(truth, predictions, { match: 'id' })().notes[0]).toMatch(
      /^p\.csv and truth\.csv: 2 of 2 rows \(1, 2\) of the truth have the id of a prediction that lies more than 3 px apart: they are compared all the same/,
    )
  })

  test('nothing to match by', () => {
    expect(join(['class', '1'], ['id,ml_class', '1,1'])).toThrow(
      'predictions and truth cannot be matched: expected both tables with ids, with sky positions or with pixel positions, got p.csv has ids; truth.csv has none of them',
    )
    const radius = { value: 1, unit: 'arcsec' } as const
    const asked = { match: 'position', radius } as const
    expect(join(['id,x,y,class', '1,1,1,1'], ['id,ml_class', '1,1'], asked)).toThrow(
      'cannot be matched',
    )
  })
})
