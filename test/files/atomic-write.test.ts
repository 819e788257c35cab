/** Output is whole or not there: errors, killed processes, folders that cannot be written. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'
import { beforeEach, describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { checkWritable, writeAtomically, writeTextAtomically } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()
let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  path = join(folder, 'out.fits')
})

test('pieces in order, with the position', async () => {
  const positions: number[] = []
  await writeAtomically(path, async (file) => {
    for (const n of [3, 0, 2]) {
      await file.write(new Uint8Array(n).fill(n))
      positions.push(file.position)
    }
  })
  expect([...readFileSync(path)]).toEqual([3, 3, 3, 2, 2])
  expect(positions).toEqual([3, 3, 5])
  expect(readdirSync(folder)).toEqual(['out.fits'])
})

test('text replaces the old file', async () => {
  writeFileSync(path, 'a longer old text')
  await writeTextAtomically(path, 'naïve')
  expect(readFileSync(path, 'utf8')).toBe('naïve')
})

test('a link stays a link to the new file', async () => {
  mkdirSync(join(folder, 'scratch'))
  const real = join(folder, 'scratch', 'real.fits')
  writeFileSync(real, 'old')
  symlinkSync(real, path)
  await checkWritable(path)
  await writeTextAtomically(path, 'new')
  expect([readlinkSync(path), readFileSync(real, 'utf8')]).toEqual([real, 'new'])
  expect(readdirSync(join(folder, 'scratch'))).toEqual(['real.fits'])
})

test('the old file stands until the new one is whole', async () => {
  writeFileSync(path, 'old')
  await writeAtomically(path, async (file) => {
    await file.write(Uint8Array.of(1))
    expect(readFileSync(path, 'utf8')).toBe('old')
  })
  expect(readFileSync(path).length).toBe(1)
})

test('an error while writing leaves the old file alone, and comes as it is', async () => {
  writeFileSync(path, 'old')
  const fault = Object.assign(new Error('another file'), { code: 'ENOENT' })
  const run = writeAtomically(path, async (file) => {
    await file.write(new Uint8Array(1000))
    throw fault
  })
  await expect(run).rejects.toBe(fault)
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['out.fits'])
})

/** A process of its own that runs the sources; it writes without end unless it fails. */
function endlessWriter(limit = 'unlimited') {
  for (const file of ['errors', 'files/output', 'files/system-errors']) {
    const source = readFileSync(`src/${file}.ts`, 'utf8')
    const options = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 }
    const js = join(folder, 'js', `${file}.js`)
    mkdirSync(dirname(js), { recursive: true })
    writeFileSync(js, transpileModule(source, { compilerOptions: options }).outputText)
  }
  writeFileSync(join(folder, 'js', 'package.json'), '{"type":"module"}')
  writeFileSync(
    join(folder, 'js', 'main.js'),
    `import { writeAtomically } from './files/output.js'
     await writeAtomically(process.argv[2], async (file) => {
       for (;;) {
         await file.write(new Uint8Array(4096))
         process.stdout.write('.')
         await new Promise((next) => setTimeout(next, 1))
       }
     }).catch((error) => { process.stderr.write(error.name + ' ' + error.message) })`,
  )
  const command = `ulimit -f ${limit}; exec "$0" "$@"`
  return spawn('bash', ['-c', command, process.execPath, join(folder, 'js', 'main.js'), path])
}

test('a killed process leaves the old file alone', async () => {
  writeFileSync(path, 'old')
  const child = endlessWriter()
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(readFileSync(path, 'utf8')).toBe('old')
})

test('a disk that takes no more: the old file stands, nothing is left behind', async () => {
  writeFileSync(path, 'old')
  const child = endlessWriter('16')
  child.stdout.resume()
  const [message] = await once(child.stderr, 'data')
  await once(child, 'exit')
  expect(`${message}`).toBe(
    `InputError ${path}: the file is too large for this disk; write elsewhere`,
  )
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder).sort()).toEqual(['js', 'out.fits'])
})

describe('what cannot be written', () => {
  async function failures(path: string): Promise<string[]> {
    const fill = () => Promise.reject(new Error('was begun'))
    const errors = [
      await checkWritable(path).catch((error) => error),
      await writeAtomically(path, fill).catch((error) => error),
    ]
    for (const error of errors) expect(error).toBeInstanceOf(InputError)
    return errors.map((error) => error.message)
  }

  test('a folder that is not there', async () => {
    const message = `${join(folder, 'no', 'a.csv')}: the folder does not exist; make it first`
    expect(await failures(join(folder, 'no', 'a.csv'))).toEqual([message, message])
  })

  test('the name of a folder', async () => {
    expect((await failures(folder))[0]).toMatch(/a folder has this name/)
  })

  test('a folder below a file', async () => {
    writeFileSync(path, 'x')
    expect((await failures(join(path, 'a.csv')))[0]).toMatch(/is a file, not a folder/)
  })

  test.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    chmodSync(folder, 0o500)
    expect((await failures(path))[0]).toMatch(/no permission to write/)
    chmodSync(folder, 0o700)
  })

  test.skipIf(!existsSync('/proc/self'))('a file system that is not for files', async () => {
    for (const message of await failures('/proc/a.csv'))
      expect(message).toMatch(/folder|permission/)
  })

  test('checking leaves nothing behind', async () => {
    await checkWritable(path)
    expect(readdirSync(folder)).toEqual([])
  })
})
