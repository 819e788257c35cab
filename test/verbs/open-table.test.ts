/** Catalogues that do not say themselves how they are read: a ReadMe beside, and `--format`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openTable } from '../../src/verbs/open-table.js'
import { done, refusal } from '../cli/command-line.js'
import { temporaryFolder } from '../fits/files.js'
import { TEXT_CASES } from '../tables/text-cases.js'

const folder = temporaryFolder()
const { text, readMe } = TEXT_CASES['table of the CDS beside its ReadMe']
const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('a ReadMe beside a table describes its columns, also where the table is packed', async () => {
  write('ReadMe', readMe!)
  for (const [name, content] of [
    ['table.dat', text],
    ['more.dat.gz', gzipSync(text)],
  ] as const) {
    const table = await openTable(write(name, content))
    expect(table.names).toEqual(['No', 'Wave', 'Name'])
    expect([...table.meta.notes!][0]).toBe(
      'columns: as ReadMe describes those of table.dat, more*.dat',
    )
  }
  expect((await openTable(write('else.dat', 'x y\n1 2\n'))).names).toEqual(['x', 'y'])
})

test('--format overrules what the content says', async () => {
  const path = write('odd.txt', '# a comment\n# id x y\n1 2 3\n4 5 6\n')
  expect((await openTable(path)).names).toEqual(['id', 'x', 'y'])
  const bars = write('bars.txt', '| x | y |\n| 1 | 2 |\n')
  await expect(openTable(bars, { format: 'ipac' })).rejects.toThrow('a table without rows')
  await expect(openTable(bars, { format: 'fits' })).rejects.toThrow('bars.txt')
  expect((await openTable(bars, { format: 'csv' })).names).toEqual(['| x | y |'])
})

test('--format on the command line', async () => {
  const truth = write('truth.csv', 'id,class\n1,1\n2,4\n')
  const predicted = write('predicted.csv', 'id,ml_class\n1,1\n2,4\n')
  const words = ['evaluate', predicted, '--truth', truth, '--out', join(folder, 'out'), '--format']
  expect(await refusal(folder, 2, ...words, 'excel')).toContain(
    '--format: expected csv, ecsv, fits',
  )
  await done(...words, 'csv')
})
