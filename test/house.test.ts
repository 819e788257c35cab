/** Holds the plan of the house: which folder may import which, and which run in a browser. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'

/** A folder imports only from those after it. */
const FLOORS = [
  ...['cli', 'report', 'figures', 'train', 'classify', 'evaluate', 'science', 'simulate', 'models'],
  ...['cutouts', 'catalog', 'nn', 'trees', 'statistics', 'tables', 'wcs', 'files', 'fits', 'bytes'],
]
const BROWSER = [
  ...['bytes', 'fits', 'wcs', 'tables', 'nn', 'models'],
  ...['trees', 'statistics', 'evaluate', 'science'],
]

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.split(sep).join('/')}`)
  .filter((path) => /^src\/\w+\/.*\.ts$/.test(path))

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((m) => m[1])
}

test.each(files)('%s imports downwards only', (file) => {
  const folder = file.split('/')[1]
  expect(FLOORS, `src/${folder} has no floor in test/house.test.ts`).toContain(folder)
  for (const name of importsOf(file).filter((name) => name.startsWith('.'))) {
    const target = relative('src', join(dirname(file), name)).split(sep)[0]
    if (!FLOORS.includes(target)) continue
    expect(FLOORS.indexOf(target), `${name} climbs`).toBeGreaterThanOrEqual(FLOORS.indexOf(folder))
  }
})

test.each(files.filter((file) => BROWSER.includes(file.split('/')[1])))(
  '%s runs in a browser',
  (file) => {
    const nodeOnly = importsOf(file).filter((name) => name.startsWith('node:'))
    expect(nodeOnly).toEqual([])
  },
)
