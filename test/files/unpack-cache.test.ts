/** The cache of unpacked files: once, whole, private, and nothing left after an error. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openFile } from '../../src/files/index.js'
import { packedFile, unpackedCopy } from '../../src/files/unpack-cache.js'
import { imageHdu, imageHeader, readHdus, readImage } from '../../src/fits/index.js'
import { temporaryFolder } from '../fits/files.js'
import { PACKED, TEXT } from '../packings/packed.js'
import { hasShared, sharedPath } from '../setup/peers.js'

const gunzipped = async (path: string) => unpackedCopy(await packedFile(path, 'gzip'))

const folder = temporaryFolder()
const outside = process.env.STARSIFT_CACHE
let cache = ''
let n = 0

beforeEach(() => {
  cache = join(folder, `cache${n++}`)
  process.env.STARSIFT_CACHE = cache
})

afterEach(() => {
  if (outside === undefined) delete process.env.STARSIFT_CACHE
  else process.env.STARSIFT_CACHE = outside
})

const values = Float32Array.from({ length: 10_000 }, (_, i) => Math.sin(i))
const fits = imageHdu({ axes: [100, 100], values, primary: true })

function packed(name: string, content: Uint8Array = gzipSync(fits)): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('a packed mosaic reads like the plain one, under its own name', async () => {
  const path = packed('a.fits.gz')
  const source = await openFile(path)
  const [hdu] = await readHdus(source)
  expect(Float32Array.from((await readImage(source, hdu)).data)).toEqual(values)
  expect([source.name, source.byteLength]).toEqual([path, fits.length])
  await source.close()
})

test('the signature counts, not the ending', async () => {
  const source = await openFile(packed('b.fits'))
  expect(source.byteLength).toBe(fits.length)
  await source.close()
})

test.each(['bzip2', 'Zstandard', 'Unix compress'] as const)(
  'a table packed by %s',
  async (name) => {
    const bytes = Buffer.from(PACKED[name][0], 'base64')
    const path = packed(`${name}.csv`, bytes)
    const source = await openFile(path)
    expect([source.name, `${Buffer.from(await source.slice(0, 1e6))}`]).toEqual([path, TEXT])
    await source.close()
    expect(readdirSync(cache).length).toBe(1)
    const head = bytes.subarray(0, name === 'Unix compress' ? 2 : bytes.length - 9)
    await expect(openFile(packed('cut.csv', head))).rejects.toThrow(
      `cut.csv: truncated ${name} file`,
    )
    expect(readdirSync(cache).length).toBe(1)
  },
)

test('members one after another are one file', async () => {
  const two = Buffer.concat([gzipSync(fits.subarray(0, 5000)), gzipSync(fits.subarray(5000))])
  expect(readFileSync(await gunzipped(packed('two.fits.gz', two)))).toEqual(Buffer.from(fits))
})

test('unpacked once, by way of a link too', async () => {
  const path = packed('once.fits.gz')
  const first = await gunzipped(path)
  const { ino, mtimeMs } = statSync(first)
  const link = join(folder, 'link.gz')
  symlinkSync(path, link)
  expect([await gunzipped(path), await gunzipped(link)]).toEqual([first, first])
  expect([statSync(first).ino, statSync(first).mtimeMs]).toEqual([ino, mtimeMs])
  expect(readdirSync(cache).length).toBe(1)
})

test('two at once both succeed and leave one entry', async () => {
  const path = packed('race.fits.gz')
  const [a, b] = await Promise.all([gunzipped(path), gunzipped(path)])
  expect([a, readFileSync(a).length]).toEqual([b, fits.length])
  expect(readdirSync(cache).length).toBe(1)
})

test('a file that was replaced is unpacked anew', async () => {
  const path = packed('new.fits.gz')
  const first = await gunzipped(path)
  packed('new.fits.gz')
  utimesSync(path, 1, 1)
  expect(await gunzipped(path)).not.toBe(first)
})

test('only the user may read the cache', async () => {
  const unpacked = await gunzipped(packed('private.fits.gz'))
  expect([statSync(cache).mode & 0o777, statSync(unpacked).mode & 0o777]).toEqual([0o700, 0o600])
})

describe('damage', () => {
  const whole = gzipSync(fits)
  const flipped = Uint8Array.from(whole)
  flipped[whole.length - 6] ^= 0xff

  test.each<[string, Uint8Array, RegExp]>([
    ['cut short', whole.subarray(0, 200), /cut\.gz: truncated gzip file.*download it again/],
    ['a wrong checksum', flipped, /cut\.gz: damaged gzip file.*download it again/],
    ['a header alone', whole.subarray(0, 2), /truncated gzip file/],
  ])('%s leaves nothing behind', async (_, content, message) => {
    await expect(openFile(packed('cut.gz', content))).rejects.toThrow(message)
    expect(readdirSync(cache)).toEqual([])
  })
})

test('a cache that cannot be made', async () => {
  process.env.STARSIFT_CACHE = join(packed('file.gz'), 'sub')
  await expect(openFile(packed('c.fits.gz'))).rejects.toThrow(/a part of the path is a file/)
})

test('in the shared temporary folder, only a folder of our own is used', async () => {
  delete process.env.STARSIFT_CACHE
  const shared = join(folder, 'tmp')
  mkdirSync(shared)
  const before = process.env.TMPDIR
  process.env.TMPDIR = shared
  try {
    const own = join(shared, `starsift-${userInfo().username}`)
    const unpacked = await gunzipped(packed('tmp.fits.gz'))
    expect(unpacked.startsWith(own)).toBe(true)
    chmodSync(own, 0o777)
    await expect(gunzipped(packed('tmp2.fits.gz'))).rejects.toThrow(
      /other users can write to the cache folder.*STARSIFT_CACHE/,
    )
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
})

test.skipIf(!hasShared('fits'))('a real .Z file is the FITS file in it', async () => {
  const source = await openFile(sharedPath('fits', 'files', 'lzw.fits.Z'))
  expect((await readHdus(source)).length).toBeGreaterThan(0)
  await source.close()
})

describe('what unpacks to very much', () => {
  const rows = (bytes: number) => gzipSync(Buffer.alloc(bytes, 'id,x,y\n1,1,1\n'), { level: 1 })

  test('a table that grows a thousandfold is refused, and nothing stays', async () => {
    const path = packed('bomb.csv.gz', gzipSync(Buffer.alloc(150 * 2 ** 20, '1,1,1\n')))
    await expect(openFile(path)).rejects.toThrow(`${path}: a packed file that grows without bound`)
    expect(readdirSync(cache)).toEqual([])
  })

  test('a table that is only long is read', async () => {
    const source = await openFile(packed('long.csv.gz', rows(5 * 2 ** 20)))
    expect(source.byteLength).toBe(5 * 2 ** 20)
    await source.close()
  })

  test('a blank mosaic packs a thousandfold, and is read', async () => {
    const blank = imageHdu({ axes: [5000, 4000], values: new Float32Array(2e7), primary: true })
    const source = await openFile(packed('blank.fits.gz', gzipSync(blank, { level: 1 })))
    expect(source.byteLength).toBe(blank.length)
    await source.close()
  })

  test('a mosaic that says to be larger than the disk is refused', async () => {
    const axes = [2 ** 30, 2 ** 30]
    const header = imageHeader({ axes, bitpix: -64, primary: true }).toBytes()
    const path = packed('huge.fits.gz', gzipSync(Buffer.concat([header, Buffer.alloc(2 ** 22)])))
    await expect(openFile(path)).rejects.toThrow('not enough space on the disk')
  })
})
