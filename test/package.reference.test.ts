/**
 * The package as its users get it: packed, installed by npm into an empty project, run, imported,
 * and
 * compiled by TypeScript. Needs the npm registry, and `npm run build` before.
 */
import { execFile, execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from './fits/files.js'
import { typescriptBlocks } from './typescript-blocks.js'

interface Ended {
  code: number
  stdout: string
  stderr: string
}

const LARGEST_MB = 350
const DOORS = ['starsift', 'starsift/fits', 'starsift/wcs', 'starsift/nn']
const PAGE = 'docs/reference/library.md'

const folder = temporaryFolder()
const project = join(folder, 'project')
const modules = join(project, 'node_modules')
const packed = join(modules, 'starsift')

/** Ours without what `npm run` added: an .npmrc of the clone must not help its users. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|ONNXRUNTIME)/.test(name)),
)

function run(command: string, ...args: string[]): Promise<Ended> {
  return new Promise((done) => {
    const options = { cwd: project, env, maxBuffer: 1e8, shell: process.platform === 'win32' }
    execFile(command, args, options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

/** Runs what must succeed, and gives what it printed. */
async function done(command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(command, ...args)
  expect(code, stdout + stderr).toBe(0)
  return stdout
}

async function doctor(): Promise<Record<string, string>> {
  return JSON.parse(await done('npx', 'starsift', 'doctor', '--json'))
}

let installed: Ended

beforeAll(async () => {
  for (const made of ['dist/index.d.ts', 'runtime/onnxruntime-node/package.json']) {
    if (!existsSync(made)) throw new Error(`${made} is not there: npm run build`)
  }
  const pack = ['pack', '--silent', '--pack-destination', folder]
  const tarball = execFileSync('npm', pack, { env, encoding: 'utf8' }).trim()
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  installed = await run('npm', 'install', join(folder, tarball))
})

describe('npm install', () => {
  test('succeeds without a warning and without an install script', () => {
    expect(installed.code, installed.stderr).toBe(0)
    // What the .npmrc of this user or this machine says is not ours.
    const warnings = installed.stderr
      .split('\n')
      .filter((line) => /^npm warn/i.test(line) && !/Unknown (user|global|env) config/.test(line))
    expect(warnings).toEqual([])
    const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'))
    expect(JSON.stringify(lock)).not.toContain('hasInstallScript')
    expect(Object.keys(lock.packages)).not.toContain('node_modules/onnxruntime-web')
  })

  test(`takes less than ${LARGEST_MB} MB`, async () => {
    const [size] = (await done('du', '-sm', 'node_modules')).split('\t')
    console.log(`node_modules: ${size} MB`)
    expect(Number(size)).toBeLessThan(LARGEST_MB)
  })
})

describe('the command line', () => {
  test('prints its help', async () => {
    expect(await done('npx', 'starsift', '--help')).toContain('classify')
  })

  test('finds its own ONNX Runtime', async () => {
    expect(await doctor()).toMatchObject({ runtime: 'the copy in starsift', cpu: 'works' })
  })

  test('classifies the demo as the sources do', async () => {
    await done('npx', 'starsift', 'demo')
    expectGolden(readFileSync(join(project, 'starsift-demo/classes.csv'), 'utf8'))
  })
})

describe('the library', () => {
  test('classifies the demo with the shipped model', async () => {
    const program = `
import { classify } from 'starsift'

const field = 'node_modules/starsift/demo/sim2-1'
await classify({
  images: [field],
  catalog: \`\${field}/sim2-1_candidates.ecsv\`,
  model: 'shipped',
  out: 'library.csv',
  origin: 1,
})
`
    writeFileSync(join(project, 'ten-lines.js'), program)
    await done('node', 'ten-lines.js')
    expectGolden(readFileSync(join(project, 'library.csv'), 'utf8'))
  })

  test.each([
    ['NodeNext', 'NodeNext', undefined, []],
    ['ESNext', 'bundler', undefined, []],
    ['NodeNext', 'NodeNext', ['ES2023'], ['node']],
    ['ESNext', 'bundler', ['ES2023'], ['node']],
  ])('has types that compile: module %s, resolution %s, lib %s, types %s', async (...options) => {
    const [module, moduleResolution, lib, types] = options
    const lines = DOORS.map((door, i) => `export * as door${i} from '${door}'`)
    writeFileSync(join(project, 'doors.ts'), lines.join('\n'))
    await compile(['doors.ts'], { module, moduleResolution, lib, types, noEmit: true })
  })

  const blocks = existsSync(PAGE) ? typescriptBlocks(readFileSync(PAGE, 'utf8'), PAGE) : []

  test.skipIf(!existsSync(PAGE))(`${PAGE}: its programs compile and run`, async () => {
    expect(blocks.length).toBeGreaterThan(0)
    const out = join(project, 'programs')
    mkdirSync(out)
    for (const { name, text } of blocks) writeFileSync(join(out, `${name}.ts`), text)
    const files = blocks.map(({ name }) => `programs/${name}.ts`)
    const modern = { module: 'NodeNext', moduleResolution: 'NodeNext', types: ['node'] }
    await compile(files, modern)
    // In the page's order: a program may read what one before it wrote.
    for (const { name, place } of blocks) {
      const { code, stderr } = await run('node', `programs/${name}.js`)
      expect(code, `${place}: ${stderr}`).toBe(0)
    }
  })
})

describe('in a browser', () => {
  const web = join(modules, 'onnxruntime-web')

  beforeAll(() => {
    mkdirSync(web)
    writeFileSync(join(web, 'package.json'), '{ "version": "0.0.0", "main": "index.js" }')
    writeFileSync(join(web, 'index.js'), 'exports.InferenceSession = "stands in for the runtime"')
  })
  afterAll(() => rmSync(web, { recursive: true }))

  test.each(['fits', 'wcs', 'nn'])('starsift/%s needs nothing of Node', async (door) => {
    const input = join(project, `${door}-page.js`)
    writeFileSync(input, `export * from 'starsift/${door}'`)
    const { output } = await (await rolldown({ input, platform: 'browser' })).generate()
    const chunks = output.filter((file) => file.type === 'chunk')
    const names = chunks.map(({ fileName }) => fileName)
    const outside = chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports])
    expect(outside.filter((name) => !names.includes(name))).toEqual([])
    const text = chunks.map(({ code }) => code).join('')
    expect(text.includes('stands in for the runtime')).toBe(door === 'nn')
  })
})

describe('where ONNX Runtime comes from', () => {
  const binaries = join(packed, 'runtime/onnxruntime-node/bin')
  const aside = join(folder, 'bin')

  test('an installed onnxruntime-node of the same version comes first', async () => {
    const other = join(modules, 'onnxruntime-node')
    symlinkSync(resolve('node_modules/onnxruntime-node'), other)
    expect(await doctor()).toMatchObject({ runtime: 'onnxruntime-node', cpu: 'works' })
    rmSync(other)
  })

  test('one of another version is left alone', async () => {
    const other = join(modules, 'onnxruntime-node')
    mkdirSync(other)
    writeFileSync(join(other, 'package.json'), '{ "version": "1.2.0", "main": "index.js" }')
    writeFileSync(join(other, 'index.js'), 'throw new Error("loaded")')
    expect(await doctor()).toMatchObject({ runtime: 'the copy in starsift', cpu: 'works' })
    rmSync(other, { recursive: true })
  })

  test('where there is none, the error says what to install, and that then works', async () => {
    renameSync(binaries, aside)
    const { version } = JSON.parse(
      readFileSync('node_modules/onnxruntime-web/package.json', 'utf8'),
    )
    const remedy = `run \`npm install onnxruntime-web@${version}\` beside starsift`
    const { code, stderr } = await run('npx', 'starsift', 'demo', '--out', 'none')
    expect([code, stderr]).toEqual([1, expect.stringContaining(remedy)])
    expect((await doctor()).runtime).toContain(remedy)

    symlinkSync(resolve('node_modules/onnxruntime-web'), join(modules, 'onnxruntime-web'))
    expect(await doctor()).toMatchObject({ runtime: 'onnxruntime-web', cpu: 'works' })
    const threads = `import('${packed}/runtime/threads.js').then((it) => console.log(it.inThreads))`
    expect(await done('node', '-e', threads)).toBe('undefined\n')
    await done('npx', 'starsift', 'demo', '--out', 'web')
    expectGolden(readFileSync(join(project, 'web/classes.csv'), 'utf8'))
    rmSync(join(modules, 'onnxruntime-web'))
    renameSync(aside, binaries)
  })
})

/** The classes of the bundled field, and their probabilities to six decimals. */
function expectGolden(csv: string): void {
  const golden = JSON.parse(readFileSync('test/golden/demo.json', 'utf8'))
  const [head, ...rows] = csv.trimEnd().split('\n')
  const names = head.split(',')
  // The columns of the classes are the last, after one that is quoted and holds commas.
  const column = (name: string) =>
    rows.map((row) => Number(row.split(',').at(names.indexOf(name) - names.length)))
  expect(column('ml_class')).toEqual(golden.classes)
  for (const [i, known] of golden.probabilities.entries()) {
    const found = column(`ml_p${i + 1}`)
    const largest = Math.max(...found.map((p, row) => Math.abs(p - known[row])))
    expect(largest).toBeLessThan(2e-6)
  }
}

/**
 * TypeScript on files of the project, as its users run it: every type of every package is checked.
 */
async function compile(files: string[], compilerOptions: object): Promise<void> {
  const strict = { target: 'ES2023', strict: true, skipLibCheck: false }
  const typeRoots = [resolve('node_modules/@types')]
  const config = { compilerOptions: { ...strict, typeRoots, ...compilerOptions }, files }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  await done('node', resolve('node_modules/typescript/bin/tsc'), '--project', '.')
}
