/** NPY and NPZ: files that NumPy wrote, stored in test/golden/, and the real files of ../shared. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readNpy } from '../../src/arrays/index.js'
import { type ByteSource, memorySource } from '../../src/bytes/source.js'
import { npyWeights } from '../../src/weights/numpy.js'
import { temporaryFolder } from '../fits/files.js'
import { unpackFiles } from '../setup/golden.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import { testNumpyFiles } from './npy-tests.js'
import { fileSource, problemOf } from './weights-files.js'

const folder = temporaryFolder()
unpackFiles('weights-numpy', folder)
testNumpyFiles(folder, 9 * 2 * 2 + 3 * 2 + 4, ['deflated.npz'])

function doubles(...values: number[]): ByteSource {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }\n`
  const bytes = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from(Uint16Array.of(header.length).buffer),
    Buffer.from(header),
    Buffer.from(Float64Array.from(values).buffer),
  ])
  return memorySource(bytes)
}

test('numbers that are none are noted', async () => {
  const files = new Map([
    ['good', doubles(1)],
    ['bad', doubles(Number.NaN)],
    ['worse', doubles(1, -Infinity)],
  ])
  expect((await npyWeights(files)).notes).toEqual([
    'float64 read exactly as float32: good, bad, worse',
    'holds numbers that are NaN or infinite: bad, worse',
  ])
})

test('a header without an end takes no time', async () => {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${'1'.repeat(60_000)}`
  const head = Buffer.from('\x93NUMPY\x01\x00??', 'latin1')
  head.writeUInt16LE(header.length, 8)
  const file = memorySource(Buffer.concat([head, Buffer.from(header)]))
  expect((await problemOf(readNpy(file))).message).toContain('NPY header is damaged')
})

test('a number beyond float32 is refused', async () => {
  const files = new Map([['huge', doubles(1e300)]])
  const { message } = await problemOf(npyWeights(files))
  expect(message).toContain('huge: number beyond float32: expected at most 3.4e38, got 1e+300')
})

test.skipIf(!hasShared('weights'))('the real ResNet18', async () => {
  const names = readdirSync(sharedPath('weights')).filter((name) => name.endsWith('.npy'))
  const folder = sharedPath('weights')
  const sources = names.map((name) => [name.slice(0, -4), fileSource(folder, name)] as const)
  const { weights, notes } = await npyWeights(new Map(sources))
  expect(weights.size).toBe(38)
  expect(notes).toEqual([])
  expect(weights.get('conv1.weight')!.shape).toEqual([64, 3, 7, 7])
  for (const { data } of weights.values()) expect(data.every(Number.isFinite)).toBe(true)
})

test.skipIf(!hasShared('starcnet'))("StarcNet's means and scores", async () => {
  const mean = await readNpy(fileSource(sharedPath('starcnet'), 'mean.npy'))
  const published = [0.02376737, 0.13796899, 0.14457473, 0.2542926, 0.39018805]
  expect(Array.from(mean.data as Float64Array, (value) => Number(value.toFixed(8)))).toEqual(
    published,
  )
  const scores = await readNpy(fileSource(sharedPath('starcnet'), 'scores.npy'))
  expect(scores.shape).toEqual([2752, 4])
})

test.skipIf(!hasShared('images'))('real images', async () => {
  const file = fileSource(sharedPath('images'), 'gz1small_rgb_u8_N3x64x64.npy')
  const { shape, data } = await readNpy(file)
  expect(shape).toEqual([1771, 3, 64, 64])
  expect(data).toBeInstanceOf(Uint8Array)
  expect(data).toHaveLength(1771 * 3 * 64 * 64)
})
