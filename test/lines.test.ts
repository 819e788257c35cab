/** No line of a file that people write is longer than 100 columns, Markdown included. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const LONGEST = 100

const WRITTEN = /\.(md|m?ts|m?js|py|ya?ml|json|html|cff|css)$|^\.ci\/|^\.(npmrc|gitignore)$/

/** Made by a program. */
const MADE = [/^package-lock\.json$/, /^test\/golden\//]

/** Strings and patterns: a test quotes a message of the program whole, so they do not count there. */
const QUOTED =
  /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/(?:[^/\\\n]|\\.)+\//g

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

function longLines(file: string, text: string): string[] {
  const counted = file.endsWith('.test.ts')
    ? text.replace(QUOTED, (quoted) => quoted.replace(/[^\n]/g, ''))
    : text
  const lines = text.split('\n')
  return counted
    .split('\n')
    .flatMap((line, i) => ([...line].length > LONGEST ? [`${file}:${i + 1}: ${lines[i]}`] : []))
}

test('a long line is found, in a test all but what it quotes', () => {
  const long = 'x'.repeat(LONGEST + 1)
  expect(longLines('src/a.ts', `const a = '${long}'\n`)).toHaveLength(1)
  const quoting = `same(\`one\n${long}\n\`, '${long}')\n`
  expect(longLines('test/a.test.ts', quoting)).toEqual([])
  expect(longLines('test/a.test.ts', `${quoting}${long}\n`)).toEqual([`test/a.test.ts:4: ${long}`])
})

test.each(files)('%s', (file) => {
  const text = readFileSync(file, 'utf8')
  expect(longLines(file, text)).toEqual([])
  expect(text, 'git left the marks of a merge').not.toMatch(/^(<{7}|>{7}) /m)
})
