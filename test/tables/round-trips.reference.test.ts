/**
 * ECSV and FITS tables there and back by way of STILTS, and of pandas with astropy: values, types,
 * masks, NaN, units, descriptions, 64-bit integers, strings with blanks. VOTable and Parquet have
 * tests of their own. Debian's STILTS 3.4.7 has neither ECSV nor Parquet. astropy strips blanks
 * around texts of ECSV, and pandas 1.5 rounds integers beyond 2^53 where one is missing.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, Table, tableBytes } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { hasProgram, hasPython, runPython } from '../setup/peers.js'
import { rowsOfTable } from './tables.js'

const table = new Table([
  {
    name: 'id',
    values: BigInt64Array.of(2n ** 60n + 1n, -5n, 7n),
    description: 'an <id> & "more"',
  },
  {
    name: 'gone',
    values: BigInt64Array.of(2n ** 52n + 3n, 0n, 7n),
    missing: Uint8Array.of(0, 1, 0),
  },
  { name: 'i', values: Int32Array.of(1, -2, 3), unit: 'pix' },
  { name: 's', values: Int16Array.of(1, -2, 3) },
  { name: 'f', values: Float32Array.of(1.5, -0.25, Number.POSITIVE_INFINITY), unit: 'mag' },
  {
    name: 'd',
    values: Float64Array.of(0.1, Number.NaN, Number.NaN),
    missing: Uint8Array.of(0, 1, 0),
    unit: 'deg',
    description: 'how far',
  },
  { name: 't', values: ['a b  c', 'x', '"y" z'] },
  { name: 'ok', values: [true, false, true] },
])
const FORMATS = ['ecsv', 'fits'] as const
const TYPES = table.columns.map(({ values }) => values.constructor)

async function readFrom(path: string): Promise<Table> {
  return readTable(memorySource(new Uint8Array(readFileSync(path)), path))
}

/** NaN and no value have one sign in FITS, and in STILTS and pandas everywhere. */
function rows(of: Table): Record<string, unknown[]> {
  const { f, d, ...exact } = rowsOfTable(of)
  return {
    ...exact,
    f: f.map((cell) => cell ?? Number.NaN),
    d: d.map((cell) => cell ?? Number.NaN),
  }
}

function expectSame(again: Table, isDescribed = true): void {
  expect(rows(again)).toEqual(rows(table))
  expect(again.columns.map(({ values }) => values.constructor)).toEqual(TYPES)
  expect(again.columns.map(({ unit }) => unit)).toEqual(table.columns.map(({ unit }) => unit))
  for (const name of isDescribed ? ['id', 'd'] : []) {
    expect(again.column(name).description).toBe(table.column(name).description)
  }
}

describe.skipIf(!hasProgram('stilts'))('by way of STILTS', () => {
  test.each(['fits-basic', 'fits-plus'])('FITS as %s', async (form) => {
    const folder = temporaryFolder()
    const [ours, theirs] = [join(folder, 'ours.fits'), join(folder, 'theirs.fits')]
    writeFileSync(ours, tableBytes(table, 'fits'))
    execFileSync('stilts', ['tpipe', `in=${ours}`, `out=${theirs}`, `ofmt=${form}`])
    expectSame(await readFrom(theirs))
  })
})

describe.skipIf(!hasPython('astropy') || !hasPython('pandas'))('by way of pandas', () => {
  test.each(FORMATS)('%s', async (from) => {
    const folder = temporaryFolder()
    const ours = join(folder, `ours.${from}`)
    writeFileSync(ours, tableBytes(table, from))
    const { types, cells, plain } = JSON.parse(runPython('table_pandas.py', ours, folder))
    expect(types).toEqual({
      ...{ id: 'int64', gone: 'Int64', i: 'int32', s: 'int16', f: 'float32', d: 'float64' },
      ...{ t: 'object', ok: 'bool' },
    })
    const expected = {
      id: [String(2n ** 60n + 1n), '-5', '7'],
      gone: [String(2n ** 52n + 3n), null, '7'],
      i: ['1', '-2', '3'],
      s: ['1', '-2', '3'],
      f: ['1.5', '-0.25', 'inf'],
      d: ['0.1', 'nan', 'nan'],
      t: ['a b  c', 'x', '"y" z'],
      ok: [true, false, true],
    }
    expect(cells).toEqual(expected)
    for (const to of FORMATS) {
      // astropy has no descriptions in FITS.
      const isDescribed = from === 'ecsv' && to === 'ecsv'
      expectSame(await readFrom(join(folder, `again.${to}`)), isDescribed)
    }
    const { id, t } = rows(await readFrom(join(folder, 'again.csv')))
    expect({ id, t }).toEqual({ id: rows(table).id, t: rows(table).t })
    if (from === 'ecsv') expect([plain.id, plain.t]).toEqual([expected.id, expected.t])
  })
})
