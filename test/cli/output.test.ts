/**
 * What a run prints: a summary or one JSON object on stdout, notes on stderr, progress on terminals
 * only.
 */
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { csvText, readTable } from '../../src/tables/index.js'
import { candidatesIn, mixedRows, writeField } from '../classify/small-field.js'
import { smallModel } from '../classify/small-model.js'
import { temporaryFolder } from '../fits/files.js'
import { done, starsift } from './command-line.js'

const root = temporaryFolder()
const images = join(root, 'images')
const model = join(root, 'small.onnx')
const catalog = join(root, 'candidates.csv')
let folder = ''

beforeAll(async () => {
  mkdirSync(images)
  writeField(images, 1)
  const { bytes, session } = await smallModel()
  await session.release()
  writeFileSync(model, bytes)
  writeFileSync(catalog, csvText(candidatesIn(mixedRows(60)).table))
})

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

const classifying = (...more: string[]) => {
  const out = join(folder, 'out.csv')
  return ['classify', images, '--catalog', catalog, '--model', model, '--out', out]
    .concat('--origin', '0')
    .concat(more)
}
const plain = (text: string) => text.replaceAll(`${folder}/`, '').replace(/\d+\.\d+ s\b/g, '# s')

describe('classify', () => {
  test('a summary on stdout, notes on stderr, and no progress', async () => {
    const { code, stdout, stderr } = await starsift(...classifying())
    expect(code).toBe(0)
    expect(plain(stdout)).toMatchInlineSnapshot(`
      "classified 56 of 60 candidates in # s
        class 1: 1, class 2: 2, class 3: 42, class 4: 11
        flags: no_position: 2, outside: 1, edge: 8, no_data: 1, gap: 3, nan_pixels: 1
      the model's weights are random: these classes mean nothing
      catalogue: out.csv
      "
    `)
    expect(stderr).toMatchInlineSnapshot(`
      "note: positions: x, y (0-based, as asked)
      note: 2 of 60 rows (2, 3) have no position
      note: ids: id
      "
    `)
  })

  test('--json: one object on stdout and nothing else', async () => {
    const { code, stdout } = await starsift(...classifying('--json'))
    expect(code).toBe(0)
    expect(stdout.trimEnd()).not.toContain('\n')
    const { seconds, ...others } = JSON.parse(stdout)
    expect(others).toMatchObject({
      out: join(folder, 'out.csv'),
      nCandidates: 60,
      nClassified: 56,
      flags: { no_position: 2, outside: 1, edge: expect.any(Number), no_data: expect.any(Number) },
      untrained: true,
    })
    const counts: number[] = Object.values(others.classes)
    expect(counts.reduce((a, b) => a + b)).toBe(others.nClassified)
    expect(Object.keys(seconds)).toEqual(['total', 'cutting', 'network'])
  })

  test('--regions: the classes for DS9, read as candidates again', async () => {
    const regions = join(folder, 'classes.reg')
    const { stderr } = await starsift(...classifying('--regions', regions))
    expect(stderr).toContain('2 of 60 rows have no position, and so no region')
    const table = await readTable(memorySource(readFileSync(regions), regions))
    expect(table.nRows).toBe(58)
    expect(table.names).toEqual(['id', 'ra', 'dec', 'shape', 'color', 'tag', 'ml_class'])
    const classes = [...(table.column('ml_class').values as Int32Array)]
    expect(classes.filter((value) => value === 3)).toHaveLength(42)
    const { code, stderr: twice } = await starsift(
      ...classifying('--regions', join(folder, 'out.csv')),
    )
    expect(code).toBe(2)
    expect(twice).toContain('two files')
  })

  test('--report: the page, and where it is', async () => {
    const report = join(folder, 'new', 'report')
    const stdout = await done(...classifying('--report', report))
    expect(stdout).toContain(`report: ${join(report, 'report.html')}`)
    const page = readFileSync(join(report, 'report.html'), 'utf8')
    expect(page).toMatch(/^<!doctype html>/i)
  })

  test('--shard', async () => {
    const { nCandidates } = JSON.parse(await done(...classifying('--json', '--shard', '2/7')))
    expect(nCandidates).toBe(Math.floor(120 / 7) - Math.floor(60 / 7))
  })

  test('the same bytes twice', async () => {
    const out = join(folder, 'out.csv')
    await done(...classifying())
    const first = readFileSync(out)
    await done(...classifying())
    expect(readFileSync(out).equals(first)).toBe(true)
  })
})

/** Debian's util-linux has `script`, which gives a program a terminal. */
describe.skipIf(!existsSync('/usr/bin/script'))('on a terminal', () => {
  test('progress is drawn, and wiped at the end', async () => {
    const command = [process.execPath, 'dist/cli/main.js', ...classifying('--batch', '1')].join(' ')
    const args = ['-qec', command, '/dev/null']
    const { stdout } = await promisify(execFile)('/usr/bin/script', args)
    const drawn = stdout.split('\r\x1b[K').slice(1)
    expect(drawn.length).toBeGreaterThan(1)
    expect(drawn[0]).toMatch(/^\d+\/57 candidates, \d+\/s, \d+ s left$/)
    expect(drawn.at(-1)).toMatch(/^classified 56 of 60/)
  })
})

describe('cutouts', () => {
  const cutting = (...more: string[]) => {
    const out = join(folder, 'stamps.fits')
    return ['cutouts', images, '--catalog', catalog, '--size', '9', '--out', out]
      .concat('--origin', '0')
      .concat(more)
  }

  test('a summary', async () => {
    expect(plain(await done(...cutting()))).toMatchInlineSnapshot(`
      "60 stamps of F435W, F555W, F814W, 17 flagged (no_position, outside, edge, no_data, gap, nan_pixels)
      stamps.fits
      "
    `)
  })

  test('--json', async () => {
    const out = join(folder, 'stamps.fits')
    const result = JSON.parse(await done(...cutting('--json')))
    const bands = ['F435W', 'F555W', 'F814W']
    expect(result).toMatchObject({ out, nObjects: 60, bands, sizePx: 9 })
  })
})

test('--catalogue is --catalog', async () => {
  const both = ['--catalogue', `--catalogue=${catalog}`].map((word) =>
    classifying().flatMap((given) => (given === '--catalog' ? [word] : given)),
  )
  const [spelt, joined] = [both[0], both[1].filter((word) => word !== catalog)]
  await done(...classifying())
  const expected = readFileSync(join(folder, 'out.csv'))
  for (const words of [spelt, joined]) {
    await done(...words)
    expect(Buffer.compare(readFileSync(join(folder, 'out.csv')), expected)).toBe(0)
  }
})

describe('models and doctor', () => {
  test('info', async () => {
    const text = await done('models', 'info', model)
    expect(text.replace(/[0-9a-f]{64}/g, 'SHA-256')).toMatchInlineSnapshot(`
      "architecture    small
      weights         772, random: its classes mean nothing
      bands (e-/s)    F435W or F438W, mean 0.5
                      F555W, mean -0.25
                      F814W, mean 2
      stamp           8 px, window centred
      pixel values    pixel - mean of the band
      pixel scale     0.0396 arcsec
      classes         1 symmetric compact cluster
                      2 asymmetric compact cluster
                      3 compact association or multi-peak
                      4 not a cluster
      temperature     none
      ml_set          none: no thresholds
      from            random weights
      made by         test
      graph SHA-256   SHA-256 (verified)
      "
    `)
  })

  test('info of an ensemble: what all share, and every member', async () => {
    const ensemble = join(folder, 'ensemble')
    const { graphSha256 } = JSON.parse(await done('models', 'info', model, '--json'))
    const names = ['a.onnx', 'b.onnx']
    mkdirSync(ensemble)
    for (const name of names) copyFileSync(model, join(ensemble, name))
    const manifest = {
      format: 1,
      members: names.map((file) => ({ file, graphSha256 })),
      temperature: 2,
      provenance: { description: '2 networks', software: 'test' },
    }
    writeFileSync(join(ensemble, 'ensemble.json'), JSON.stringify(manifest))
    const text = await done('models', 'info', ensemble)
    expect(text.replaceAll(graphSha256.slice(0, 8), 'SHA-256')).toMatchInlineSnapshot(`
      "ensemble        2 networks, which vote
      architecture    small
      weights         1544 (all networks together), random: its classes mean nothing
      bands (e-/s)    F435W or F438W, mean 0.5
                      F555W, mean -0.25
                      F814W, mean 2
      stamp           8 px, window centred
      pixel values    pixel - mean of the band
      pixel scale     0.0396 arcsec
      classes         1 symmetric compact cluster
                      2 asymmetric compact cluster
                      3 compact association or multi-peak
                      4 not a cluster
      temperature     2 (all networks together)
      ml_set          none: no thresholds
      from            2 networks
      made by         test
      members         a.onnx, SHA-256
                      b.onnx, SHA-256
                      (files and their SHA-256, verified)
      "
    `)
    const json = await done('models', 'info', join(ensemble, 'ensemble.json'), '--json')
    expect(JSON.parse(json)).toMatchObject({ ...manifest, nWeights: 1544, sizePx: 8 })
    expect(json).not.toContain('random weights')
  })

  test('info --json', async () => {
    const card = JSON.parse(await done('models', 'info', model, '--json'))
    expect(card).toMatchObject({ architecture: 'small', sizePx: 8, untrained: true })
  })

  test('doctor, and --json', async () => {
    const found = JSON.parse(await done('doctor', '--json'))
    expect(found).toMatchObject({ software: 'starsift 0.1.0', node: process.version, cpu: 'works' })
    expect(await done('doctor')).toMatch(/^cpu +works$/m)
  })

  test('doctor says why a device does not work in one line; ONNX Runtime with --verbose', async () => {
    const plain = await starsift('doctor', '--device', 'cuda')
    expect([plain.code, plain.stderr]).toEqual([0, ''])
    expect(plain.stdout).not.toContain('ONNX Runtime says of cuda')
    const lines = plain.stdout.split('\n').filter((line) => line.startsWith('cuda'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^cuda +(works$|does not work: )/)
    if (lines[0].endsWith('works')) return
    const { stdout } = await starsift('doctor', '--device', 'cuda', '--verbose')
    expect(stdout).toContain(lines[0])
    expect(stdout).toContain('ONNX Runtime says of cuda:\n')
  })
})
