/** What the command line says of itself, and how it answers commands that are wrong. */
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal, starsift, warmStarsift } from './command-line.js'

const VERBS = [
  'demo',
  'classify',
  'explain',
  'detect',
  'measure',
  'completeness',
  'cutouts',
  'train',
  'adapt',
  'experiment',
  'pull',
  'reproduce',
  'models',
  'models import',
  'models gallery',
  'models pull',
  'models export',
  'models info',
  'evaluate',
  'science',
  'convert',
  'simulate',
  'doctor',
  'label',
  'page',
  ...['plan', 'plan classify', 'plan cutouts', 'plan train', 'plan experiment'],
  'plan simulate',
  'plan completeness',
  ...['work', 'submit', 'status', 'merge', 'cancel'],
]
const SCREEN = { rows: 40, columns: 80 }
const folder = temporaryFolder()

describe('--help', () => {
  test.each(VERBS)('%s fits a screen and ends with an example', async (verb) => {
    const words = verb.split(' ')
    const text = await done(...words, '--help')
    const lines = text.trimEnd().split('\n')
    const rows = lines.map((line) => Math.ceil(Math.max(1, line.length) / SCREEN.columns))
    expect(rows.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(SCREEN.rows)
    expect(lines.at(-2)).toBe('Example:')
    expect(lines.at(-1)).toMatch(new RegExp(`^  starsift ${verb}`))
  })

  test('lists every verb', async () => {
    const text = await done('--help')
    for (const verb of VERBS) expect(text).toContain(`\n  ${verb.split(' ')[0]} `)
    expect(text).toMatch(/Example:\n {2}starsift demo\n$/)
  })

  test('goes to stderr, with code 2, where there is no verb', async () => {
    const { code, stdout, stderr } = await starsift()
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: starsift')
  })

  test('--version', async () => {
    expect(await done('--version')).toBe('starsift 0.1.0\n')
  })
})

describe('a wrong command: code 2', () => {
  const needed = ['a.fits', '--catalog', 'a.csv', '--model', 'a.onnx', '--out', 'a.csv']

  test.each([
    [['clasify'], "unknown command 'clasify'"],
    [['classify', '--catalog', 'a.csv'], "required option '--out <file>' not specified"],
    [['classify', ...needed, '--fast'], "unknown option '--fast'"],
    [['classify', ...needed, '--origin', '2'], '--origin: expected 0 or 1, got 2'],
    [['classify', ...needed, '--origin', ''], '--origin: expected 0 or 1'],
    [['classify', ...needed, '--device', 'tpu'], '--device: expected cpu, webgpu, cuda'],
    [['classify', ...needed, '--batch', '0'], '--batch: expected a whole number from 1 on, got 0'],
    [['classify', ...needed, '--batch', '1e9x'], '--batch: expected a whole number from 1 on'],
    [['classify', ...needed, '--shard', '3/2'], 'expected i/n with 1 <= i <= n, e.g. 2/8, got 3/2'],
    [['cutouts', 'a.fits', '--size', '32.5'], '--size: expected a whole number from 1 on'],
    [['models', 'import', 'a.pth', '--arch', 'x'], "required option '--out <file>' not specified"],
    [['models', 'train'], "unknown command 'train'"],
    [['pull'], 'pull what?: expected legus, phangs, weights'],
    [['pull', 'legus'], 'which fields of legus?'],
    [['pull', 'legos', 'ngc1566'], 'no survey legos: expected legus, phangs; did you mean legus?'],
    [['pull', 'weights', 'resnet'], 'no published weights resnet'],
    [['pull', 'weights', 'a', '--accept-changed'], '--accept-changed is for fields'],
    [['reproduce', 'phangs', '--out', 'x'], 'reproduce phangs: expected legus'],
    [
      ['reproduce', 'legus', '--out', 'x', '--folds', '1'],
      '--folds: expected a whole number from 2',
    ],
    [
      ['reproduce', 'legus', '--out', 'x', '--networks', 'a'],
      '--networks: expected starcnet, star',
    ],
    [['models', 'export', 'a.onnx', '--out', 'a.pth'], 'expected a name that ends in .safetensors'],
    [['doctor', 'a.fits', 'now'], 'too many arguments'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await warmStarsift(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
  })

  test('an architecture that is not known, with the one that was meant', async () => {
    const args = ['models', 'import', 'a.pth', '--arch', 'starnet', '--out', 'a.onnx']
    expect(await refusal(folder, 2, ...args)).toMatchInlineSnapshot(
      `"starsift: no architecture starnet: expected starsift, starsift-32, starcnet, resnet18, vgg19_bn; did you mean starcnet?"`,
    )
  })

  test('means that are no numbers', async () => {
    const args = ['models', 'import', 'a.pth', '--arch', 'starcnet', '--out', 'a.onnx']
    expect(await refusal(folder, 2, ...args, '--means', '1,two')).toMatchInlineSnapshot(
      `"starsift: --means: expected numbers separated by commas, got 1,two"`,
    )
    expect(await refusal(folder, 2, ...args, '--means', '1,,3')).toMatchInlineSnapshot(
      `"starsift: --means: expected numbers separated by commas, got 1,,3"`,
    )
  })
})
