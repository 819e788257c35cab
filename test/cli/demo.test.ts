/** `starsift demo`: everything from nothing, without a network, in the folder that was named. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseCsv } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal } from './command-line.js'

const folder = temporaryFolder()
const out = join(folder, 'new', 'demo')
const FIELD = 'demo/sim2-1'

describe('demo', () => {
  let stdout = ''
  const home = join(folder, 'home')
  beforeAll(() => {
    mkdirSync(home)
    const { XDG_CACHE_HOME: _, ORT_DISABLE_TELEMETRY: __, ...others } = process.env
    const env = { ...others, HOME: home, USERPROFILE: home, LOCALAPPDATA: home }
    const program = resolve('dist/cli/main.js')
    const run = [program, 'demo', '--out', out]
    stdout = execFileSync(process.execPath, run, { env, encoding: 'utf8', stdio: 'pipe' })
  })

  test('speaks to nobody: the runtime’s reports on its use are off, and leave nothing at home', () => {
    expect(readdirSync(home, { recursive: true })).toEqual([])
  })

  test('writes what it says', () => {
    expect(readdirSync(out, { recursive: true }).map(String).sort()).toEqual(
      [
        'classes.csv',
        'field',
        ...readdirSync(FIELD).map((name) => `field/${name}`),
        'report',
        'report/report.html',
      ].sort(),
    )
    expect(stdout).toContain(`catalogue: ${join(out, 'classes.csv')}`)
    expect(stdout).toContain(`report: ${join(out, 'report', 'report.html')}`)
  })

  test('shows the first rows, and how often they are right', () => {
    const lines = stdout.split('\n')
    expect(lines[0]).toBe(
      'id,x,y,class,sub_class,ml_class,ml_p1,ml_p2,ml_p3,ml_p4,ml_set,ml_qual,ml_entropy,ml_flags',
    )
    expect(lines[1]).toMatch(/^1,\d/)
    expect(lines[6]).toMatch(/^right for 48 known classes: \d+\.\d % .* in two \(cluster or not\)$/)
    expect(lines[7]).toContain('On real fields, two people agree in 70.4 % and 84.6 %.')
    expect(lines[8]).toMatch(/^classified 48 of 48 candidates in /)
  })

  test('gives what it gave before', () => {
    const { classes, probabilities } = JSON.parse(readFileSync('test/golden/demo.json', 'utf8'))
    const table = parseCsv(readFileSync(join(out, 'classes.csv'), 'utf8'))
    expect([...table.column('ml_class').values]).toEqual(classes)
    for (const [k, expected] of probabilities.entries()) {
      const { values } = table.column(`ml_p${k + 1}`)
      const differences = expected.map((p: number, row: number) =>
        Math.abs(p - Number(values[row])),
      )
      expect(Math.max(...differences)).toBeLessThan(1e-4)
    }
  })

  test('gives every candidate a class', () => {
    const table = parseCsv(readFileSync(join(out, 'classes.csv'), 'utf8'))
    expect(table.nRows).toBe(48)
    for (const value of table.column('ml_class').values) expect([1, 2, 3, 4]).toContain(value)
  })

  test('the report needs nothing from elsewhere', () => {
    const page = readFileSync(join(out, 'report', 'report.html'), 'utf8')
    expect(page).not.toMatch(/(src|href)="https?:/)
    expect(page).toContain('F814W')
  })

  test('its field can be classified by hand, to the same bytes', async () => {
    const again = join(folder, 'again.csv')
    const args = ['--catalog', join(FIELD, 'sim2-1_candidates.ecsv'), '--origin', '1']
    await done('classify', FIELD, ...args, '--out', again)
    expect(readFileSync(again)).toEqual(readFileSync(join(out, 'classes.csv')))
  })

  test('its field is what the command in demo/README.md makes, and small', async () => {
    const [, command] = /^ {4}npx starsift (simulate .*)$/m.exec(
      readFileSync('demo/README.md', 'utf8'),
    )!
    const made = join(folder, 'made')
    await done(...command.split(' ').map((word) => (word === 'demo' ? made : word)))
    const names = readdirSync(FIELD)
    expect(readdirSync(join(made, 'sim2-1'))).toEqual(names)
    for (const name of names) {
      expect(
        readFileSync(join(made, 'sim2-1', name)).equals(readFileSync(join(FIELD, name))),
        name,
      ).toBe(true)
    }
    const bytes = names.map((name) => statSync(join(FIELD, name)).size)
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(2e6)
  })
})

test('a folder that cannot be made', async () => {
  writeFileSync(join(folder, 'file'), '')
  const below = join(folder, 'file', 'demo')
  expect(await refusal(folder, 1, 'demo', '--out', below)).toMatchInlineSnapshot(
    `"starsift: file: a file has the name of the folder; give the name of another folder"`,
  )
  expect(await refusal(folder, 1, 'demo', '--out', '/proc/demo')).toMatch(/^starsift: \/proc/)
})
