/** Recipes and plans that are made to do harm, or are no recipes at all: named errors, at once. */
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { readPlan, readRecipe } from '../../src/train/index.js'
import { temporaryFolder } from '../fits/files.js'

const folder = mkdtempSync(join(temporaryFolder(), 'hostile-'))
const path = join(folder, 'mine.yaml')
/** A bomb takes minutes, or all memory. The limit holds on a busy machine. */
const AT_ONCE_MS = 20_000

async function refusals(text: string | Uint8Array): Promise<string[]> {
  writeFileSync(path, text)
  const began = performance.now()
  const errors = await Promise.all(
    [readRecipe([path], 'starcnet'), readPlan(path)].map((read) =>
      read.then(
        () => new Error('not refused'),
        (error: unknown) => error as Error,
      ),
    ),
  )
  for (const error of errors) expect(error, error.stack).toBeInstanceOf(InputError)
  expect(performance.now() - began).toBeLessThan(AT_ONCE_MS)
  return errors.map(({ message }) => message)
}

const nine = (name: string, of: string) => `${name}: &${name} [${new Array(9).fill(of).join()}]`
const LAUGHS = [
  nine('a', '"x"'),
  ...[...'bcdefgh'].map((name, i) => nine(name, `*${'abcdefgh'[i]}`)),
]

const HOSTILE: [string, string, RegExp][] = [
  ['an alias without an anchor', 'epochs: *a\n', /alias/i],
  ['an alias of itself', 'epochs: &a [*a]\n', /alias|nested too deeply/i],
  [
    'an alias of itself, far down',
    'labels: &a\n  columns: { x: [{ y: *a }] }\n',
    /alias|deeply|unknown/i,
  ],
  ['aliases of aliases', `${LAUGHS.join('\n')}\nepochs: *h\n`, /alias/i],
  [
    'ten thousand levels of lists',
    `epochs: ${'['.repeat(1e4)}${']'.repeat(1e4)}`,
    /nested too deeply/,
  ],
  [
    'ten thousand levels of maps',
    `epochs: ${'{a: '.repeat(1e4)}1${'}'.repeat(1e4)}`,
    /nested too deeply/,
  ],
  [
    'a thousand levels by indentation',
    Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    /nested too deeply|unknown key/,
  ],
  ['a tag that calls', 'epochs: !!js/function "function () { return 1 }"\n', /YAML/],
  ['a tag of Python', 'epochs: !!python/object/apply:os.system ["true"]\n', /YAML/],
  ['a prototype', '__proto__: { epochs: 3 }\n', /unknown key __proto__/],
  ['a constructor', 'constructor: { prototype: { epochs: 3 } }\n', /unknown key constructor/],
  ['a list', '- epochs\n- 5\n', /expected/],
  ['a text', 'epochs\n', /expected/],
  ['a number', '5\n', /expected/],
  ['a key that is a map', '{ a: 1 }: 2\n', /unknown key|YAML/],
  ['a key twice', 'epochs: 1\nepochs: 2\n', /line 2/],
  ['two documents', 'epochs: 1\n---\nepochs: 2\n', /YAML/],
  ['infinity', 'epochs: .inf\n', /epochs|unknown key/],
  ['no number', 'epochs: .nan\n', /epochs|unknown key/],
  ['a number beyond all', 'epochs: 1e999\n', /epochs|unknown key/],
  ['a date', 'epochs: 2026-01-01\n', /epochs|unknown key/],
  ['a tab', 'epochs:\n\t5\n', /YAML|epochs/],
  ['a number of 10,000 digits', `epochs: ${'9'.repeat(10_000)}`, /epochs|unknown key/],
]

test.each(HOSTILE)('%s', async (_, text, said) => {
  for (const message of await refusals(text)) {
    expect(message).toMatch(said)
    expect(message.length).toBeLessThan(2000)
  }
})

test('bytes of a picture, and a file of two gigabytes', async () => {
  await refusals(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))
  writeFileSync(path, '')
  truncateSync(path, 2 ** 31)
  await expect(readRecipe([path], 'starcnet')).rejects.toThrow(
    `${path}: too large for a file of YAML that people write: expected at most 1048576 bytes, got 2147483648; check the name of the file`,
  )
})
