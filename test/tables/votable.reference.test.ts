/** VOTables to and from astropy and STILTS: values, types, masks, NaN, units, descriptions. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, type Table, tableBytes } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { hasProgram, runPython, withPython } from '../setup/peers.js'
import { rowsOfTable } from './tables.js'

const EXPECTED = {
  id: [2n ** 60n + 1n, null, 7n],
  i: [1, -2, 3],
  s: [1, 2, 3],
  b: [0, 255, 3],
  f: [1.5, Number.NaN, Number.POSITIVE_INFINITY],
  d: [0.1, null, Number.NaN],
  t: ['a b ', 'x', 'é☆'],
  ok: [true, false, true],
  v: [
    [0, 1],
    [2, 3],
    [4, 5],
  ],
}
const TYPES = ['BigInt64', 'Int32', 'Int16', 'Uint8', 'Float32', 'Float64', '', '', 'Float64']

async function readFrom(path: string): Promise<Table> {
  return readTable(memorySource(new Uint8Array(readFileSync(path)), path))
}

function check(table: Table): void {
  expect(rowsOfTable(table)).toEqual(EXPECTED)
  expect(table.columns.map(({ values }) => values.constructor.name.replace('Array', ''))).toEqual(
    TYPES,
  )
  expect(table.column('d').unit).toBe('mag')
  expect(table.column('id').description).toBe('an <id> & more')
}

withPython('astropy', 'against astropy', () => {
  const folder = temporaryFolder()
  const said = () => JSON.parse(runPython('table_votable.py', 'write', folder))

  test.each(['tabledata', 'binary2'])('what astropy writes as %s', async (form) => {
    const expected = said()
    const table = await readFrom(join(folder, `${form}.vot`))
    check(table)
    const ours = join(folder, `ours-${form}.vot`)
    writeFileSync(ours, tableBytes(table, 'votable'))
    check(await readFrom(ours))
    expect(JSON.parse(runPython('table_votable.py', 'read', ours))).toEqual(expected)
  })

  test.skipIf(!hasProgram('stilts'))('by way of STILTS, in each of its forms', async () => {
    said()
    const ours = join(folder, 'ours.vot')
    writeFileSync(ours, tableBytes(await readFrom(join(folder, 'binary2.vot')), 'votable'))
    for (const form of ['votable-binary2-inline', 'votable-tabledata', 'fits']) {
      const out = join(folder, `${form}.out`)
      execFileSync('stilts', ['tpipe', `in=${ours}`, `out=${out}`, `ofmt=${form}`])
      const { f, d, t, ...exact } = rowsOfTable(await readFrom(out))
      const { f: f0, d: d0, t: t0, ...expected } = EXPECTED
      expect(exact).toEqual(expected)
      // STILTS has one sign for NaN and for no value; its FITS text is ASCII, without blanks at
      // the end.
      const nan = (cells: unknown[]) => cells.map((cell) => cell ?? Number.NaN)
      expect([nan(f), nan(d)]).toEqual([nan(f0), nan(d0)])
      if (form !== 'fits') expect(t).toEqual(t0)
    }
  })
})
