/** The built program as its users run it: its output and its exit code. */
import { type ChildProcess, execFile, fork } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'vitest'

const program = resolve('dist/cli/main.js')

export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Runs `starsift` to its end, in a process of its own. */
export function starsift(...args: string[]): Promise<Ended> {
  expectBuilt()
  return new Promise((done) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code)
      done({ code, stdout, stderr })
    })
  })
}

let warm: ChildProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * The same in a process that other commands ran in before: for what does not depend on a process of
 * its own.
 */
export function warmStarsift(...args: string[]): Promise<Ended> {
  expectBuilt()
  const ended = last.then(() => answered(args))
  last = ended.catch(() => {})
  return ended
}

/** The process ends when this one does, since its channel closes then. */
function answered(args: string[]): Promise<Ended> {
  if (!warm?.connected) {
    warm = fork(resolve('test/cli/warm-process.mjs'), { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    warm.unref()
  }
  const child = warm
  return new Promise((done, fail) => {
    const gone = (code: number | null) => fail(new Error(`the program ended by itself: ${code}`))
    child.once('exit', gone)
    child.once('message', (ended: Ended) => {
      child.off('exit', gone)
      done(ended)
    })
    child.send({ program, args, env: { ...process.env } })
  })
}

function expectBuilt(): void {
  if (!existsSync(program)) throw new Error('dist/ is not built: npm run build')
}

/** Runs what must succeed, and gives what it printed. */
export async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await warmStarsift(...args)
  expect(code, stderr).toBe(0)
  return stdout
}

/**
 * Runs what must fail: one line on stderr, nothing on stdout, no file beside those of `folder`
 * before.
 *
 * @returns the line, with `folder` left out of its paths
 */
export async function refusal(folder: string, code: 1 | 2, ...args: string[]): Promise<string> {
  const before = readdirSync(folder, { recursive: true }).sort()
  const ended = await warmStarsift(...args)
  const lines = ended.stderr.trimEnd().split('\n')
  const messages = lines.filter((line) => !line.startsWith('note: '))
  expect(messages, ended.stderr).toHaveLength(1)
  expect([ended.code, ended.stdout], ended.stderr).toEqual([code, ''])
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before)
  return messages[0].replaceAll(`${folder}/`, '')
}
