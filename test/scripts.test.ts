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

/** The names that another script exports. It is read and not run. */
function exportsOf(script: string): string[] {
  const declared = /^export (?:async )?(?:function|const) (?:(\w+)|\{([^}]*)\})/gm
  return [...readFileSync(script, 'utf8').matchAll(declared)].flatMap(([, name, several]) =>
    name ? [name] : several.split(',').map((one) => one.trim()),
  )
}

/** What a part of the program exports. It is looked up in src/, of which dist/ is made. */
async function programPart(file: string): Promise<Record<string, unknown>> {
  return import(file.replace(/^dist/, '../src').replace(/\.js$/, '.ts'))
}

function isNamespace(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Module]'
}

/** What a script uses of a namespace: `nn.relu` gives relu. */
function membersOf(namespace: string, script: string): string[] {
  const used = new RegExp(`(?<![./\\w])${namespace}\\.(\\w+)`, 'g')
  return [...readFileSync(script, 'utf8').matchAll(used)].map(([, name]) => name)
}

describe.each(scripts)('%s', (script) => {
  const imports = importsOf(script)
  const isProgram = ({ from }: { from: string }) => from.startsWith('dist/')

  test('uses what the program has', async () => {
    for (const { from, names } of imports.filter(isProgram)) {
      const part = await programPart(from)
      expect(Object.keys(part), from).toEqual(expect.arrayContaining(names))
      for (const name of names.filter((name) => isNamespace(part[name]))) {
        const namespace = Object.keys(part[name] as object)
        expect(namespace, name).toEqual(expect.arrayContaining(membersOf(name, script)))
      }
    }
  })

  test('imports what the other scripts have', () => {
    for (const { from, names } of imports.filter((one) => !isProgram(one))) {
      expect(exportsOf(from), from).toEqual(expect.arrayContaining(names))
    }
  })

  test('enters the program by its doors', () => {
    const doors = /^dist\/(\w+\/)?index\.js$|^dist\/cli\//
    for (const { from } of imports.filter(isProgram)) expect(from).toMatch(doors)
  })
})

test('the imports of the scripts, and the names that they use, are found', () => {
  const from = scripts.flatMap((script) => importsOf(script).map((one) => one.from))
  expect(from).toContain('dist/index.js')
  expect(membersOf('nn', 'bench/train.mjs')).toContain('openTrainer')
  expect(from).toContain('bench/table.mjs')
  expect(from).toContain('scripts/default-model/program.mjs')
})

test.each(files.filter((file) => !file.endsWith('README.md')))('a README names %s', (file) => {
  const readme = readFileSync(`${file.split('/')[0]}/README.md`, 'utf8')
  const name = file.endsWith('_torch.py') ? '_torch.py' : basename(file)
  expect(readme).toContain(`\`${name}\``)
})
