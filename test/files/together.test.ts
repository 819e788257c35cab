/** Files that belong together: all of them appear, or none. */

import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { writeTogether } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'
import { fileProcess } from './file-process.js'

const root = temporaryFolder()
let parent = ''
let folder = ''

beforeEach(() => {
  parent = mkdtempSync(join(root, 'case-'))
  folder = join(parent, 'result')
})

const FILES = new Map(
  Object.entries({ 'a.csv': 'a', 'figures/b.svg': 'b', 'index.html': 'page' }).map(
    ([name, text]) => [name, new TextEncoder().encode(text)],
  ),
)

function all(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(dir.length + 1), readFileSync(path, 'utf8')]
    }),
  )
}

const WHOLE = { 'a.csv': 'a', 'figures/b.svg': 'b', 'index.html': 'page' }

test('a new folder, also where its parents are missing', async () => {
  await writeTogether(folder, FILES)
  expect(all(folder)).toEqual(WHOLE)
  await writeTogether(join(parent, 'x', 'y'), FILES)
  expect(all(join(parent, 'x'))).toEqual(
    Object.fromEntries(Object.entries(WHOLE).map(([name, text]) => [join('y', name), text])),
  )
  expect(readdirSync(parent).sort()).toEqual(['result', 'x'])
})

test('a folder that is there: other files stay, the same names are replaced', async () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  writeFileSync(join(folder, 'a.csv'), 'old')
  await writeTogether(folder, FILES)
  expect(all(folder)).toEqual({ ...WHOLE, 'mine.txt': 'mine' })
})

test('a link to a folder, and one to a folder that is not there yet', async () => {
  for (const name of ['there', 'not-there']) {
    if (name === 'there') mkdirSync(join(parent, name))
    symlinkSync(name, join(parent, `to-${name}`))
    await writeTogether(join(parent, `to-${name}`), FILES)
    expect([all(join(parent, name)), readlinkSync(join(parent, `to-${name}`))]).toEqual([
      WHOLE,
      name,
    ])
  }
})

test('a file that cannot be written: an old folder is as it was', async () => {
  mkdirSync(join(folder, 'index.html'), { recursive: true })
  writeFileSync(join(folder, 'a.csv'), 'old')
  const run = writeTogether(folder, FILES)
  await expect(run).rejects.toThrow(
    `${join(folder, 'index.html')}: a folder has this name; give the name of a file`,
  )
  expect(readdirSync(folder).sort()).toEqual(['a.csv', 'index.html'])
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('old')
})

test('a file where a folder is wanted', async () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'figures'), 'mine')
  const run = writeTogether(folder, FILES)
  await expect(run).rejects.toThrow(/figures: a file has the name of the folder/)
  expect(all(folder)).toEqual({ figures: 'mine' })
  await expect(writeTogether(join(folder, 'figures'), FILES)).rejects.toBeInstanceOf(InputError)
  await expect(writeTogether(join(folder, 'figures', 'x'), FILES)).rejects.toBeInstanceOf(
    InputError,
  )
  expect(all(folder)).toEqual({ figures: 'mine' })
})

test.each(['new', 'old'])('a full disk: nothing of it in a %s folder', async (kind) => {
  if (kind === 'old') mkdirSync(folder)
  const target = kind === 'old' ? folder : join(parent, 'deep', 'er')
  const js = mkdtempSync(join(root, 'js-'))
  const code = `const bytes = (n) => new Uint8Array(n)
    const files = new Map([['a', bytes(9)], ['f/b', bytes(99)], ['c', bytes(1e6)], ['d', bytes(9)]])
    await writeTogether(process.argv[2], files).catch((error) => {
      process.stderr.write(error.name + ' ' + error.message)
    })`
  const child = fileProcess(code, { folder: js, argument: target, limit: '100' })
  const [message] = await once(child.stderr, 'data')
  await once(child, 'exit')
  expect(`${message}`).toBe(
    `InputError ${join(target, 'c')}: the file is too large for this disk; write elsewhere`,
  )
  expect(readdirSync(parent, { recursive: true })).toEqual(kind === 'old' ? ['result'] : [])
})
