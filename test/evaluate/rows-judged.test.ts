/**
 * Rows are judged one by one: what ids join and positions contradict, and rows without a key.
 */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { evaluationOf, joinRows, predictionsOf, truthOf } from '../../src/evaluate/index.js'
import type { JoinOptions } from '../../src/evaluate/join.js'
import { Random } from '../../src/random.js'
import { parseCsv, readTable, Table, tableBytes } from '../../src/tables/index.js'

const N = 60

/** A catalogue of sources that lie at least 8 px apart. */
function madeUp() {
  const random = new Random(6)
  const rows = Array.from({ length: N }, (_, i) => i)
  return {
    id: rows.map((i) => `${i + 1}`),
    x: rows.map((i) => 20 * (i % 8) + 10 * random.uniform()),
    y: rows.map((i) => 20 * Math.floor(i / 8) + 10 * random.uniform()),
    classes: rows.map(() => 1 + random.integer(4)),
  }
}

type Columns = ReturnType<typeof madeUp>
interface Written extends Columns {
  names?: readonly [string, string]
}

/** The same table read from CSV, ECSV or FITS. */
async function read({ id, x, y, classes, names }: Written, column: string, format = 'csv') {
  const [xName, yName] = names ?? ['xcentroid', 'ycentroid']
  const lines = id.map((own, i) => [own, x[i], y[i], classes[i]].join(','))
  const table = parseCsv([`id,${xName},${yName},${column}`, ...lines, ''].join('\n'), 't.csv')
  const path = `${column}.${format}`
  const bytes = tableBytes(new Table(table.columns), format as 'csv' | 'ecsv' | 'fits')
  return readTable(memorySource(bytes, path))
}

async function joined(truth: Written, other: Written, options: JoinOptions = {}, format = 'csv') {
  const set = truthOf(await read(truth, 'class', format))
  return joinRows(set, predictionsOf(await read(other, 'Prediction', format)), options)
}

/** The same sources with the ids of some rows exchanged among these rows. */
function renumbered(of: Columns, rows: readonly number[]): Columns {
  const id = [...of.id]
  rows.forEach((row, i) => {
    id[row] = of.id[rows[(i + 1) % rows.length]]
  })
  return { ...of, id }
}

const moved = (of: Columns, dx: number, dy: number): Columns => ({
  ...of,
  x: of.x.map((x) => x + dx),
  y: of.y.map((y) => y + dy),
})

const truth = madeUp()
const range = (n: number) => Array.from({ length: n }, (_, i) => i)

describe('ids join rows that positions keep apart', () => {
  test.each([
    [3, 'csv'],
    [27, 'csv'],
    [27, 'ecsv'],
    [27, 'fits'],
  ])('%i of 60 rows, from .%s: counted, named, not compared, and explained', async (n, format) => {
    const join = await joined(truth, renumbered(truth, range(n)), {}, format)
    expect([join.by, join.pairs.length, join.apart.length]).toEqual(['id', N - n, n])
    const [note] = join.notes
    expect(note).toContain(
      `${n} of 60 rows (1, 2, 3${n > 3 ? ', ...' : ''}) of the truth have the id`,
    )
    expect(note).toContain('by position, 60 of 60 rows have a partner within 1 px')
    expect(note).toContain('--match position')
    expect(join.notes.isDoubt(note)).toBe(true)
  })

  test('most rows: refused, and explained', async () => {
    await expect(joined(truth, renumbered(truth, range(50)))).rejects.toThrow(
      /a median distance of [\d.]+ px, and 50 of 60 pairs further apart; by position, 60 of 60/,
    )
  })

  test('--match id keeps them, with the note; --match position joins all', async () => {
    const other = renumbered(truth, range(27))
    const byId = await joined(truth, other, { match: 'id' })
    expect(byId.pairs).toHaveLength(N)
    expect(byId.notes[0]).toContain('because of --match id')
    const byPosition = await joined(truth, other, { match: 'position' })
    expect([byPosition.pairs.length, byPosition.notes.length]).toEqual([N, 0])
  })

  test('on the sky as in pixels', async () => {
    const sky = (of: Columns): Written => ({
      ...of,
      x: of.x.map((x) => 150 + x / 36000),
      y: of.y.map((y) => 2 + y / 36000),
      names: ['ra', 'dec'],
    })
    const join = await joined(sky(truth), sky(renumbered(truth, [4, 9, 11])))
    expect(join.unit).toBe('arcsec')
    expect(join.notes[0]).toContain('3 of 60 rows (5, 10, 12)')
  })

  test('a row without a position contradicts nothing', async () => {
    const other = { ...truth, x: truth.x.map((x, i) => (i === 3 ? Number.NaN : x)) }
    const join = await joined(truth, other)
    expect([join.pairs.length, join.apart.length, join.notes.length]).toEqual([N, 0, 0])
  })

  test('a shift that all rows share is named', async () => {
    await expect(joined(truth, moved(truth, 5, -2))).rejects.toThrow(
      /60 of 60 pairs are shifted alike, by \+5\.00 px in x and -2\.00 in y: .*--origin/,
    )
    const join = await joined(truth, moved(truth, 0.9, 0), { match: 'position' })
    expect(join.notes[0]).toContain('shifted alike, by +0.90 px in x and +0.00 in y')
    const far = await joined(truth, moved(truth, 1, 1), { match: 'position' })
    expect(far.notes[0]).toContain('shifted alike, by +1.00 px in x and +1.00 in y')
  })

  test('the tables of results count and flag them', async () => {
    const { resultTables } = await import('../../src/evaluate/index.js')
    const evaluation = evaluationOf(
      {
        truths: [truthOf(await read(truth, 'class'))],
        predictions: [
          {
            name: 'p',
            tables: [predictionsOf(await read(renumbered(truth, range(9)), 'Prediction'))],
          },
        ],
      },
      { nResamples: 20 },
    )
    expect(evaluation.subjects[0].measures.fourClasses.accuracy.value).toBe(1)
    const tables = resultTables(evaluation)
    expect([...tables.get('fields')!.column('n_position_mismatch').values]).toEqual([9])
    const flags = tables.get('unmatched')!.column('position_mismatch')
    expect([...(flags.values as Int32Array)]).toEqual(new Array(18).fill(1))
  })
})

describe('a missing id joins nothing', () => {
  test.each(['', 'nan', 'NaN', 'None', '--', 'null', 'N/A', '<NA>', 'masked', '-999', '-9999.0'])(
    '"%s"',
    async (word) => {
      const without = (of: Columns): Written => ({
        ...of,
        id: of.id.map((id, i) => (i === 7 ? word : id)),
        names: ['a', 'b'],
      })
      const join = await joined(without(truth), without(truth))
      expect(join.pairs).toHaveLength(N - 1)
      expect(join.unmatchedTruth).toEqual([7])
      expect(
        join.notes.filter((note) => note.includes('1 of 60 rows (8) have no id')),
      ).toHaveLength(2)
    },
  )

  test('in text columns, in ECSV and in FITS', async () => {
    const named = (of: Columns): Written => ({
      ...of,
      id: of.id.map((id, i) => (i % 20 === 0 ? '' : `NGC 1-${id}`)),
      names: ['a', 'b'],
    })
    for (const format of ['csv', 'ecsv', 'fits']) {
      const join = await joined(named(truth), named(truth), {}, format)
      expect(join.pairs, format).toHaveLength(N - 3)
    }
  })

  test('two rows without an id are no repeated id', async () => {
    const without = { ...truth, id: truth.id.map((id, i) => (i < 2 ? '' : id)) }
    expect((await joined(truth, without)).pairs).toHaveLength(N - 2)
  })
})

describe('a missing field joins nothing', () => {
  const read = (...lines: string[]) => parseCsv(`${lines.join('\n')}\n`, `${lines.length}.csv`)
  test('its rows are in no field, and a note counts them', () => {
    const truths = [truthOf(read('id,field,class', '1,a,1', '2,b,2', '3,,3', '4,nan,4'))]
    const predictions = [
      predictionsOf(read('id,field,Prediction', '1,a,1', '2,b,2', '3,,1', '4,,1', '5,,1')),
    ]
    const { subjects, notes } = evaluationOf(
      { truths, predictions: [{ name: 'p', tables: predictions }] },
      { nResamples: 5 },
    )
    expect(subjects[0].comparison.n).toBe(2)
    expect(notes.join()).toContain('2 of 4 rows (3, 4) name no field in column field')
  })
})
