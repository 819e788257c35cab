/** Files of an earlier run that only some runs write. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeResults } from '../../src/report/result-folder.js'
import { tableOfRecords } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'

const folder = join(temporaryFolder(), 'run')
const link = (file: string) => `<a href="${file}">${file}</a>`

/** A run of a verb that writes purity.ecsv only where purity is known. */
const run = (isKnown: boolean) =>
  writeResults(folder, {
    page: 'page.html',
    html: ({ tables }) => tables.map(link).join(''),
    tables: new Map([['shares', tableOfRecords([{ n: 1 }])]]),
    figures: [],
    others: new Map(isKnown ? [['purity.ecsv', new Uint8Array(3)]] : []),
    sometimes: ['purity.ecsv'],
  })

test('what this run does not write goes, if an earlier page links to it', async () => {
  await run(true)
  expect(readdirSync(folder).sort()).toEqual(['page.html', 'purity.ecsv', 'shares.csv'])
  await run(false)
  expect(readdirSync(folder).sort()).toEqual(['page.html', 'shares.csv'])
  writeFileSync(join(folder, 'purity.ecsv'), 'mine')
  await run(false)
  expect(readdirSync(folder)).toContain('purity.ecsv')
})
