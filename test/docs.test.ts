/** README's commands run as printed, and what they leave is explained in the reference of files. */
import { execFileSync, execSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { SOFTWARE } from '../src/software.js'
import { type Column, parseCsv } from '../src/tables/index.js'
import { unnamedColumns, unnamedFiles } from './docs/documented-files.js'

const readme = readFileSync('README.md', 'utf8')

/** Commands of the blocks marked `sh`; blocks without a mark need the reader's own files. */
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) =>
    block
      .replace(/ \\\n\s*/g, ' ')
      .trim()
      .split('\n'),
  )
  .map((line) => line.replace(/\s+#.*/, ''))

describe('README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-readme-'))

  beforeAll(() => {
    for (const name of ['dist', 'node_modules', 'package.json']) {
      symlinkSync(resolve(name), join(folder, name))
    }
    execFileSync('node', ['dist/cli/main.js', 'demo'], { cwd: folder, stdio: 'ignore' })
  })

  test('begins with the two commands', () => {
    expect(commands.slice(0, 2)).toEqual(['npm start', 'npm test'])
  })

  test.each(commands.slice(2))('%s', (command) => {
    const direct = command.replace(/^npx starsift /, 'node dist/cli/main.js ')
    execSync(direct, { cwd: folder, stdio: 'pipe' })
    const [, out] = /--out (\S+)/.exec(command) ?? []
    if (out) expect(existsSync(join(folder, out))).toBe(true)
  })

  test('has at most 150 lines', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150)
  })

  test('shows the first rows that the demo prints', () => {
    const [, shown] = /<!-- demo output -->\n```\n([\s\S]*?)```/.exec(readme) ?? []
    const [table, rows] = [
      readFileSync(join(folder, 'starsift-demo/classes.csv'), 'utf8'),
      shown,
    ].map((text) => parseCsv(text))
    for (const { name } of rows.columns) {
      for (let i = 0; i < rows.nRows; i++) {
        expect(roundedCell(rows.column(name), i), name).toBe(roundedCell(table.column(name), i))
      }
    }
  })

  const science = 'science/ --distance-mpc 18 --class-column class=truth --class-column ml_class'

  test('what is left is named in docs/reference/files.md, with its columns', async () => {
    const program = 'node dist/cli/main.js science classes.fits --out'
    execSync(`${program} ${science}`, { cwd: folder, stdio: 'pipe' })
    for (const name of ['starsift-demo', 'report', 'evaluation', 'science']) {
      expect(unnamedFiles(join(folder, name))).toEqual([])
    }
    const tables = ['evaluation', 'science'].flatMap((name) =>
      readdirSync(join(folder, name))
        .filter((file) => file.endsWith('.csv'))
        .map((file) => join(name, file)),
    )
    expect(tables.length).toBeGreaterThan(10)
    const others = ['starsift-demo/classes.csv', 'classes.fits', 'stamps.fits']
    for (const table of [...tables, ...others]) {
      expect(await unnamedColumns(join(folder, table)), table).toEqual([])
    }
  })
})

/** What two machines must agree on: not the last digits of a float32 sum. */
function roundedCell({ values }: Column, row: number): string {
  const value = values[row]
  return typeof value === 'number' ? value.toFixed(4) : String(value)
}

test('the version is the same everywhere', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(SOFTWARE).toBe(`starsift ${version}`)
  expect(readFileSync('CITATION.cff', 'utf8')).toContain(`version: ${version}\n`)
  expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`## ${version}`)
})
