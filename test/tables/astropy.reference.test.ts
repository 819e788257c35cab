/** What we write, astropy reads alike, and the other way round (table_read.py, table_write.py). */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, Table, tableBytes } from '../../src/tables/index.js'
import { storeFiles } from '../setup/golden.js'
import { madeBy, runPython, withPython } from '../setup/peers.js'
import { testAstropyFiles } from './astropy-files.js'

interface Seen {
  columns: {
    name: string
    type: string
    unit: string | null
    description: string | null
    values: unknown[]
    mask: boolean[]
  }[]
  comments: string[]
}

withPython('astropy', 'against astropy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-tables-'))

  function asAstropySees(
    table: Table,
    format: 'csv' | 'ecsv' | 'fits' | 'tab',
    form: string,
  ): Seen {
    const path = join(folder, `ours.${format}`)
    writeFileSync(path, tableBytes(table, format))
    return JSON.parse(runPython('table_read.py', path, form))
  }

  const read = (name: string) => readTable(memorySource(readFileSync(join(folder, name)), name))

  const ours = new Table(
    [
      {
        name: 'id',
        values: BigInt64Array.of(2n ** 62n + 1n, 0n, -7n),
        missing: Uint8Array.of(0, 1, 0),
        description: 'an "id": é'.slice(0, 7),
      },
      {
        name: 'i4',
        values: Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 0),
        missing: Uint8Array.of(0, 0, 1),
      },
      { name: 'i2', values: Int16Array.of(-32768, 0, 32767) },
      { name: 'u1', values: Uint8Array.of(0, 128, 255) },
      { name: 'mag', values: Float64Array.of(22.76, NaN, -Infinity), unit: 'mag' },
      { name: 'mass', values: Float32Array.of(0.1, 1e30, -0), unit: 'solMass' },
      { name: 'text', values: ['says "x", twice', '', '#1'], missing: Uint8Array.of(0, 1, 0) },
      { name: 'ok', values: [true, false, true] },
    ],
    { comments: ['x: y', 'second'] },
  )

  const values = {
    id: ['4611686018427387905', null, '-7'],
    i4: ['-2147483648', '2147483647', null],
    i2: ['-32768', '0', '32767'],
    u1: ['0', '128', '255'],
    mag: [22.76, 'nan', '-inf'],
    mass: [Math.fround(0.1), Math.fround(1e30), -0],
    text: ['says "x", twice', null, '#1'],
    ok: [true, false, true],
  }

  const seenValues = (seen: Seen) =>
    Object.fromEntries(
      seen.columns.map(({ name, values, mask }) => [
        name,
        values.map((v, i) => (mask[i] ? null : v)),
      ]),
    )

  test('our ECSV: values, masks, types, units, descriptions, comments', () => {
    const seen = asAstropySees(ours, 'ecsv', 'ascii.ecsv')
    expect(seenValues(seen)).toEqual(values)
    expect(seen.columns.map(({ type }) => type)).toEqual([
      'i8',
      'i4',
      'i2',
      'u1',
      'f8',
      'f4',
      'U',
      'b1',
    ])
    expect(seen.columns.map(({ unit }) => unit)).toEqual([
      null,
      null,
      null,
      null,
      'mag',
      'solMass',
      null,
      null,
    ])
    expect(seen.columns[0].description).toBe('an "id"')
    expect(seen.comments).toEqual(['x: y', 'second'])
  })

  test('our ECSV: vectors, and names, units and texts that need care', () => {
    const table = new Table([
      {
        name: 'a, "b"',
        values: ['x', 'line 1\nline 2', 'é😀'],
        description: 'tab\t, \u2028, \x7f, é',
      },
      {
        name: 'v',
        values: Float64Array.of(1, NaN, 0, Infinity, 5, 6),
        width: 2,
        missing: Uint8Array.of(0, 0, 1),
      },
      { name: 'w', values: ['a,b', '"', ']', '', 'x', 'y'], width: 2 },
    ])
    const seen = asAstropySees(table, 'ecsv', 'ascii.ecsv')
    expect(seenValues(seen)).toEqual({
      'a, "b"': ['x', 'line 1\nline 2', 'é😀'],
      v: [[1, 'nan'], [0, 'inf'], null],
      w: [
        ['a,b', '"'],
        [']', ''],
        ['x', 'y'],
      ],
    })
    expect(seen.columns[0].description).toBe('tab\t, \u2028, \x7f, é')
  })

  test('our CSV: values and masks', () => {
    const plain = new Table(ours.columns)
    const seen = seenValues(asAstropySees(plain, 'csv', 'ascii.csv'))
    expect(seen).toEqual({ ...values, mass: [0.1, 1e30, -0], ok: ['True', 'False', 'True'] })
  })

  test('our white-space table: names and values', () => {
    const plain = new Table(ours.columns.filter(({ missing }) => !missing))
    const seen = seenValues(asAstropySees(plain, 'tab', 'ascii.commented_header'))
    const { id, i4, text, ...others } = values
    expect(seen).toEqual({ ...others, mass: [0.1, 1e30, -0], ok: ['True', 'False', 'True'] })
  })

  test('our FITS: values, masks, types, units', () => {
    const seen = asAstropySees(ours, 'fits', 'fits')
    // astropy masks NaN when it reads FITS, and keeps the blanks behind a text.
    const { text, ...others } = seenValues(seen)
    expect(others).toEqual({ ...values, mag: [22.76, null, '-inf'], text: undefined })
    expect(text.map((word) => String(word ?? '').trimEnd())).toEqual(['says "x", twice', '', '#1'])
    expect(seen.columns.map(({ type }) => type)).toEqual([
      'i8',
      'i4',
      'i2',
      'u1',
      'f8',
      'f4',
      'S',
      'b1',
    ])
    expect(seen.columns.map(({ unit }) => unit)).toEqual([
      null,
      null,
      null,
      null,
      'mag',
      'solMass',
      null,
      null,
    ])
  })

  describe("astropy's files", () => {
    runPython('table_write.py', folder)
    const files = readdirSync(folder).sort()
    storeFiles('tables', madeBy('table_write.py', 'astropy'), folder, files)
    testAstropyFiles(folder)

    test('unsigned ids and cells of several axes go back to astropy', async () => {
      const table = await read('shapes.fits')
      const seen = asAstropySees(table, 'fits', 'fits')
      expect(seen.columns.map(({ type }) => type).slice(0, 2)).toEqual(['i8', 'f8'])
      expect(seen.columns[1].values).toEqual([
        [
          [0, 1],
          [2, 3],
          [4, 5],
        ],
        [
          [6, 7],
          [8, 9],
          [10, 11],
        ],
      ])
      expect(seen.columns[2].values).toEqual([[['a', 'bc']], [['e', 'd']]])
    })

    test('metadata go back to astropy', async () => {
      const table = await read('meta.ecsv')
      writeFileSync(join(folder, 'again.ecsv'), tableBytes(table, 'ecsv'))
      expect(runPython('table_read.py', join(folder, 'again.ecsv'), 'ascii.ecsv')).toBe(
        runPython('table_read.py', join(folder, 'meta.ecsv'), 'ascii.ecsv'),
      )
    })
  })
})
