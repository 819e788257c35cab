/** What is read, what is joined, and what is refused by name. */
import { describe, expect, test } from 'vitest'
import { Notes } from '../../src/notes.js'
import {
  type CommonCandidatesInput,
  columnOfFile,
  namedColumn,
  readCommonCandidates,
} from '../../src/science/index.js'
import { type Column, Table, typedColumn } from '../../src/tables/index.js'
import { madeUpCatalogue, tableOf, withColumn, without } from './catalogues.js'

const catalogue = madeUpCatalogue(60)
const human = { column: 'human', label: 'human' }

function read(changes: Partial<CommonCandidatesInput>, notes = new Notes()) {
  return readCommonCandidates(
    { catalogues: [catalogue], columns: [human], distanceMpc: 10, ...changes },
    notes,
  )
}

describe('columns as they are typed', () => {
  test.each([
    ['class', { column: 'class', label: 'class' }],
    ['class=our people', { column: 'class', label: 'our people' }],
    ['36=human', { column: '36', label: 'human' }],
  ])('%s', (text, named) => {
    expect(namedColumn(text)).toEqual(named)
  })

  test.each([
    ['p.csv:Prediction=StarcNet', { file: 'p.csv', column: 'Prediction', label: 'StarcNet' }],
    ['C:\\p.csv:Prediction', { file: 'C:\\p.csv', column: 'Prediction', label: 'Prediction' }],
  ])('%s', (text, named) => {
    expect(columnOfFile(text)).toEqual(named)
  })

  test.each([
    [() => namedColumn('=human'), 'a class column: expected NAME or NAME=LABEL, got =human'],
    [() => namedColumn('class='), 'got class='],
    [() => columnOfFile('predictions.csv'), 'expected FILE:COLUMN or FILE:COLUMN=LABEL'],
  ])('refused', (parse, message) => {
    expect(parse).toThrow(message)
  })
})

test('a column by its number', () => {
  const at = catalogue.names.indexOf('human') + 1
  const [sample] = read({ columns: [{ column: `${at}`, label: 'human' }] }).samples
  expect(sample.classes).toEqual(read({}).samples[0].classes)
})

test('only rows that every column has classified', () => {
  const classes = Float64Array.from({ length: 60 }, (_, row) => (row < 20 ? 0 : 1))
  const candidates = read({
    catalogues: [withColumn(catalogue, 'machine', classes)],
    columns: [human, { column: 'machine', label: 'machine' }],
  })
  expect([candidates.nRows, candidates.n]).toEqual([60, 40])
  expect(candidates.measurements.mag_v).toHaveLength(40)
})

test('other classes as clusters', () => {
  const [{ classes, nMembers }] = read({ clusterClasses: [1, 2, 3] }).samples
  expect(nMembers).toBe(classes.filter((value) => value < 4).length)
})

describe('joined by id', () => {
  const ids = [3, 1, 2, 99]
  const predictions = (columns: [string, number[]][] = []) =>
    tableOf([['id', ids], ['Prediction', [4, 1, 2, 3]], ...columns])
  const joined = (table: Table) => [{ table, column: 'Prediction', label: 'net' }]

  test('whatever the order of the rows; the rest has no class', () => {
    const notes = new Notes()
    const { n, samples } = read({ columns: [], joined: joined(predictions()) }, notes)
    expect([n, ...samples[0].classes]).toEqual([3, 1, 2, 4])
    expect(notes).toContain('made-up.csv: 3 of its 4 rows have the id of one of the 60 candidates')
  })

  test('positions must agree where both tables have them', () => {
    const place = (name: string) =>
      ids.map((id) => Number(catalogue.column(name).values[Math.min(id, 60) - 1]))
    const near = predictions([
      ['X', place('x').map(Math.trunc)],
      ['Y', place('y').map(Math.trunc)],
    ])
    expect(read({ joined: joined(near) }).n).toBe(3)
    const far = predictions([
      ['X', place('x').map((x) => x + 10)],
      ['Y', place('y')],
    ])
    expect(() => read({ joined: joined(far) })).toThrow(
      /row 2: the same id, but another position: the tables are of different fields: expected x, y near/,
    )
  })

  test.each([
    ['x', 'y', 10],
    ['ra', 'dec', 0.01],
  ])('rows whose %s, %s contradict their ids have no class from there, and a note', (x, y, far) => {
    const n = 30
    const [id, a, b] = [0, 100, 20].map((first) => Array.from({ length: n }, (_, i) => first + i))
    const own = catalogue.names.includes(x)
      ? catalogue
      : new Table(
          [
            ...catalogue.columns,
            ...[x, y].map((name) => ({
              name,
              unit: 'deg',
              values: Float64Array.from({ length: 60 }, (_, row) => (row < n ? a[row] / 2 : 0)),
            })),
          ],
          catalogue.meta,
        )
    const at = (name: string) => id.map((i) => Number(own.column(name).values[i]))
    const table = tableOf([
      ['id', id.map((i) => i + 1)],
      ['Prediction', b.map((value) => 1 + (value % 4))],
      [x, at(x).map((value, i) => (i % 10 === 3 ? value + far : value))],
      [y, at(y)],
    ])
    const notes = new Notes()
    const input = { catalogues: [own], columns: [], joined: joined(table) }
    expect(read(input, notes).n).toBe(27)
    const said = notes.find((note) => note.includes('their classes are not used'))
    expect(said).toContain(
      '3 of 30 rows (4, 14, 24) have the id of a candidate that lies more than',
    )
    expect(notes.isDoubt(said!)).toBe(true)
  })

  test('a row without an id joins none', () => {
    const words = ['1', '', '3', 'nan']
    const column: Column = { name: 'id', values: words }
    const others = predictions().columns.filter(({ name }) => name !== 'id')
    const table = new Table([column, ...others], { source: 'p.csv' })
    const notes = new Notes()
    expect(read({ columns: [], joined: joined(table) }, notes).n).toBe(2)
    expect(notes).toContain('p.csv: 2 of 4 rows (2, 4) have no id, and match no row')
  })

  test("StarcNet's .tab of one galaxy, which has no header", () => {
    const row = (i: number) => `${i + 1} ${10 + i} 20 ${1 + (i % 4)} `
    const score = (i: number) =>
      `[${[0, 1, 2, 3].map((k) => (k === i % 4 ? '0.97' : '0.01')).join(' - ')}]`
    const columns = ['id', 'x', 'y', 'class'].map((_, c) =>
      typedColumn(
        `col${c + 1}`,
        Array.from({ length: 8 }, (_, i) => row(i).split(' ')[c]),
      ),
    )
    const scores = { name: 'col5', values: Array.from({ length: 8 }, (_, i) => score(i)) }
    const tab = new Table([...columns, scores], { source: 'ngc1.tab' })
    const bare = without(without(catalogue, 'x'), 'y')
    const from = [{ table: tab, column: 'class', label: 'StarcNet' }]
    const { n, samples } = read({ catalogues: [bare], columns: [], joined: from })
    expect([n, ...samples[0].classes]).toEqual([8, 1, 2, 3, 4, 1, 2, 3, 4])
  })

  test('refused: ids that repeat, none in common, none at all', () => {
    const twice = tableOf([
      ['id', [1, 1]],
      ['Prediction', [1, 2]],
    ])
    expect(() => read({ joined: joined(twice) })).toThrow(
      'made-up.csv: id 1 repeats: expected one row per id, got rows 1 and 2; give the rows of one field',
    )
    const strange = tableOf([
      ['id', [501, 502]],
      ['Prediction', [1, 2]],
    ])
    expect(() => read({ joined: joined(strange) })).toThrow('no id is in both tables')
    expect(() => read({ joined: joined(tableOf([['Prediction', [1]]])) })).toThrow(
      'no column of ids',
    )
  })

  test('one table a catalogue', () => {
    expect(() =>
      read({ catalogues: [catalogue, catalogue], joined: joined(predictions()) }),
    ).toThrow(
      'classes of net from files: expected one file for each of the 2 catalogues, in their order, got 1',
    )
  })
})

describe('refused by name', () => {
  test.each([
    ['humam', 'made-up.csv: no column humam; did you mean human?'],
    ['mag_v', /column mag_v, row 1: unknown class: expected classes 0-4, got \d/],
  ])('class column %s', (column, message) => {
    expect(() => read({ columns: [{ column, label: 'a' }] })).toThrow(message)
  })

  test('a class outside 1-4 costs its row, which a note names', () => {
    const classes = Float64Array.from({ length: 60 }, (_, row) => (row === 12 ? 7 : 1))
    const notes = new Notes()
    const found = read({ catalogues: [withColumn(catalogue, 'human', classes)] }, notes)
    expect(found.samples[0].classes.length).toBe(59)
    expect(notes).toContain(
      'column human: 1 of 60 rows (13) hold no class (7); they count as not inspected',
    )
  })

  test('classes outside 1-4 in more than a tenth of the rows, with the first', () => {
    const classes = Float64Array.from({ length: 60 }, (_, row) => (row >= 12 && row < 20 ? 7 : 1))
    expect(() => read({ catalogues: [withColumn(catalogue, 'human', classes)] })).toThrow(
      'made-up.csv, column human, row 13: unknown class: expected classes 0-4, got 7',
    )
  })

  test('two columns of one label, and columns without a row in common', () => {
    expect(() => read({ columns: [human, human] })).toThrow('two class columns are called human')
    const nobody = withColumn(catalogue, 'human', new Float64Array(60))
    expect(() => read({ catalogues: [nobody] })).toThrow(
      'no candidate has a class 1-4 in all of human',
    )
  })

  test('a magnitude that is named and not there; none at all', () => {
    expect(() => read({ columnNames: { mag_v: 'F555W' } })).toThrow('made-up.csv: no column F555W')
    const bands = ['mag_nuv', 'mag_u', 'mag_b', 'mag_v', 'mag_i']
    expect(() => read({ catalogues: [bands.reduce(without, catalogue)] })).toThrow(
      'a catalogue without magnitudes: expected a column of mag_nuv or mag_f275w, mag_u or mag_f336w, mag_b or mag_f438w or mag_f435w, mag_v or mag_f555w',
    )
  })
})

describe('measures', () => {
  test('a band that is missing is said by name', () => {
    const notes = new Notes()
    const { measurements } = read({ catalogues: [without(catalogue, 'mag_nuv')] }, notes)
    expect(measurements.mag_nuv).toBeUndefined()
    expect(notes).toContain('no mag_nuv: there is no column mag_nuv or mag_f275w')
  })

  test('masses are moved to the distance, ages in Myr become years, failed fits are NaN', () => {
    const mass = Float64Array.from({ length: 60 }, (_, row) => (row === 0 ? 0 : 1e4))
    const age: Column = { name: 'age', unit: 'Myr', values: new Float64Array(60).fill(10) }
    const others = without(withColumn(catalogue, 'mass', mass), 'age').columns
    const notes = new Notes()
    const { measurements } = read(
      { catalogues: [new Table([...others, age])], distanceMpc: 20, massDistanceMpc: 10 },
      notes,
    )
    expect([...measurements.mass!.slice(0, 2)]).toEqual([NaN, 4e4])
    expect(measurements.age![0]).toBe(1e7)
    expect(notes.at(-1)).toBe(
      "masses: the catalogue's times (20/10)^2, from its authors' distance of 10 Mpc",
    )
  })

  describe('units', () => {
    const withUnit = (name: string, unit: string) => {
      const columns = catalogue.columns.map((column) =>
        column.name === name ? { ...column, unit } : column,
      )
      return read({ catalogues: [new Table(columns, catalogue.meta)] }).measurements
    }
    const plain = read({}).measurements

    test.each([
      ...([
        ['yr', 1],
        ['a', 1],
        ['Myr', 1e6],
        ['MYR', 1e6],
        ['Gyr', 1e9],
        [' ', 1],
      ] as const),
    ])('ages in %s', (unit, scale) => {
      expect(withUnit('age', unit).age![0]).toBe(plain.age![0] * scale)
    })

    test.each(['solMass', 'Msun', 'M_sun', 'Msol', 'M_sol', 'M_{\\odot}'])(
      'masses in %s',
      (unit) => {
        expect(withUnit('mass', unit).mass).toEqual(plain.mass)
      },
    )

    test('refused: others', () => {
      expect(() => withUnit('age', 'dex(yr)')).toThrow(
        'made-up.csv, column age: a unit of age that is not known: expected yr, a, Myr or Gyr, got dex(yr); convert the column, or name another one, e.g. --column age=NAME',
      )
      expect(() => withUnit('mass', 'kg')).toThrow('a unit of mass that is not known')
    })
  })

  test("PHANGS-HST's columns, units and sentinel", () => {
    const phangs = new Table(
      [
        ['ID_PHANGS_CLUSTER', [1, 2]],
        ['PHANGS_X', [5, 6]],
        ['PHANGS_Y', [5, 6]],
        ['PHANGS_CLUSTER_CLASS_HUMAN', [1, 9]],
        ['PHANGS_F435W_VEGA', [23, 24]],
        ['PHANGS_F555W_VEGA', [22, -9999]],
        ['PHANGS_AGE_MINCHISQ', [5, -9999]],
      ].map(
        ([name, values]): Column => ({
          name: name as string,
          values: Float64Array.from(values as number[]),
        }),
      ),
    )
    const columns = [{ column: 'PHANGS_CLUSTER_CLASS_HUMAN', label: 'human' }]
    const { samples, measurements } = read({ catalogues: [phangs], columns })
    expect([...samples[0].classes]).toEqual([1, 4])
    expect([...measurements.mag_b!]).toEqual([23, 24])
    expect([...measurements.mag_v!]).toEqual([22, NaN])
    expect([...measurements.age!]).toEqual([5e6, NaN])
  })

  test('two catalogues of one galaxy are one set of candidates', () => {
    const { n, nRows } = read({ catalogues: [catalogue, madeUpCatalogue(40, 9)] })
    expect([n, nRows]).toEqual([100, 100])
  })
})
