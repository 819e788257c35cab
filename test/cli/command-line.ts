/** The built program as its users run it: a process of its own, its output, its exit code. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'vitest'

const program = resolve('dist/cli/main.js')

export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Runs `starsift` to its end. */
export function starsift(...args: string[]): Promise<Ended> {
  if (!existsSync(program)) throw new Error('dist/ is not built: npm run build')
  return new Promise((done) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code)
      done({ code, stdout, stderr })
    })
  })
}

/** Runs what must succeed, and gives what it printed. */
export async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await starsift(...args)
  expect(code, stderr).toBe(0)
  return stdout
}

/**
 * Runs what must fail: one line on stderr, nothing on stdout, no file beside those of `folder` before.
 *
 * @returns the line, with `folder` left out of its paths
 */
export async function refusal(folder: string, code: 1 | 2, ...args: string[]): Promise<string> {
  const before = readdirSync(folder, { recursive: true }).sort()
  const ended = await starsift(...args)
  const lines = ended.stderr.trimEnd().split('\n')
  const messages = lines.filter((line) => !line.startsWith('note: '))
  expect(messages, ended.stderr).toHaveLength(1)
  expect([ended.code, ended.stdout], ended.stderr).toEqual([code, ''])
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before)
  return messages[0].replaceAll(`${folder}/`, '')
}
