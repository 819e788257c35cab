/** Catalogues of other programs on the field of the demo, from the command line to the classes. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageFile } from '../../src/package-files.js'
import { csvText, parseCsv, parseEcsv, Table, typedColumn } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal } from './command-line.js'

const folder = temporaryFolder()
const field = packageFile('demo/sim2-1')
const own = join(field, 'sim2-1_candidates.ecsv')
const rows = parseEcsv(readFileSync(own, 'utf8'))
const numbers = (name: string) => [...(rows.column(name).values as Float64Array)]
const [x, y, ra, dec] = ['x', 'y', 'ra', 'dec'].map(numbers)

/** The classes, and the flags, that `classify` gives to a catalogue of these columns. */
async function classified(
  columns: Record<string, readonly (string | number)[]>,
  ...words: string[]
) {
  const table = new Table(Object.entries(columns).map(([n, v]) => typedColumn(n, v.map(String))))
  const [catalog, out] = ['catalogue.csv', 'out.csv'].map((name) => join(folder, name))
  writeFileSync(catalog, csvText(table))
  await done('classify', field, '--catalog', catalog, '--out', out, ...words)
  const found = parseCsv(readFileSync(out, 'utf8'))
  return {
    classes: [...(found.column('ml_class').values as Int32Array)],
    flags: [...(found.column('ml_flags').values as Int32Array)],
  }
}

/** As `12:34:56.7891`, with as many decimals as a position to a thousandth of a pixel needs. */
function sexagesimal(value: number, separator: string): string {
  const size = Math.abs(value) * 3600
  const [whole, minutes] = [Math.floor(size / 3600), Math.floor(size / 60) % 60]
  const parts = [whole, minutes].map((part) => String(part).padStart(2, '0'))
  return `${value < 0 ? '-' : '+'}${[...parts, (size % 60).toFixed(6)].join(separator)}`
}

test('the catalogue of simulate needs no origin', async () => {
  const asked = join(folder, 'asked.csv')
  const told = join(folder, 'told.csv')
  await done('classify', field, '--catalog', own, '--out', asked, '--origin', '1')
  await done('classify', field, '--catalog', own, '--out', told)
  expect(readFileSync(told)).toEqual(readFileSync(asked))
})

test('the same places in other words have the same classes', async () => {
  const expected = await classified({ x, y }, '--origin', '1')
  const others = [
    await classified({ x, y, RA_ICRS: ra, DE_ICRS: dec }),
    await classified({ a: x, b: y }, '--x', 'a', '--y', 'b', '--origin', '1'),
    await classified({
      xcenter: x.map((v) => v - 1),
      ycenter: y.map((v) => v - 1),
      aperture_sum: x,
    }),
    await classified({
      RAJ2000: ra.map((value) => sexagesimal(value / 15, ' ')),
      DEJ2000: dec.map((value) => sexagesimal(value, ' ')),
    }),
    await classified({ x: y, y: x, u: ra, v: dec }, '--ra', 'u', '--dec', 'v'),
  ]
  for (const { classes } of others) expect(classes).toEqual(expected.classes)
})

test('rows that lie elsewhere are flagged in the catalogue', async () => {
  const moved = x.map((value, row) => (row % 3 === 0 ? value + 20 : value))
  const { flags } = await classified({ x: moved, y, ra, dec }, '--origin', '1')
  expect(flags.map((bits) => (bits & 1024) !== 0)).toEqual(x.map((_, row) => row % 3 === 0))
})

test('a column that is not there, and half a pair', async () => {
  const words = ['classify', field, '--catalog', own, '--out', join(folder, 'no.csv')]
  expect(await refusal(folder, 1, ...words, '--x', 'xs', '--y', 'y')).toContain(
    'no column xs; did you mean x?',
  )
  expect(await refusal(folder, 2, ...words, '--ra', 'ra')).toContain('--ra without --dec')
})
