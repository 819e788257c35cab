/** No line of a file that people write is longer than 100 columns, Markdown included. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const LONGEST = 100

const WRITTEN = /\.(md|m?ts|m?js|py|ya?ml|json|html|cff|css)$|^\.ci\/|^\.(npmrc|gitignore)$/

/** Made by a program. */
const MADE = [/^package-lock\.json$/, /^test\/golden\//]

/**
 * Folders and files with long lines: scripts of the peers, not mended yet, and tests that show what
 * the program prints. Nothing is to join this list.
 */
const STILL_LONG = ['test/reference/', 'test/cli/evaluate.test.ts', 'test/cli/output.test.ts']

/** Strings and patterns: a test quotes a message of the program whole, so they do not count there. */
const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/(?:[^/\\]|\\.)+\//g

const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => WRITTEN.test(file) && !MADE.some((made) => made.test(file)))
  .filter((file) => existsSync(file))

test('the files of this repository are looked at', () => {
  for (const file of ['README.md', 'docs/README.md', 'biome.json', '.ci/run']) {
    expect(files).toContain(file)
  }
})

function longLines(file: string): string[] {
  const isTest = file.startsWith('test/')
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, i) =>
    [...line].length > LONGEST && !(isTest && line.replace(QUOTED, '').length <= LONGEST)
      ? [`${file}:${i + 1}: ${line}`]
      : [],
  )
}

test.each(files.filter((file) => !STILL_LONG.some((start) => file.startsWith(start))))(
  '%s',
  (file) => expect(longLines(file)).toEqual([]),
)

test.each(STILL_LONG)('%s has long lines still, else take it off the list', (start) => {
  const long = files.filter((file) => file.startsWith(start)).flatMap(longLines)
  expect(long.length).toBeGreaterThan(0)
})
