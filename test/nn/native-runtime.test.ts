/** Threads of networks are started only where there is a native runtime for them. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()
const copy = join(root, 'runtime/onnxruntime-node')
const binary = join(copy, 'bin/napi-v6', process.platform, process.arch, 'onnxruntime_binding.node')

/** What threads.js gives in a package with this folder. */
function given(): string {
  const url = pathToFileURL(join(root, 'runtime/threads.js'))
  const code = `import('${url}').then(({ inThreads }) => console.log(typeof inThreads))`
  return execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' }).trim()
}

test('none without it, nor with a library for other machines', () => {
  for (const name of ['runtime/threads.js', 'runtime/native.js', 'package.json']) {
    cpSync(resolve(name), join(root, name), { recursive: true })
  }
  expect(given()).toBe('undefined')
  mkdirSync(join(binary, '..'), { recursive: true })
  writeFileSync(join(copy, 'package.json'), '{ "version": "1.30.0" }')
  expect(given()).toBe('undefined')
  writeFileSync(binary, '')
  expect(given()).toBe('function')
  rmSync(copy, { recursive: true })
  expect(given()).toBe('undefined')
})
