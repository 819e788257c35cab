/** Our files read back, and other people's. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/source.js'
import { sizeOf, type Tensor } from '../../src/nn/tensor.js'
import { readSafetensors, safetensorsBytes } from '../../src/weights/safetensors.js'
import { problemOf } from './weights-files.js'

function fileOf(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, data])
}

const read = (bytes: Uint8Array) => readSafetensors(memorySource(bytes, 'x.safetensors'))
const entry = (dtype: string, shape: number[], begin: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
})

const tensor = fc
  .array(fc.nat(3), { maxLength: 4 })
  .chain((shape) =>
    fc
      .float32Array({ minLength: sizeOf(shape), maxLength: sizeOf(shape) })
      .map((data): Tensor => ({ shape, data })),
  )

test('any weights come back, to the bit', async () => {
  const names = fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(names, tensor)), async (pairs) => {
      const weights = new Map(pairs)
      const back = await read(safetensorsBytes(weights, { made: 'here' }))
      expect(new Map([...weights].sort())).toEqual(new Map([...back.weights].sort()))
      expect(back.metadata).toEqual({ made: 'here' })
      const allFinite = pairs.every(([, { data }]) => data.every(Number.isFinite))
      if (allFinite) expect(back.notes).toEqual([])
    }),
  )
})

test('types other than float32 are converted and noted', async () => {
  const data = new Uint8Array(8 + 2 + 2 + 8 + 1)
  const view = new DataView(data.buffer)
  view.setFloat64(0, 0.1, true)
  view.setUint16(8, 0x3c01, true)
  view.setUint16(10, 0xbfc0, true)
  view.setBigInt64(12, -7n, true)
  data[20] = 1
  const { weights, notes } = await read(
    fileOf(
      {
        double: entry('F64', [1], 0, 8),
        half: entry('F16', [1], 8, 10),
        brain: entry('BF16', [], 10, 12),
        long: entry('I64', [1], 12, 20),
        flag: entry('BOOL', [1], 20, 21),
      },
      data,
    ),
  )
  const numbers = [...weights.values()].map((tensor) => tensor.data[0])
  expect(numbers).toEqual([Math.fround(0.1), 1 + 2 ** -10, -1.5, -7, 1])
  expect(notes).toContain('float64 rounded to float32: double')
  expect(notes).toContain('int64 read exactly as float32: long')
})

const four = new Uint8Array(4)
test.each([
  ['overlap', { a: entry('U8', [3], 0, 3), b: entry('U8', [2], 2, 4) }, 'b: damaged'],
  ['gap', { a: entry('U8', [1], 0, 1), b: entry('U8', [2], 2, 4) }, 'leaves a gap before it'],
  ['beyond the end', { a: entry('U8', [9], 0, 9) }, 'expected 9 bytes of tensors, got 4 bytes'],
  ['left over', { a: entry('U8', [3], 0, 3) }, 'bytes that belong to no tensor'],
  ['size', { a: entry('F32', [2], 0, 4) }, '4 bytes for 2'],
  ['shape', { a: entry('F32', [-1], 0, 4) }, 'without shape and data_offsets'],
  ['infinite shape', { a: entry('F32', [2 ** 53, 0], 0, 4) }, 'without shape'],
  ['type', { a: entry('F8_E4M3', [4], 0, 4) }, 'got F8_E4M3'],
  ['inherited type', { a: entry('constructor', [4], 0, 4) }, 'got constructor'],
  ['entry', { a: 3 }, 'without shape and data_offsets'],
  ['list', [], 'header that is not an object'],
  ['metadata', { __metadata__: { a: 1 } }, '__metadata__ that is not text'],
  ['no JSON', '{"a":', 'header that is not JSON'],
  ['deep JSON', '['.repeat(200_000) + ']'.repeat(200_000), 'header that is not'],
])('refuses: %s', async (_what, header, message) => {
  const error = await problemOf(read(fileOf(header, four)))
  expect(error.message).toContain('x.safetensors')
  expect(error.message).toContain(message)
})

test('refuses a header of more than the format allows without reading it', async () => {
  const { message } = await problemOf(read(new Uint8Array(16).fill(0xff)))
  expect(message).toContain('header of 18446744073709551615 bytes')
})

test('refuses to write a tensor called __metadata__', () => {
  const weights = new Map([['__metadata__', { shape: [0], data: new Float32Array(0) }]])
  expect(() => safetensorsBytes(weights)).toThrow('cannot be called __metadata__')
})
