/**
 * docs/guide/tutorial.md, followed to the letter on small fields: every command, recipe and Python
 * snippet of it, in its order.
 */
import { exec } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { architectureNamed, startingWeights } from '../src/models/index.js'
import { Random } from '../src/random.js'
import { safetensorsBytes } from '../src/weights/index.js'
import { unnamedColumns, unnamedFiles } from './docs/documented-files.js'
import { temporaryFolder } from './fits/files.js'
import { hasPython, python } from './setup/peers.js'

/** What the tutorial says, and what is done instead, so that it takes seconds. */
const SMALLER: readonly [said: string, done: string][] = [
  ['--size 1000 --candidates-per-field 400', '--size 256 --candidates-per-field 30'],
  ['--members 3', '--members 2'],
  ['epochs: 10', 'epochs: 1'],
  ['epochs: 20', 'epochs: 1'],
]

const page = readFileSync('docs/guide/tutorial.md', 'utf8')
const steps = [...page.matchAll(/^```(sh|yaml|python)\n([\s\S]*?)^```/gm)].map(
  ([, language, text]) => ({ language, text, title: text.split('\n')[0] }),
)
const folder = mkdtempSync(join(temporaryFolder(), 'tutorial-'))
let server: Server
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  const shape = { nBands: 3, nClasses: 10 }
  const weights = startingWeights(architectureNamed('resnet18'), shape, new Random(1))
  const bytes = safetensorsBytes(weights)
  server = createServer((_, answer) => answer.writeHead(200).end(bytes))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  env = {
    ...process.env,
    STARSIFT_WEIGHTS_URL: `http://127.0.0.1:${port}/`,
    STARSIFT_CACHE: join(folder, 'cache'),
    NODE_OPTIONS: `--import=${publishedInstead(bytes)}`,
  }
})
afterAll(() => server.close())

/**
 * The published weights are not to be had here: others take their place, drawn at random, and
 * `models pull` expects their hash and length.
 *
 * @returns the address of a module that the program loads first
 */
function publishedInstead(bytes: Uint8Array): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const file = `resnet18-${sha256.slice(0, 16)}.pth`
  const facts = JSON.stringify({ file, sha256, bytes: bytes.length })
  const published = pathToFileURL(resolve('dist/models/index.js')).href
  const path = join(folder, 'published-instead.mjs')
  writeFileSync(
    path,
    `import { publishedWeights } from '${published}'
Object.assign(publishedWeights('resnet18-imagenet'), ${facts})\n`,
  )
  return pathToFileURL(path).href
}

function smaller(text: string): string {
  return SMALLER.reduce((changed, [said, instead]) => changed.replaceAll(said, instead), text)
}

/** @returns what it prints */
function run(command: string): Promise<string> {
  return new Promise((done, failed) => {
    exec(command, { cwd: folder, env }, (error, stdout, stderr) => {
      if (error) failed(new Error(`${command}\n${stdout}${stderr}`))
      else done(stdout)
    })
  })
}

function script(text: string): string {
  const direct = `'${process.execPath}' '${resolve('dist/cli/main.js')}' `
  return `set -e\n${smaller(text).replaceAll(/^npx starsift /gm, direct)}`
}

test('what is made smaller is in the tutorial', () => {
  for (const [said] of SMALLER) expect(page).toContain(said)
})

test.each(steps)(
  '$language: $title',
  async ({ language, text }) => {
    if (language === 'sh') {
      await run(script(text))
      for (const [, out] of text.matchAll(/ (?:--out|--report) (\S+)/g)) {
        expect(existsSync(join(folder, out)), out).toBe(true)
      }
    } else if (language === 'yaml') {
      const [, name] = /^# (\S+\.yaml)\n/.exec(text) ?? []
      writeFileSync(join(folder, name), smaller(text))
    } else if (hasPython('astropy')) {
      writeFileSync(join(folder, 'snippet.py'), text)
      expect(await run(`'${python}' snippet.py`)).not.toBe('')
    }
  },
  1_200_000,
)

test('every file that it names is there', () => {
  const named = [...page.matchAll(/`([\w./-]+\.(?:csv|ecsv|fits|html|json|onnx|svg|txt|yaml))`/g)]
  const names = [...new Set(named.map(([, name]) => name))]
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !existsSync(join(folder, name)))).toEqual([])
})

test('docs/reference/files.md names all that is left, and the columns of its tables', async () => {
  const made = ['fields', 'run', 'ensemble', 'report', 'evaluation']
  expect(made.flatMap((name) => unnamedFiles(join(folder, name)))).toEqual([])
  const tables = ['run/metrics.csv', 'run/times.csv', 'run/held-out.csv', 'ensemble/held-out.csv']
  for (const table of [...tables, 'fields/sim1-1/sim1-1_truth.ecsv']) {
    expect(await unnamedColumns(join(folder, table)), table).toEqual([])
  }
})
