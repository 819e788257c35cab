/** Damaged files must be refused with an InputError: cut anywhere, or with bytes that flipped. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/source.js'
import { readWeights } from '../../src/weights/read-weights.js'
import { safetensorsBytes } from '../../src/weights/safetensors.js'
import { hasPython } from '../setup/peers.js'
import { problemOf, readDamaged, writtenBy } from './weights-files.js'

const small = safetensorsBytes(
  new Map([
    ['a', { shape: [3, 5], data: new Float32Array(15).fill(1.5) }],
    ['b', { shape: [], data: Float32Array.of(2) }],
  ]),
  { format: 'pt' },
)

const files: [string, () => Uint8Array][] = [['small.safetensors', () => small]]
if (hasPython('torch')) {
  let torch: string
  let numpy: string
  beforeAll(() => {
    torch = writtenBy('weights_torch.py')
    numpy = writtenBy('weights_numpy.py')
  })
  for (const name of ['checkpoint', 'shapes', 'protocol4']) {
    files.push([`${name}.zip.pth`, () => readFileSync(join(torch, `${name}.zip.pth`))])
    files.push([`${name}.legacy.pth`, () => readFileSync(join(torch, `${name}.legacy.pth`))])
  }
  files.push(['stored.npz', () => readFileSync(join(numpy, 'stored.npz'))])
  files.push(['deflated.npz', () => readFileSync(join(numpy, 'deflated.npz'))])
}

describe.each(files)('%s', (_name, read) => {
  test('is refused wherever it is cut', async () => {
    const whole = read()
    expect(await readDamaged(whole)).toBe('read')
    const lengths = [...Array(150).keys()].map((i) => Math.floor((i / 150) * whole.length))
    for (const length of [...lengths, 1, 2, 4, 8, 9, 16, 30, 64, 200, whole.length - 1]) {
      if (length >= whole.length) continue
      expect(await readDamaged(whole.subarray(0, length)), `cut to ${length}`).toBe('refused')
    }
  })

  test('with bytes flipped is refused or read, never worse', async () => {
    const whole = read()
    const flip = fc.tuple(
      fc.oneof(fc.nat(whole.length - 1), fc.nat(Math.min(2000, whole.length - 1))),
      fc.integer({ min: 1, max: 255 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 4 }), async (flips) => {
        const bytes = Uint8Array.from(whole)
        for (const [at, bits] of flips) bytes[at] ^= bits
        await readDamaged(bytes)
      }),
      { numRuns: 1500, seed: 1 },
    )
  })
})

const text = (string: string) => Uint8Array.from(string, (character) => character.charCodeAt(0))

test.each([
  ['an empty file', ''],
  ['a web page or XML', '\n<!DOCTYPE html><html>Not found</html>'],
  ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00'],
  ['one NumPy array', '\x93NUMPY\x01\x00'],
  ['an HDF5 file', '\x89HDF\r\n\x1a\n'],
  ['a FITS file', 'SIMPLE  =                    T'],
  ['an ONNX model', '\x08\x08\x12\x07pytorch'],
  ['a zip archive without entries', `PK\x05\x06${'\0'.repeat(18)}`],
  ['text', 'epoch,loss\n1,2\n'],
  ['bytes 00 01 02', '\0\x01\x02'],
])('says that it looks like %s', async (look, start) => {
  const { message } = await problemOf(readWeights(memorySource(text(start), 'x.pth')))
  expect(message).toMatch(/^x\.pth: not a file of weights: expected \.pth/)
  expect(message).toContain(look)
})
