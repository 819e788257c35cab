/** Parquet to and from pyarrow, pandas and astropy. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, Table, tableBytes } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { storeFiles } from '../setup/golden.js'

/**
 * A Python with pyarrow, pandas and astropy. Debian 12 has no pyarrow, so CI goes without; the fast
 * suite reads what they wrote, and parquet-wasm reads what we write.
 */
const python = process.env.STARSIFT_PYARROW
const isThere = python !== undefined && spawnSync(python, ['-c', 'import pyarrow']).status === 0
if (!isThere) console.log('skipped: no Python with pyarrow (set STARSIFT_PYARROW)')

const asked = (...words: string[]): string =>
  execFileSync(python!, [resolve('test/reference/table_parquet.py'), ...words], {
    encoding: 'utf8',
  })

const table = new Table(
  [
    {
      name: 'id',
      values: BigInt64Array.of(2n ** 60n + 1n, 0n, -7n),
      missing: Uint8Array.of(0, 1, 0),
      description: 'an <id> & "more"',
    },
    {
      name: 'x',
      values: Float64Array.of(1.5, Number.NaN, Number.NaN),
      missing: Uint8Array.of(0, 1, 0),
      unit: 'pix',
    },
    { name: 'f', values: Float32Array.of(1.5, -0, Number.POSITIVE_INFINITY), unit: 'mag' },
    { name: 'i', values: Int32Array.of(1, -2, 3) },
    { name: 's', values: Int16Array.of(1, -2, 3) },
    { name: 'u', values: Uint8Array.of(1, 255, 3) },
    { name: 't', values: ['a b ', '', 'é☆'], missing: Uint8Array.of(0, 0, 1) },
    { name: 'ok', values: [true, false, true] },
    { name: 'v', values: Float64Array.of(1, 2, 3, 4, 5, 6), width: 2, unit: 'deg' },
    { name: 'l', values: Int32Array.of(1, 2, 3), offsets: Int32Array.of(0, 2, 2, 3) },
  ],
  { comments: ['one'] },
)

test.skipIf(!isThere)('pyarrow, pandas and astropy read what we write', async () => {
  const path = join(temporaryFolder(), 'ours.parquet')
  writeFileSync(path, await tableBytes(table, 'parquet'))
  expect(JSON.parse(asked('read', path))).toEqual({
    cells: {
      id: [String(2n ** 60n + 1n), null, '-7'],
      x: ['1.5', null, 'nan'],
      f: ['1.5', '-0.0', 'inf'],
      i: ['1', '-2', '3'],
      s: ['1', '-2', '3'],
      u: ['1', '255', '3'],
      t: ['a b ', '', null],
      ok: [true, false, true],
      v: [
        ['1.0', '2.0'],
        ['3.0', '4.0'],
        ['5.0', '6.0'],
      ],
      l: [['1', '2'], [], ['3']],
    },
    types: {
      ...{ id: 'int64', x: 'double', f: 'float', i: 'int32', s: 'int16', u: 'uint8' },
      ...{ t: 'string', ok: 'bool', v: 'list<element: double not null>' },
      l: 'list<element: int32 not null>',
    },
    pandas: {
      ...{ id: 'float64', x: 'float64', f: 'float32', i: 'int32', s: 'int16', u: 'uint8' },
      ...{ t: 'str', ok: 'bool', v: 'object', l: 'object' },
    },
    units: { id: '', x: 'pix', f: 'mag', i: '', s: '', u: '', t: '', ok: '', v: 'deg', l: '' },
    descriptions: {
      ...{ id: 'an <id> & "more"', x: '', f: '', i: '', s: '', u: '', t: '', ok: '', v: '' },
      l: '',
    },
    comments: ['one'],
  })
})

test.skipIf(!isThere)(
  'files of pyarrow, pandas and astropy are those of the fast suite',
  async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'said.json'), asked('write', folder))
    const names = readdirSync(folder).sort()
    const version = execFileSync(python!, ['-c', 'import pyarrow; print(pyarrow.__version__)'])
    storeFiles(
      'parquet',
      `test/reference/table_parquet.py, pyarrow ${version}`.trim(),
      folder,
      names,
    )
    for (const name of names.filter((file) => file.endsWith('.parquet'))) {
      const path = join(folder, name)
      const { nRows } = await readTable(memorySource(new Uint8Array(readFileSync(path)), path))
      expect(nRows, name).toBeGreaterThan(0)
    }
  },
)
