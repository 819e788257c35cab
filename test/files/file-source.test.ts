/** Files as byte sources: clipping, and messages that help. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { openFile } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'

const folder = temporaryFolder()
const path = join(folder, 'ngc1566_f555w_drz.fits')
writeFileSync(
  path,
  Uint8Array.from({ length: 100 }, (_, i) => i),
)

test('reads any part, clipped to the file', async () => {
  const source = await openFile(path)
  expect([source.name, source.byteLength]).toEqual([path, 100])
  expect(await source.slice(10, 13)).toEqual(Uint8Array.of(10, 11, 12))
  expect(await source.slice(-5, 2)).toEqual(Uint8Array.of(0, 1))
  expect(await source.slice(98, 200)).toEqual(Uint8Array.of(98, 99))
  expect((await source.slice(100, 200)).length).toBe(0)
  expect((await source.slice(5, 3)).length).toBe(0)
  await source.close()
})

test('many reads at once do not disturb each other', async () => {
  const source = await openFile(path)
  const parts = await Promise.all(Array.from({ length: 99 }, (_, i) => source.slice(i, i + 2)))
  expect(parts).toEqual(parts.map((_, i) => Uint8Array.of(i, i + 1)))
  await source.close()
})

test('an empty file is a source of no bytes', async () => {
  const empty = join(folder, 'empty.fits')
  writeFileSync(empty, '')
  const source = await openFile(empty)
  expect(source.byteLength).toBe(0)
  await source.close()
})

test('the source is closed once and then refuses', async () => {
  const source = await openFile(path)
  await source.close()
  await expect(source.slice(0, 1)).rejects.toThrow()
})

describe('messages', () => {
  async function failure(path: string) {
    const error = await openFile(path).catch((error) => error)
    expect(error).toBeInstanceOf(InputError)
    return error.message as string
  }

  test('no such file, with a name that is near', async () => {
    expect(await failure(join(folder, 'NGC1566_F555W_drz.fits.gz'))).toBe(
      `${join(folder, 'NGC1566_F555W_drz.fits.gz')}: no such file; did you mean ngc1566_f555w_drz.fits?`,
    )
    expect(await failure(join(folder, 'other.fits'))).toMatch(/no such file; check the path$/)
    expect(await failure(join(folder, 'none', 'other.fits'))).toMatch(/no such file/)
  })

  test('a folder', async () => {
    expect(await failure(folder)).toBe(`${folder}: a folder, not a file; give a file in it`)
  })

  test('a path through a file', async () => {
    expect(await failure(join(path, 'x.fits'))).toMatch(/is a file, not a folder/)
  })

  test.skipIf(process.getuid?.() === 0)('no permission', async () => {
    const secret = join(folder, 'secret.fits')
    writeFileSync(secret, 'x')
    chmodSync(secret, 0)
    expect(await failure(secret)).toMatch(/no permission to read/)
  })

  test('a pipe that nobody writes to, a device', async () => {
    const pipe = join(folder, 'pipe.fits')
    execFileSync('mkfifo', [pipe])
    expect(await failure(pipe)).toMatch(/pipe\.fits: a pipe, not a file; write what comes out/)
    expect(await failure('/dev/zero')).toMatch(/\/dev\/zero: a device, not a file; write what/)
  })
})

test('a folder of the same name as a file is not suggested for itself', async () => {
  mkdirSync(join(folder, 'sub'))
  await expect(openFile(join(folder, 'sub', 'a.fits'))).rejects.toThrow(/check the path/)
})
