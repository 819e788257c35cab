/** Rice codes: by hand, and back to the integers that they stand for. */
import { expect, test } from 'vitest'
import { type RiceBytes, riceDecoded, riceEncoded } from '../../src/codecs/index.js'
import { Random } from '../../src/random.js'

test('a block of like pixels is the first one, and a 0', () => {
  expect([...riceEncoded(Int32Array.of(7, 7, 7), 4, 32)]).toEqual([0, 0, 0, 7, 0])
})

test('by hand: 1, 2, 0 are differences 0, 1, -2, folded 0, 2, 3', () => {
  // fs: mean (5 - 1 - 1) / 3 = 1, halved 0: fs = 0, said as 1 in four bits. 0 is "1", 2 is "001",
  // 3 is "0001".
  const bits = '0000000000000001' + '0001' + '1' + '001' + '0001'
  const bytes = bits
    .padEnd(32, '0')
    .match(/.{8}/g)!
    .map((byte) => Number.parseInt(byte, 2))
  expect([...riceEncoded(Int32Array.of(1, 2, 0), 2, 32)]).toEqual(bytes)
})

const RANGES: [RiceBytes, number, number][] = [
  [1, 0, 255],
  [2, -(2 ** 15), 2 ** 15 - 1],
  [4, -(2 ** 31), 2 ** 31 - 1],
]

test.each(RANGES)('%s bytes: decoded they are what they were', (bytes, least, most) => {
  const random = new Random(3)
  for (let trial = 0; trial < 300; trial++) {
    const n = 1 + Math.floor(random.uniform() * 100)
    const width = 2 ** (random.uniform() * 8 * bytes)
    const middle = least + random.uniform() * (most - least)
    const pixels = Int32Array.from({ length: n }, () => {
      const isFar = random.uniform() < 0.02
      const value = isFar
        ? least + random.uniform() * (most - least)
        : middle + width * random.uniform()
      return Math.min(most, Math.max(least, Math.floor(value)))
    })
    const block = trial % 2 === 0 ? 32 : 16
    expect(riceDecoded(riceEncoded(pixels, bytes, block), n, bytes, block)).toEqual(pixels)
  }
})

test.each(RANGES)('%s bytes: the two ends in turn', (bytes, least, most) => {
  const pixels = Int32Array.from({ length: 70 }, (_, i) => (i % 2 === 0 ? least : most))
  expect(riceDecoded(riceEncoded(pixels, bytes, 32), 70, bytes, 32)).toEqual(pixels)
})

test.each(RANGES)('%s bytes: cut anywhere, they are refused', (bytes, least, most) => {
  const random = new Random(4)
  const middle = (least + most) / 2
  // Smooth pixels, pixels that are not coded, one code of many zeros, and pixels that are alike.
  const pixels = Int32Array.from({ length: 150 }, (_, i) => {
    if (i >= 32 && i < 64) return Math.floor(least + random.uniform() * (most - least))
    if (i >= 96) return i === 100 ? Math.floor(middle + 90) : Math.floor(middle)
    return Math.floor(middle + 4 * random.uniform())
  })
  const packed = riceEncoded(pixels, bytes, 32)
  expect(riceDecoded(packed, 150, bytes, 32)).toEqual(pixels)
  for (let length = 0; length < packed.length; length++) {
    const cut = () => riceDecoded(packed.subarray(0, length), 150, bytes, 32)
    expect(cut, `${length} bytes`).toThrow(/^Rice codes end in pixel \d+ of 150$/)
  }
})
