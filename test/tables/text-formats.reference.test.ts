/**
 * Text tables as astropy reads them: our cases, the files that astropy itself is tested with, and
 * what we write. STILTS reads that, too.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, Table, type TableFormat, tableBytes } from '../../src/tables/index.js'
import { expectStored } from '../setup/golden.js'
import { answersOf, hasProgram, madeBy, runPython, withPython } from '../setup/peers.js'
import {
  readCase,
  type SeenColumn,
  seenOf,
  TEXT_CASES,
  type TextCase,
  withoutUnits,
} from './text-cases.js'

interface Seen {
  name: string
  values: unknown[]
  mask: boolean[]
}

function withoutUnit(table: Table): Table {
  return new Table(table.columns.map(({ unit, ...column }) => column))
}

/** A table with what both formats hold, and what they hold in another way. */
const OURS = new Table([
  {
    name: 'id',
    values: BigInt64Array.of(2n ** 62n + 1n, 0n, -7n),
    missing: Uint8Array.of(0, 1, 0),
    description: 'a number',
  },
  { name: 'i', values: Int32Array.of(1, -2, 3) },
  { name: 'x', values: Float64Array.of(0.1, 2.5, 1e-300), unit: 'mag' },
  { name: 'g', values: Float64Array.of(1, Number.NaN, 3), missing: Uint8Array.of(0, 1, 0) },
  { name: 't', values: ['a  b', '', 'c null'], missing: Uint8Array.of(0, 1, 0) },
  // What the formats have no place for stands in notes, which others take for comments.
  { name: 'f', values: Float32Array.of(0.1, Number.POSITIVE_INFINITY, -3), description: 'a  b' },
  { name: 's', values: Int16Array.of(1, 2, 3) },
  { name: 'ok', values: [true, false, true] },
  { name: 'e', values: ['', ' a', 'b\nc'] },
])

function written(format: TableFormat): string {
  const path = join(mkdtempSync(join(tmpdir(), 'starsift-text-')), `ours.${format}`)
  writeFileSync(path, tableBytes(OURS, format) as Uint8Array)
  return path
}

test.skipIf(!hasProgram('stilts'))('our IPAC to STILTS, and back', async () => {
  const back = `${written('ipac')}.back`
  const ours = back.replace(/\.back$/, '')
  execFileSync('stilts', ['tpipe', `in=${ours}`, 'ifmt=ipac', `out=${back}`, 'ofmt=ipac'])
  const again = await readTable(memorySource(new Uint8Array(readFileSync(back)), 'back.tbl'))
  expect(seenOf(again)).toEqual(seenOf(OURS))
  const types = (table: Table) => table.columns.map(({ values }) => values.constructor)
  expect(types(again)).toEqual(types(OURS))
  expect(again.column('f').description).toBe('a  b')
  expect(again.column('x').unit).toBe('mag')
  expect(again.column('id').description).toBe('a number')
})

withPython('astropy', 'against astropy', () => {
  test.each<[TableFormat, string]>([
    ['ipac', 'ascii.ipac'],
    ['fixed', 'ascii.fixed_width_two_line'],
  ])('our %s to astropy', (format, form) => {
    // astropy's reader of two lines takes no line of units.
    const table = format === 'ipac' ? OURS : withoutUnit(OURS)
    const path = written(format)
    writeFileSync(path, tableBytes(table, format) as Uint8Array)
    const { columns } = JSON.parse(runPython('table_read.py', path, form))
    const cells = columns.map(({ name, values, mask }: Seen) => [
      name,
      values.map((value, row) => (mask[row] ? null : value)),
    ])
    expect(Object.fromEntries(cells)).toEqual({
      id: [String(2n ** 62n + 1n), null, '-7'],
      i: ['1', '-2', '3'],
      x: [0.1, 2.5, 1e-300],
      g: [1, null, 3],
      t: ['a  b', null, 'c null'],
      f: [0.1, 'inf', -3],
      s: ['1', '2', '3'],
      ok: ['True', 'False', 'True'],
      e: format === 'ipac' ? ['""', 'a', 'b c'] : ['""', '" a"', 'b c'],
    })
  })

  test('our cases, and what is stored of them', async () => {
    const answers = answersOf<Record<string, SeenColumn[]>>('table_texts.py', TEXT_CASES)
    expectStored('text-tables', madeBy('table_texts.py', 'astropy'), answers)
    for (const [name, asked] of Object.entries(TEXT_CASES)) {
      expect(seenOf(await readCase(asked)), name).toEqual(withoutUnits(answers[name]))
    }
  })

  test.each(['ipac', 'cds', 'daophot', 'fixed_width_two_line'])(
    'the files of astropy: %s',
    async (form) => {
      const files: Record<string, TextCase & { columns: SeenColumn[] }> = JSON.parse(
        runPython('table_texts.py', 'own', form),
      )
      for (const [name, file] of Object.entries(files)) {
        const expected = withoutUnits(file.columns)
        const table = await readCase(file, name.split('/').at(-1))
        const notes = [...(table.meta.notes ?? [])]
        if (name === 'ipac.dat') {
          // The digits of its second row run under the bars: astropy cuts them there.
          expect(notes).toEqual([
            '1 of 2 rows (2) run under the bars: cells that touch are missing',
            '1 of 2 rows (2) have text behind the last bar',
          ])
          for (const column of expected) column.cells[1] = null
        } else if (name.startsWith('fixed')) expected[1].cells[0] = 'hello'
        expect(seenOf(table), name).toEqual(expected)
      }
    },
  )
})
