/** What killed and interrupted processes leave, and who removes it. */
import { once } from 'node:events'
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { sweep, writeTextAtomically, writeTogether } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'
import { fileProcess } from './file-process.js'

const root = temporaryFolder()
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

const FILE = `await writeAtomically(process.argv[2], async (file) => {
  await file.write(new Uint8Array(4096))
  process.stdout.write('.')
  await new Promise((done) => setTimeout(done, 30000))
})`
/** It stands still after the first of its files, however late the signal comes. */
const FOLDER = `const files = { *[Symbol.iterator]() {
    yield ['a.csv', new Uint8Array(9)]
    process.stdout.write('.')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30000)
  } }
  await writeTogether(process.argv[2], files)`

/** Starts it, lets it begin, ends it, and gives how it ended and what is there. */
async function ended(code: string, signal: NodeJS.Signals, name: string) {
  const js = mkdtempSync(join(root, 'js-'))
  const child = fileProcess(code, { folder: js, argument: join(folder, name) })
  await once(child.stdout, 'data')
  child.kill(signal)
  const [exitCode, exitSignal] = await once(child, 'exit')
  return { ended: exitCode ?? exitSignal, left: readdirSync(folder) }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s: nothing is left', async (signal, code) => {
  expect(await ended(FILE, signal, 'out.csv')).toEqual({ ended: code, left: [] })
})

test('SIGKILL: what is left goes with the next file that is written there', async () => {
  const killed = await ended(FILE, 'SIGKILL', 'out.csv')
  expect(killed).toEqual({
    ended: 'SIGKILL',
    left: [expect.stringMatching(/^\.out\.csv\.[0-9a-f]{8}-\d+-[0-9a-f]{12}\.part$/)],
  })
  await writeTextAtomically(join(folder, 'another.csv'), 'x')
  expect(readdirSync(folder)).toEqual(['another.csv'])
})

test('SIGKILL while a folder is written: the next folder beside it removes what is left', async () => {
  const killed = await ended(FOLDER, 'SIGKILL', 'result')
  expect(killed.left).toEqual([expect.stringMatching(/^\.result\..*\.part$/)])
  await writeTogether(join(folder, 'other'), new Map([['a.csv', new Uint8Array(2)]]))
  expect(readdirSync(folder)).toEqual(['other'])
})

/** A name of the kind, of this machine. */
async function nameOf(pid: number): Promise<string> {
  const { left } = await ended(FILE, 'SIGKILL', 'x')
  return left[0].replace(/-\d+-/, `-${pid}-`)
}

test('what a running process writes stays, and what another machine writes, for a day', async () => {
  const running = await nameOf(process.ppid)
  const elsewhere = running.replace(/\.[0-9a-f]{8}-/, '.00000000-')
  const older = '.x.0123456789ab.part'
  const dead = await nameOf(2 ** 22 + 1)
  const others = ['.x.part', 'x.0123456789ab.part', '.hidden', '.x.0123456789AB.part']
  const left = async (hours: number) => {
    const there = mkdtempSync(join(root, 'aged-'))
    const then = Date.now() / 1000 - hours * 3600
    for (const name of [running, elsewhere, older, dead, ...others]) {
      writeFileSync(join(there, name), 'x')
      utimesSync(join(there, name), then, then)
    }
    await writeTextAtomically(join(there, 'a.csv'), '')
    return readdirSync(there).sort()
  }
  expect(await left(23)).toEqual(['a.csv', running, elsewhere, older, ...others].sort())
  expect(await left(25)).toEqual(['a.csv', ...others].sort())
})

test('a link of such a name goes, what it leads to stays', async () => {
  mkdirSync(join(folder, 'kept'))
  writeFileSync(join(folder, 'kept', 'a'), 'x')
  const link = join(folder, '.x.0123456789ab.part')
  symlinkSync('kept', link)
  lutimesSync(link, 1, 1)
  await writeTextAtomically(join(folder, 'a.csv'), '')
  expect(readdirSync(folder).sort()).toEqual(['a.csv', 'kept'])
  expect(existsSync(join(folder, 'kept', 'a'))).toBe(true)
})

test("a folder of one's own: all that is unfinished goes, whoever began it", async () => {
  writeFileSync(join(folder, '.x.0123456789ab.part'), 'x')
  writeFileSync(join(folder, `.x.00000000-${process.ppid}-0123456789ab.part`), 'x')
  await writeTextAtomically(join(folder, 'a.csv'), '')
  expect(readdirSync(folder)).toHaveLength(3)
  await sweep(folder)
  expect(readdirSync(folder)).toEqual(['a.csv'])
})
