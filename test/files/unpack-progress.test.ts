/** What is told while a file is unpacked. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { onUnpacking, openFile, type Unpacked } from '../../src/files/index.js'
import { tarOf, zipOf } from '../containers/archive-files.js'
import { temporaryFolder } from '../fits/files.js'

const folder = temporaryFolder()
const outside = process.env.STARSIFT_CACHE
let heard: Unpacked[] = []
let stop = () => {}

beforeEach(() => {
  process.env.STARSIFT_CACHE = join(folder, 'cache')
  heard = []
  stop = onUnpacking((at) => heard.push(at))
})

afterEach(() => {
  stop()
  if (outside === undefined) delete process.env.STARSIFT_CACHE
  else process.env.STARSIFT_CACHE = outside
})

/** Sines hardly pack: there are several pieces to read. */
const content = Buffer.from(Float64Array.from({ length: 40_000 }, (_, i) => Math.sin(i)).buffer)
const packed = gzipSync(content)

test.each<[string, Uint8Array, string]>([
  ['a.dat.gz', packed, ''],
  ['a.tar.gz', gzipSync(tarOf([{ name: 'b.dat', content }])), '/b.dat'],
  ['b.tar', tarOf([{ name: 'b.dat.gz', content: packed }]), '/b.dat.gz'],
  ['a.zip', zipOf([{ name: 'b.dat', content, isDeflated: true }]), '/b.dat'],
])('of %s, in order, up to all bytes, and once', async (name, bytes, inner) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  const source = await openFile(`${path}${inner}`)
  expect(Buffer.from(await source.slice(0, source.byteLength)).equals(content)).toBe(true)
  await source.close()
  const { name: said, nBytes } = heard[0]
  expect(`${path}${inner}`.startsWith(said)).toBe(true)
  expect(heard.map((at) => at.nRead)).toEqual(heard.map((at) => at.nRead).sort((a, b) => a - b))
  expect(heard.at(-1)).toEqual({ name: said, nRead: nBytes, nBytes })
  heard = []
  await (await openFile(`${path}${inner}`)).close()
  expect(heard).toEqual([])
})

test('nothing of a file that is read in place', async () => {
  const path = join(folder, 'plain.tar')
  writeFileSync(path, tarOf([{ name: 'a.dat', content }]))
  await (await openFile(`${path}/a.dat`)).close()
  expect(heard).toEqual([])
})
