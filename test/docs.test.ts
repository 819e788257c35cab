/** The documentation is held to the program: README's commands run as printed, tables equal their source. */
import { execFileSync, execSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { FLAGS } from '../src/catalog/index.js'
import { SOFTWARE } from '../src/software.js'
import { type Column, parseCsv } from '../src/tables/index.js'

const readme = readFileSync('README.md', 'utf8')

/** Commands of the blocks marked `sh`; blocks without a mark need the reader's own files. */
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block.trim().split('\n'))
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

  test('has at most 150 lines, and links only to files that are there', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150)
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target)
    expect(links.filter((target) => !existsSync(target))).toEqual([])
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
})

/** What two machines must agree on: not the last digits of a float32 sum. */
function roundedCell({ values }: Column, row: number): string {
  const value = values[row]
  return typeof value === 'number' ? value.toFixed(4) : String(value)
}

test('docs/reference/conventions.md lists every flag as the registry has it', () => {
  const page = readFileSync('docs/reference/conventions.md', 'utf8')
  for (const { bit, name, meaning, unclassified } of FLAGS) {
    expect(page).toContain(
      `| ${2 ** bit} | ${name} | ${meaning} | ${unclassified ? 'none' : 'given'} |`,
    )
  }
})

test('no page of docs/ has a gap that was to be filled', () => {
  const pages = readdirSync('docs').filter((name) => name.endsWith('.md'))
  expect(pages.filter((name) => readFileSync(join('docs', name), 'utf8').includes('@@'))).toEqual(
    [],
  )
})

test('the version is the same everywhere', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(SOFTWARE).toBe(`starsift ${version}`)
  expect(readFileSync('CITATION.cff', 'utf8')).toContain(`version: ${version}\n`)
  expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`## ${version}`)
})
