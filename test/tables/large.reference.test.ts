/** A large table is read and written in seconds. */
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { csvText, readTable, tableBytes } from '../../src/tables/index.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (name: string, content: Uint8Array) => readTable(memorySource(content, name))

test('100,000 rows of 40 columns take a few seconds', async () => {
  const row = Array.from({ length: 40 }, (_, c) => (c === 0 ? 'id' : (c * 1.2345).toFixed(5)))
  const line = (i: number, mark: string) => `${i}${mark}${row.slice(1).join(mark)}`
  const names = row.map((_, c) => `c${c}`)
  const text = (mark: string, head: string) =>
    `${head}${names.join(mark)}\n${Array.from({ length: 100_000 }, (_, i) => line(i, mark)).join('\n')}\n`
  const csv = bytes(text(',', ''))
  const table = await timed('read .csv', () => read('a.csv', csv))
  const tab = bytes(text(' ', '# '))
  await timed('read .tab', () => read('a.tab', tab))
  const ecsv = await timed('write .ecsv', () => tableBytes(table, 'ecsv'))
  await timed('read .ecsv', () => read('a.ecsv', ecsv))
  const fits = await timed('write .fits', () => tableBytes(table, 'fits'))
  await timed('read .fits', () => read('a.fits', fits))
  expect(csvText(table).length).toBe(csv.length)
  expect(table.nRows).toBe(100_000)
})

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now()
  const answer = await work()
  const seconds = (performance.now() - start) / 1000
  console.log(`${what}: 100,000 x 40 in ${seconds.toFixed(2)} s`)
  // A few seconds on an idle machine; this one may be busy.
  expect(seconds).toBeLessThan(60)
  return answer
}
