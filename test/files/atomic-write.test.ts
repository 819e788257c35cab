/** Output is whole or not there: errors, killed processes, folders that cannot be written. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { checkWritable, writeAtomically, writeTextAtomically } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'
import { fileProcess } from './file-process.js'

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

test('a link to a file that is not there yet: the file is made, also by way of two links', async () => {
  mkdirSync(join(folder, 'scratch'))
  symlinkSync(join('scratch', 'new.fits'), join(folder, 'near'))
  symlinkSync(join(folder, 'near'), path)
  await checkWritable(path)
  await writeTextAtomically(path, 'new')
  expect(readFileSync(join(folder, 'scratch', 'new.fits'), 'utf8')).toBe('new')
  expect([readlinkSync(path), readlinkSync(join(folder, 'near'))]).toEqual([
    join(folder, 'near'),
    join('scratch', 'new.fits'),
  ])
})

test.each([0o600, 0o640, 0o664, 0o755])(
  'the mode of a file that was there stays: %o',
  async (mode) => {
    writeFileSync(path, 'old')
    chmodSync(path, mode)
    await writeTextAtomically(path, 'new')
    expect([statSync(path).mode & 0o777, readFileSync(path, 'utf8')]).toEqual([mode, 'new'])
  },
)

test('a name of the greatest length', async () => {
  for (const letter of ['n', 'é', '星']) {
    const long = join(folder, letter.repeat(Math.floor(255 / Buffer.byteLength(letter))))
    await writeTextAtomically(long, 'new')
    expect(readFileSync(long, 'utf8')).toBe('new')
  }
  expect(readdirSync(folder)).toHaveLength(3)
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

/** Writes without end unless it fails. */
function endlessWriter(limit = 'unlimited') {
  return fileProcess(
    `await writeAtomically(process.argv[2], async (file) => {
       for (;;) {
         await file.write(new Uint8Array(4096))
         process.stdout.write('.')
         await new Promise((next) => setTimeout(next, 1))
       }
     }).catch((error) => { process.stderr.write(error.name + ' ' + error.message) })`,
    { folder, argument: path, limit },
  )
}

test('a killed process leaves the old file alone', async () => {
  writeFileSync(path, 'old')
  const child = endlessWriter()
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual([
    expect.stringMatching(/^\.out\.fits\..*\.part$/),
    'js',
    'out.fits',
  ])
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

  test.each(['pipe', 'link to a pipe'])('a %s', async (what) => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    if (what !== 'pipe') symlinkSync('pipe', path)
    const at = what === 'pipe' ? join(folder, 'pipe') : path
    const [message] = await failures(at)
    expect(message).toBe(
      `${at}: a pipe has this name, and a file cannot replace it; give the name of a file`,
    )
    expect(readdirSync(folder)).toHaveLength(what === 'pipe' ? 1 : 2)
  })

  test.skipIf(!existsSync('/dev/full'))('devices', async () => {
    for (const device of ['/dev/null', '/dev/full']) {
      expect((await failures(device))[0]).toBe(
        `${device}: a device has this name, and a file cannot replace it; give the name of a file`,
      )
      expect(statSync(device).isCharacterDevice()).toBe(true)
    }
  })

  test('a socket', async () => {
    const server = createServer().listen(join(folder, 's'))
    await once(server, 'listening')
    expect((await failures(join(folder, 's')))[0]).toMatch(/a pipe has this name/)
    server.close()
  })

  test('links in a circle', async () => {
    symlinkSync('other', path)
    symlinkSync('out.fits', join(folder, 'other'))
    expect((await failures(path))[0]).toMatch(/the link leads to itself/)
    expect(readlinkSync(path)).toBe('other')
  })

  test('a name that is too long', async () => {
    expect((await failures(join(folder, 'n'.repeat(256))))[0]).toMatch(/the name is too long/)
  })

  test.skipIf(process.getuid?.() === 0)('a file that is protected', async () => {
    writeFileSync(path, 'old', { mode: 0o444 })
    expect((await failures(path))[0]).toMatch(/may not be changed/)
    expect(readFileSync(path, 'utf8')).toBe('old')
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
