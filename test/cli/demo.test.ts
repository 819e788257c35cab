/** `starsift demo`: everything from nothing, without a network, in the folder that was named. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseCsv } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal } from './command-line.js'

const folder = temporaryFolder()
const out = join(folder, 'new', 'demo')

describe('demo', () => {
  let stdout = ''
  beforeAll(async () => {
    stdout = await done('demo', '--out', out)
  })

  test('writes what it says', () => {
    expect(readdirSync(out, { recursive: true }).map(String).sort()).toEqual(
      [
        'candidates.csv',
        'classes.csv',
        'mosaics',
        'mosaics/demo_f275w.fits',
        'mosaics/demo_f336w.fits',
        'mosaics/demo_f438w.fits',
        'mosaics/demo_f555w.fits',
        'mosaics/demo_f814w.fits',
        'report',
        'report/report.html',
        'untrained.onnx',
      ].sort(),
    )
    expect(stdout).toContain(`catalogue: ${join(out, 'classes.csv')}`)
    expect(stdout).toContain(`report: ${join(out, 'report', 'report.html')}`)
  })

  test('shows the first rows, and says that the weights are random', () => {
    const lines = stdout.split('\n')
    expect(lines[0]).toBe('id,x,y,class,ml_class,ml_p1,ml_p2,ml_p3,ml_p4,ml_qual,ml_flags')
    expect(lines[1]).toMatch(/^1,\d/)
    expect(lines[6]).toMatch(/^classified 60 of 60 candidates in /)
    expect(stdout).toContain("the model's weights are random: these classes mean nothing")
  })

  test('gives every candidate a class', () => {
    const table = parseCsv(readFileSync(join(out, 'classes.csv'), 'utf8'))
    expect(table.nRows).toBe(60)
    for (const value of table.column('ml_class').values) expect([1, 2, 3, 4]).toContain(value)
  })

  test('the report needs nothing from elsewhere', () => {
    const page = readFileSync(join(out, 'report', 'report.html'), 'utf8')
    expect(page).not.toMatch(/(src|href)="https?:/)
    expect(page).toContain('F814W')
  })

  test('what it made can be classified again by hand, to the same bytes', async () => {
    const again = join(folder, 'again.csv')
    const [catalog, model] = [join(out, 'candidates.csv'), join(out, 'untrained.onnx')]
    const args = ['--catalog', catalog, '--model', model, '--out', again, '--origin', '0']
    await done('classify', join(out, 'mosaics'), ...args)
    expect(readFileSync(again)).toEqual(readFileSync(join(out, 'classes.csv')))
  })
})

test('a folder that cannot be made', async () => {
  writeFileSync(join(folder, 'file'), '')
  const below = join(folder, 'file', 'demo')
  expect(await refusal(folder, 1, 'demo', '--out', below)).toMatchInlineSnapshot(
    `"starsift: file: a file, where a folder is to be; give the name of another folder"`,
  )
  expect(await refusal(folder, 1, 'demo', '--out', '/proc/demo')).toMatch(/^starsift: \/proc/)
})
