/** The cache of unpacked files has a size, and forgets only what no run has open. */
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FileSource, openFile } from '../../src/files/index.js'
import { packedFile, unpackedCopy } from '../../src/files/unpack-cache.js'
import { imageHdu } from '../../src/fits/index.js'
import { temporaryFolder } from '../fits/files.js'

const gunzipped = async (path: string) => unpackedCopy(await packedFile(path, 'gzip'))

const folder = temporaryFolder()
const VARIABLES = ['STARSIFT_CACHE', 'STARSIFT_CACHE_GB'] as const
const before = VARIABLES.map((name) => process.env[name])
let cache = ''
let n = 0
let opened: FileSource[] = []

beforeEach(() => {
  cache = join(folder, `cache${n++}`)
  process.env.STARSIFT_CACHE = cache
  opened = []
})

afterEach(async () => {
  await Promise.all(opened.map((source) => source.close()))
  VARIABLES.forEach((name, i) => {
    if (before[i] === undefined) delete process.env[name]
    else process.env[name] = before[i]
  })
})

/** 8640 bytes unpacked. */
const fits = imageHdu({ axes: [40, 30], values: new Float32Array(1200), primary: true })

/** @param files so many entries the cache may hold */
const roomFor = (files: number) => {
  process.env.STARSIFT_CACHE_GB = String((files * fits.length) / 1e9)
}

function packed(name: string): string {
  const path = join(folder, `${n}-${name}.fits.gz`)
  writeFileSync(path, gzipSync(fits))
  return path
}

async function open(path: string): Promise<FileSource> {
  const source = await openFile(path)
  opened.push(source)
  return source
}

/** Letters of the entries that are there. */
const entries = () =>
  readdirSync(cache)
    .filter((name) => !name.startsWith('.'))
    .map((name) => /-(\w+)\.fits$/.exec(name)?.[1])
    .sort()

/** Makes the entry of this letter look as if it was last used at that second. */
function used(letter: string, second: number): void {
  const name = readdirSync(cache).find((name) => name.endsWith(`-${letter}.fits`))!
  utimesSync(join(cache, name), second, second)
}

test('the least recently used entry is forgotten', async () => {
  roomFor(2)
  for (const [i, letter] of ['a', 'b'].entries()) {
    await gunzipped(packed(letter))
    used(letter, 1000 + i)
  }
  await gunzipped(packed('c'))
  expect(entries()).toEqual(['b', 'c'])
})

test('use counts, not age', async () => {
  roomFor(2)
  const a = packed('a')
  await (await openFile(a)).close()
  used('a', 1000)
  await (await openFile(packed('b'))).close()
  used('b', 2000)
  await (await openFile(a)).close()
  await (await openFile(packed('c'))).close()
  expect(entries()).toEqual(['a', 'c'])
})

test('what a run has open stays, and can go afterwards', async () => {
  roomFor(1)
  const a = await open(packed('a'))
  const b = await open(packed('b'))
  used('a', 1000)
  expect(entries()).toEqual(['a', 'b'])
  expect((await a.slice(0, 6)).length).toBe(6)
  await a.close()
  await (await openFile(packed('c'))).close()
  expect(entries()).toEqual(['b', 'c'])
  await b.close()
  expect(readdirSync(cache).filter((name) => name.startsWith('.'))).toEqual([])
})

test('a run that was killed keeps nothing', async () => {
  roomFor(1)
  const a = await open(packed('a'))
  const mark = readdirSync(cache).find((name) => name.startsWith('.'))!
  await a.close()
  // The same mark of a process that is not there, in a cache that this process has not seen.
  const entry = readdirSync(cache)[0]
  const other = join(folder, `cache${n++}`)
  mkdirSync(other)
  writeFileSync(join(other, entry), fits)
  writeFileSync(join(other, mark.replace(/(\.[0-9a-f]{8})-\d+-/, '$1-4194303-')), '')
  utimesSync(join(other, entry), 1000, 1000)
  process.env.STARSIFT_CACHE = cache = other
  await gunzipped(packed('b'))
  expect(entries()).toEqual(['b'])
})

test('a file larger than the cache is read all the same', async () => {
  roomFor(0.5)
  const a = await open(packed('a'))
  expect(a.byteLength).toBe(fits.length)
})

test("the user's own files in the folder stay", async () => {
  roomFor(1)
  mkdirSync(cache)
  writeFileSync(join(cache, 'mosaic.fits'), new Uint8Array(100_000))
  utimesSync(join(cache, 'mosaic.fits'), 1, 1)
  await gunzipped(packed('a'))
  expect(statSync(join(cache, 'mosaic.fits')).size).toBe(100_000)
})

test('several at once', async () => {
  roomFor(2)
  const paths = ['a', 'b', 'c', 'd', 'e', 'f'].map(packed)
  const sources = await Promise.all(paths.map(open))
  expect(entries()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  for (const source of sources) expect((await source.slice(0, 6)).length).toBe(6)
  await Promise.all(sources.map((source) => source.close()))
  await gunzipped(packed('g'))
  expect(entries()).toHaveLength(2)
})

describe('STARSIFT_CACHE_GB', () => {
  test.each(['much', '-1', '1e'])('%s is refused', async (size) => {
    process.env.STARSIFT_CACHE_GB = size
    await expect(gunzipped(packed('a'))).rejects.toThrow(
      `STARSIFT_CACHE_GB: expected a number of GB, got ${size}`,
    )
  })

  test('0 keeps only what is open', async () => {
    process.env.STARSIFT_CACHE_GB = '0'
    await (await openFile(packed('a'))).close()
    await open(packed('b'))
    expect(entries()).toEqual(['b'])
  })
})
