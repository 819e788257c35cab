/** `starsift science` as a process: what it writes and prints, and how it refuses. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { csvText } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { madeUpCatalogue, without } from '../science/catalogues.js'
import { done, refusal, starsift } from './command-line.js'

const folder = temporaryFolder()
const path = (name: string) => join(folder, name)
const catalogue = path('catalogue.csv')
const both = ['--class-column', 'human', '--class-column', 'machine=net']
const near = ['--distance-mpc', '10']

beforeAll(() => {
  // Few quantities, since every one of them is drawn.
  const others = ['mag_nuv', 'mag_u', 'mag_b', 'ci', 'age', 'mass']
  const table = others.reduce(without, madeUpCatalogue(150))
  writeFileSync(catalogue, csvText(table))
  const rows = Array.from({ length: 150 }, (_, row) => `${row + 1},${1 + (row % 4)}`)
  writeFileSync(path('predictions.csv'), `Id,Prediction\n${rows.reverse().join('\n')}\n`)
})

describe('a run', () => {
  let answer: Record<string, unknown> & { slopes: Record<string, unknown>[]; verdicts: object[] }
  const out = path('science')

  beforeAll(async () => {
    const joined = ['--classes-from', `${path('predictions.csv')}:Prediction=StarcNet`]
    const fit = ['--fit', 'v=10:', '--fit', 'v=:23']
    const flags = [...both, ...joined, ...near, ...fit, '--out', out, '--json']
    answer = JSON.parse(await done('science', catalogue, ...flags))
  })

  test('prints one JSON object with every table', () => {
    expect(Object.keys(answer)).toEqual([
      'page',
      'distanceMpc',
      'distanceModulus',
      'notes',
      'nCandidates',
      'verdicts',
      'samples',
      'slopes',
      'slopeDifferences',
      'distributions',
      'counts',
    ])
    expect(answer).toMatchObject({ page: join(out, 'science.html'), distanceModulus: 30 })
    expect(answer.verdicts).toHaveLength(2)
    const [v] = answer.slopes.filter((row) => row.function === 'luminosity_v')
    expect(v).toMatchObject({ classes: 'human', low: 10, high: 23, limit: 'as asked' })
    expect(v.slope).toBeGreaterThan(1.5)
  })

  test('writes a page that shows the command, tables, and figures in three formats', () => {
    expect(readFileSync(join(out, 'science.html'), 'utf8')).toContain(
      '--fit v=10: --fit v=:23 --out ',
    )
    expect(readFileSync(join(out, 'slopes.csv'), 'utf8').split('\n')).toHaveLength(2 * 3 + 2)
    expect(readdirSync(join(out, 'figures'))).toEqual(
      expect.arrayContaining(['luminosity-v.pdf', 'luminosity-v.png', 'luminosity-v.svg']),
    )
  })
})

test('one column, for people', async () => {
  const text = await done(
    ...['science', catalogue, '--class-column', 'human', ...near, '--out', path('one')],
  )
  expect(text).toMatch(/^150 candidates with classes in every column; clusters: human \d+\n/)
  expect(text).toMatch(/\n {2}luminosity in V: human [12]\.\d\d \([\d. to]+, n = \d+\)\n/)
  expect(text).toMatch(/\npage: .*one\/science\.html\n$/)
})

describe('refused', () => {
  const out = ['--out', path('refused')]
  const science = (code: 1 | 2, ...flags: string[]) =>
    refusal(folder, code, 'science', catalogue, ...out, ...flags)

  test('without a distance: it is never assumed', async () => {
    const { code, stderr } = await starsift('science', catalogue, ...both, ...out)
    expect(code).toBe(2)
    expect(stderr).toContain("required option '--distance-mpc <d>' not specified")
  })

  test.each([
    [['--distance-mpc', '0', ...both], '--distance-mpc: expected a number above 0, got 0'],
    [near, 'no column of classes: expected --class-column or --classes-from'],
    [[...near, ...both, '--fit', 'r=1:2'], '--fit: expected nuv, u, b, v, i, age or mass'],
    [
      [...near, ...both, '--fit', 'v=30:'],
      '--fit v: nothing lies within the limits: expected a lower limit below the upper one, got 30 to',
    ],
    [[...near, ...both, '--classes', '1,5'], '--classes: expected some of 1,2,3,4, got 1,5'],
    [[...near, ...both, '--column', 'mag_r=R'], '--column: expected one of mag_nuv, mag_u'],
  ])('the command: %j', async (flags, message) => {
    expect(await science(2, ...flags)).toContain(message)
  })

  test.each([
    [[...near, '--class-column', 'humam'], 'catalogue.csv: no column humam; did you mean human?'],
    [[...near, '--class-column', 'mag_v'], 'catalogue.csv, column mag_v, row 1: unknown class'],
    [[...near, ...both, '--column', 'mag_u=F336W'], 'catalogue.csv: no column F336W'],
    [[...near, '--classes-from', 'absent.csv:class'], 'absent.csv: '],
  ])('the input: %j', async (flags, message) => {
    expect(await science(1, ...flags)).toContain(message)
    expect(existsSync(path('refused'))).toBe(false)
  })
})
