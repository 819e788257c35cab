/** A large catalogue is planned, and a piece of it done, in memory that does not grow with it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const N_ROWS = 1_000_000
/** Read whole, this catalogue takes 560 MB. */
const MOST_MB = 300

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'starsift-memory-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Says the largest memory of a process when it ends, in units of 10^6 bytes. */
const SAYING = `data:text/javascript,process.on('exit',()=>process.stdout.write(
  '\\nMB '+Math.ceil(process.resourceUsage().maxRSS*1024/1e6)+'\\n'))`

function megabytesOf(...words: string[]): number {
  const said = execFileSync(
    process.execPath,
    ['--import', SAYING.replace(/\n\s*/, ''), resolve('dist/cli/main.js'), ...words],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 500_000 },
  )
  return Number(/MB (\d+)/.exec(said)![1])
}

test('10^6 rows', () => {
  const rows = Array.from({ length: N_ROWS }, (_, row) => {
    const [x, y] = [(row * 37.7) % 215, (row * 91.13) % 215]
    return `${row},${(20 + x).toFixed(3)},${(20 + y).toFixed(3)},${20 + (row % 60) / 10}\n`
  })
  const catalog = join(folder, 'large.csv')
  writeFileSync(catalog, `id,x,y,mag\n${rows.join('')}`)
  const job = join(folder, 'job')
  const asked = ['--catalog', catalog, '--origin', '1', '--pieces', '10000', '--out', job]
  const planned = megabytesOf('plan', 'classify', 'demo/sim2-1', ...asked)
  const worked = megabytesOf('work', job, '--piece', '5000')
  console.log(`planned in ${planned} MB, a piece in ${worked} MB`)
  expect(planned).toBeLessThan(MOST_MB)
  expect(worked).toBeLessThan(MOST_MB)
})
