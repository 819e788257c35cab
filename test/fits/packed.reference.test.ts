/**
 * Tile-compressed images: those that fpack writes are read as funpack unpacks them, byte for byte,
 * those that astropy writes (test/reference/packed_images.py) as astropy reads them.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../src/bytes/index.js'
import {
  type Hdu,
  type ImageWindow,
  pixelDecoder,
  readHdus,
  readImage,
  readImageWindow,
} from '../../src/fits/index.js'
import { hasProgram, hasShared, runPython, sharedPath, withPython } from '../setup/peers.js'
import { temporaryFolder, withFile } from './files.js'

const folder = temporaryFolder()

/** Options of fpack for each kind of image. */
const INTEGERS = [
  ...['-r', '-g1', '-g2', '-h -s 0', '-d', '-r -w', '-r -t 30,20', '-g2 -t 117,7'],
  ...['-h -s 0 -t 64,64', '-h -s -5 -t 50,40'],
]
const FLOATS = [
  ...['-r', '-r -q0 4', '-r -qz 4', '-r -qz777 2', '-r -q10000 8 -t 117,1'],
  ...['-g1', '-g2', '-g1 -q 0', '-g2 -q 0', '-d'],
]
/**
 * Floats in tiles of several columns: funpack 4.2.0 exchanges tiles of such images (its pixels are
 * off by 3e4 here, astropy's by less than the quantisation), so they are compared with astropy.
 */
const SQUARE = ['-r -q 4 -t 40,40', '-h -q 4 -t 64,32', '-r -qz 4 -t 30,83']
const MODES: Record<string, readonly string[]> = {
  // fpack fails with -d on 8-bit integers and float64, funpack on what -s makes of the former.
  ...{ u8: INTEGERS.filter(isPacking).slice(0, -1), i16: INTEGERS, u16: INTEGERS, i32: INTEGERS },
  ...{ f32: FLOATS, f64: FLOATS.filter(isPacking), mask: [...INTEGERS, '-p', '-p -t 50,40'] },
  cube: ['-r', '-g2 -q 0', '-r -t 50,40,2'],
}

function isPacking(options: string): boolean {
  return options !== '-d'
}

const sha256 = (values: ArrayBufferView) =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')

/** NaN has many forms; here it has one. */
const hashOf = (values: Float64Array) =>
  sha256(values.map((value) => (Number.isNaN(value) ? Number.NaN : value)))

/** The bytes of the pixels, as the file or the tiles have them. */
const bytesOf = (source: ByteSource, { data, dataStart, dataLength }: Hdu) =>
  (data ?? source).slice(dataStart, dataStart + dataLength)

async function compareWithFunpack(plain: string, options: readonly string[]) {
  const [packed, unpacked] = ['packed.fz', 'unpacked.fits'].map((name) => join(folder, name))
  for (const path of [packed, unpacked]) rmSync(path, { force: true })
  execFileSync('fpack', [...options, '-O', packed, plain])
  execFileSync('funpack', ['-O', unpacked, packed])
  await withFile(packed, (source, hdus) =>
    withFile(unpacked, async (other, expected) => {
      const [own, theirs] = [hdus, expected].map((all) => all.filter(hasPixels))
      expect(own.length).toBe(theirs.length)
      for (const [i, hdu] of own.entries()) {
        expect(hdu.packed, 'packed').toBeDefined()
        expect(hdu.header.get('BITPIX')).toBe(theirs[i].header.get('BITPIX'))
        for (const keyword of ['BZERO', 'BSCALE', 'BLANK', 'CRVAL1', 'FILTER']) {
          expect(hdu.header.get(keyword), keyword).toEqual(theirs[i].header.get(keyword))
        }
        const bytes = await bytesOf(source, hdu)
        expect(sha256(bytes)).toBe(sha256(await bytesOf(other, theirs[i])))
        await compareWindow(source, hdu)
      }
    }),
  )
}

function hasPixels({ kind, dataLength }: Hdu): boolean {
  return kind === 'image' && dataLength > 0
}

/** A window has the pixels of the whole. */
async function compareWindow(source: ByteSource, hdu: Hdu) {
  const { axes, data } = await readImage(source, hdu)
  const [width] = axes
  const window = { x0: 31, y0: 17, x1: 71, y1: 49, plane: axes.length > 2 ? 1 : 0 }
  const pixels = await readImageWindow(source, hdu, window)
  const first = window.plane * width * axes[1]
  const expected = Float32Array.from({ length: 40 * 32 }, (_, i) => {
    return data[first + (17 + Math.floor(i / 40)) * width + 31 + (i % 40)]
  })
  expect(pixels).toEqual(expected)
  if (window.plane === 0) expect(await stripped(hdu, window)).toEqual(expected)
}

/** The pixels of a window of the first plane, by way of a strip. */
async function stripped(hdu: Hdu, { x0, y0, x1, y1 }: ImageWindow): Promise<Float32Array> {
  const strip = hdu.strip!(pixelDecoder(hdu.header))
  await strip.moveTo(y0, y1)
  const pixels = new Float32Array((x1 - x0) * (y1 - y0))
  for (let row = y0; row < y1; row++) strip.decode(row, x0, x1, pixels, (row - y0) * (x1 - x0))
  return pixels
}

withPython('astropy', 'packed images', () => {
  const read: Record<string, string> = JSON.parse(runPython('packed_images.py', folder))

  test.each(Object.entries(read))('%s as astropy reads it', async (file, expected) => {
    await withFile(join(folder, file), async (source, hdus) => {
      const { data } = await readImage(source, hdus[1])
      expect(hashOf(data)).toBe(expected)
    })
  })

  describe.skipIf(!hasProgram('fpack'))('as funpack unpacks them', () => {
    const cases = Object.entries(MODES).flatMap(([kind, modes]) =>
      modes.map((mode) => [kind, mode] as const),
    )
    test.each(cases)('%s %s', async (kind, mode) => {
      await compareWithFunpack(join(folder, `plain_${kind}.fits`), mode.split(' '))
    })

    test.each(['f32', 'f64'].flatMap((kind) => SQUARE.map((mode) => [kind, mode] as const)))(
      '%s %s, as astropy reads it',
      async (kind, mode) => {
        const packed = join(folder, 'square.fz')
        rmSync(packed, { force: true })
        const plain = join(folder, `plain_${kind}.fits`)
        execFileSync('fpack', [...mode.split(' '), '-O', packed, plain])
        const expected = JSON.parse(runPython('packed_images.py', '--read', packed, plain))
        await withFile(packed, async (source, hdus) => {
          expect(hashOf((await readImage(source, hdus[1])).data)).toBe(expected)
        })
      },
    )

    test.skipIf(!hasShared('hst')).each(['-r', '-g2 -q 0', '-h -q 4 -t 520,32', '-r -q0 4'])(
      'real mosaics, %s',
      async (mode) => {
        for (const file of readdirSync(sharedPath('hst')).filter((name) => /fits$/.test(name))) {
          const plain = join(folder, 'hst.fits')
          copyFileSync(sharedPath('hst', file), plain)
          await compareWithFunpack(plain, mode.split(' '))
        }
      },
    )
  })
})

test('a packed image is listed as the image that it is', async () => {
  const path = sharedPath('fits', 'files', 'm13_rice.fits')
  if (!hasShared('fits')) return
  await withFile(path, async (source) => {
    const [, image] = await readHdus(source)
    expect([image.kind, image.packed?.kind]).toEqual(['image', 'compressed-image'])
    expect(image.header.get('NAXIS1')).toBe(300)
    expect(image.header.has('ZIMAGE')).toBe(false)
  })
})
