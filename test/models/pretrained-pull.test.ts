/** `starsift pull weights`, and its older word `models pull`, against a server on this machine. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pullCommand } from '../../src/cli/pull.js'
import { CommandError, InputError } from '../../src/errors.js'
import {
  architectureNamed,
  PUBLISHED_WEIGHTS,
  publishedWeights,
  sha256PrefixIn,
} from '../../src/models/index.js'
import { weightsFile } from '../../src/verbs/index.js'
import { serve, withRanges } from '../files/local-server.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()
let cache = ''
let printed = ''

beforeEach(() => {
  cache = mkdtempSync(join(root, 'cache-'))
  vi.stubEnv('STARSIFT_CACHE', cache)
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

function pull(...args: string[]): Promise<unknown> {
  return pullCommand().exitOverride().parseAsync(args, { from: 'user' })
}

test('what is known is what torchvision publishes', () => {
  expect(PUBLISHED_WEIGHTS.map(({ file }) => [file, sha256PrefixIn(file)])).toEqual([
    ['resnet18-f37072fd.pth', 'f37072fd'],
    ['vgg19_bn-c79401a0.pth', 'c79401a0'],
  ])
  for (const { architecture, file, bytes, sha256 } of PUBLISHED_WEIGHTS) {
    architectureNamed(architecture)
    expect(bytes).toBeGreaterThan(4e7)
    if (sha256) expect([sha256.slice(0, 8), sha256.length]).toEqual([sha256PrefixIn(file), 64])
  }
})

test('a file that is not the published one is refused, and leaves nothing', async () => {
  const { url, ranges } = await serve(withRanges(new TextEncoder().encode('<html>')))
  await expect(pull('resnet18-imagenet', '--from', url)).rejects.toThrow(
    /resnet18-f37072fd.pth: the file on the server has another length than the published one: expected 46830571 bytes, got 6 bytes/,
  )
  expect(() => weightsFile('resnet18-imagenet')).toThrow(InputError)
  expect(readdirSync(join(cache, 'weights'))).toEqual([])
  expect(ranges.length).toBe(1)
})

test('the address may come from the environment; without a network it is an error', async () => {
  vi.stubEnv('STARSIFT_WEIGHTS_URL', 'http://127.0.0.1:1/mirror')
  await expect(pull('vgg19_bn-imagenet')).rejects.toThrow(
    /127.0.0.1:1\/mirror\/vgg19_bn-c79401a0.pth: no connection to the server/,
  )
})

test('a file of the right hash is kept, and its path printed', async () => {
  const bytes = new TextEncoder().encode('weights')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const published = publishedWeights('resnet18-imagenet')
  const file = `resnet18-${sha256.slice(0, 8)}.pth`
  vi.spyOn(PUBLISHED_WEIGHTS as (typeof published)[], 'find').mockReturnValue({
    ...published,
    ...{ file, sha256, bytes: bytes.length },
  })
  const { url } = await serve(withRanges(bytes))
  await pull('resnet18-imagenet', '--from', url)
  const path = join(cache, 'weights', file)
  expect(printed).toBe(`${path}\n`)
  expect(readFileSync(path, 'utf8')).toBe('weights')
  expect(weightsFile('resnet18-imagenet')).toBe(path)

  printed = ''
  await pull('resnet18-imagenet', '--from', url, '--json')
  expect(JSON.parse(printed)).toEqual({ path, architecture: 'resnet18', sha256, isNew: false })
})

test('a name or an address that is wrong is a wrong command', async () => {
  await expect(pull('resnet18')).rejects.toThrow(
    'no published weights resnet18: expected resnet18-imagenet, vgg19_bn-imagenet',
  )
  await expect(pull('resnet18-imagnet')).rejects.toThrow(/did you mean resnet18-imagenet\?/)
  for (const url of ['file:///tmp/', 'nonsense', 'ftp://x/']) {
    await expect(pull('resnet18-imagenet', '--from', url)).rejects.toThrow(CommandError)
  }
})

test('weights of a name are in the cache, or to be pulled; others are a path', () => {
  expect(() => weightsFile('vgg19_bn-imagenet')).toThrow(
    /vgg19_bn-c79401a0.pth: the weights vgg19_bn-imagenet are not on this machine; run `starsift pull weights vgg19_bn-imagenet`/,
  )
  expect(weightsFile('my/own.pth')).toBe('my/own.pth')
})
