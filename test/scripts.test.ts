/**
 * The scripts of scripts/ and bench/ are too slow to run here. This test holds what breaks most
 * often: every name that a script imports from the program or from another script exists, each
 * script enters the program by its doors, and the README of the folder names every file.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, posix } from 'node:path'
import { describe, expect, test } from 'vitest'

const files = execFileSync('git', ['ls-files', 'scripts', 'bench'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(file))
const scripts = files.filter((file) => file.endsWith('.mjs'))

/** What a script imports from files of this repository: the file, and the names. */
function importsOf(script: string): { from: string; names: string[] }[] {
  const text = readFileSync(script, 'utf8')
  return [...text.matchAll(/^import \{([^}]*)\} from '(\.[^']+)'/gm)].map(([, names, path]) => ({
    from: posix.join(dirname(script), path),
    names: names
      .split(',')
      .map((name) => name.trim().split(/\s/)[0])
      .filter((name) => name !== ''),
  }))
}

/** The names that a file exports. The program is looked up in src/, of which dist/ is made. */
async function exportsOf(file: string): Promise<string[]> {
  if (!file.startsWith('dist/')) {
    const text = readFileSync(file, 'utf8')
    const declared = /^export (?:async )?(?:function|const) (?:(\w+)|\{([^}]*)\})/gm
    return [...text.matchAll(declared)].flatMap(([, name, several]) =>
      name ? [name] : several.split(',').map((one) => one.trim()),
    )
  }
  const source = file.replace(/^dist/, '../src').replace(/\.js$/, '.ts')
  return Object.keys(await import(source))
}

describe.each(scripts)('%s', (script) => {
  test('imports what exists', async () => {
    for (const { from, names } of importsOf(script)) {
      expect(await exportsOf(from), from).toEqual(expect.arrayContaining(names))
    }
  })
})

/** The doors are in dist/ whatever builds it; the files behind them are not. */
test.each(scripts)('%s enters the program by a door', (script) => {
  const parts = importsOf(script).filter(({ from }) => from.startsWith('dist/'))
  for (const { from } of parts) expect(from).toMatch(/^dist\/(\w+\/)?index\.js$|^dist\/cli\//)
})

test('the imports of the scripts are found', () => {
  const from = scripts.flatMap((script) => importsOf(script).map((one) => one.from))
  expect(from).toContain('dist/index.js')
  expect(from).toContain('bench/table.mjs')
  expect(from).toContain('scripts/default-model/program.mjs')
})

test.each(files.filter((file) => !file.endsWith('README.md')))('a README names %s', (file) => {
  const readme = readFileSync(`${file.split('/')[0]}/README.md`, 'utf8')
  const name = file.endsWith('_torch.py') ? '_torch.py' : basename(file)
  expect(readme).toContain(`\`${name}\``)
})
