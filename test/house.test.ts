/**
 * Holds the plan of the house: one door a folder, imports that point down, no circles, no Node in a
 * browser.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, posix, sep } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

/** A folder imports only from those after it. CONTRIBUTING.md says what each is for. */
const FLOORS = [
  ...[
    'cli',
    'pieces',
    'verbs',
    'jobs',
    'report',
    'figures',
    'archives',
    'server',
    'adaptation',
    'train',
    'loop',
    'explanation',
    'completeness',
    'classify',
    'labels',
    'asking',
    'viewing',
    'votes',
    'evaluate',
    'science',
  ],
  ...['detect', 'simulate', 'populations', 'light', 'photometry', 'models', 'weights', 'datasets'],
  ...[
    'int8',
    'cutouts',
    'catalog',
    'nn',
    'trees',
    'statistics',
    'tables',
    'wcs',
    'projections',
    'fits',
  ],
  ...['kernels', 'parquet', 'codecs', 'files', 'arrays', 'containers', 'packings', 'bytes'],
]

/** These run in a browser as they are; the others are for Node. */
const BROWSER = [
  ...[
    'bytes',
    'packings',
    'containers',
    'arrays',
    'codecs',
    'parquet',
    'fits',
    'projections',
    'wcs',
    'tables',
    'catalog',
    'nn',
  ],
  ...['weights', 'models', 'int8', 'cutouts'],
  ...[
    'explanation',
    'completeness',
    'classify',
    'populations',
    'light',
    'kernels',
    'photometry',
    'detect',
    'trees',
    'statistics',
    'evaluate',
  ],
  ...['science', 'asking', 'viewing', 'votes'],
]

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.split(sep).join('/')}`)
  .filter((path) => path.endsWith('.ts'))
const rooms = files.filter((path) => path.split('/').length === 3)

function folderOf(file: string): string {
  return file.split('/')[1]
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((m) => m[1])
}

/** Files of the house that a file imports, `src/...`. */
function neighboursOf(file: string): string[] {
  return importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(dirname(file), name).replace(/\.js$/, '.ts'))
}

test('every folder has its floor, and its door', () => {
  const folders = [...new Set(rooms.map(folderOf))]
  expect(folders.filter((folder) => !FLOORS.includes(folder))).toEqual([])
  expect(folders.filter((folder) => folder !== 'cli' && !files.includes(doorOf(folder)))).toEqual(
    [],
  )
})

function doorOf(folder: string): string {
  return `src/${folder}/index.ts`
}

test.each(rooms)('%s imports downwards, and through doors', (file) => {
  for (const other of neighboursOf(file)) {
    if (other.split('/').length < 3 || folderOf(other) === folderOf(file)) continue
    expect(other, 'past the door').toBe(doorOf(folderOf(other)))
    const [here, there] = [file, other].map((path) => FLOORS.indexOf(folderOf(path)))
    expect(there, `${other} is above`).toBeGreaterThan(here)
  }
})

test('a door only exports', () => {
  for (const folder of FLOORS.filter((name) => existsSync(doorOf(name)))) {
    const rest = readFileSync(doorOf(folder), 'utf8').replaceAll(
      /^export (type )?(\*|\{[^}]*\})( as \w+)? from '\.\.?\/[\w.-]+'$/gm,
      '',
    )
    expect(rest.trim(), doorOf(folder)).toBe('')
  }
})

test('no file imports itself by way of others', () => {
  expect(circles()).toEqual([])
})

/** Files that import each other in a circle, types included. */
function circles(): string[] {
  const found: string[] = []
  const path: string[] = []
  const done = new Set<string>()
  const follow = (file: string) => {
    const at = path.indexOf(file)
    if (at >= 0) found.push([...path.slice(at), file].join(' -> '))
    if (at >= 0 || done.has(file)) return
    path.push(file)
    for (const other of neighboursOf(file)) if (files.includes(other)) follow(other)
    path.pop()
    done.add(file)
  }
  for (const file of files) follow(file)
  return found
}

test.each(rooms.filter((file) => BROWSER.includes(folderOf(file))))(
  '%s imports nothing of Node',
  (file) => {
    expect(importsOf(file).filter((name) => name.startsWith('node:'))).toEqual([])
  },
)

/** What Node has and a browser has not. `globalThis.process?.` asks first, and is no such name. */
const NODE_NAMES = ['process', 'Buffer', 'global', 'require', 'module', 'setImmediate', '__dirname']

test.each(BROWSER)('%s runs in a browser, with all that it imports', async (room) => {
  const { code, imports } = await bundledForBrowser(doorOf(room))
  expect(imports.filter(isBuiltin)).toEqual([])
  expect(code.match(/\$NODE\$\w+/g)).toBeNull()
})

/**
 * A room through its door; packages stay outside. A name that nothing declares is marked $NODE$.
 */
async function bundledForBrowser(door: string) {
  const bundle = await rolldown({
    input: door,
    platform: 'browser',
    external: (name) => /^[@#a-z]/.test(name) && name !== door,
    transform: { define: Object.fromEntries(NODE_NAMES.map((name) => [name, `$NODE$${name}`])) },
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'es', codeSplitting: false })
  await bundle.close()
  const [{ code, imports, dynamicImports }] = output
  return { code, imports: [...imports, ...dynamicImports] }
}
