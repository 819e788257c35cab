/**
 * bzip2, Zstandard and Unix compress against files that their programs packed
 * (test/packings/pack.sh made them with bzip2 1.0.8, zstd 1.5.4 and ncompress 4.2.4.6), and damage.
 */
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { unbzip2, unlzw, unzstd } from '../../src/packings/index.js'
import { PACKED, TEXT } from './packed.js'

const UNPACKERS = { bzip2: unbzip2, Zstandard: unzstd, 'Unix compress': unlzw } as const
type Name = keyof typeof UNPACKERS
const NAMES = Object.keys(UNPACKERS) as Name[]

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += length) yield bytes.subarray(i, i + length)
}

async function unpacked(name: Name, bytes: Uint8Array, length = 1000): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of UNPACKERS[name](pieces(bytes, length), 'a.csv')) parts.push(part)
  return Buffer.concat(parts)
}

describe.each(NAMES)('%s', (name) => {
  const bytes = PACKED[name].map((text) => Buffer.from(text, 'base64'))

  test.each([1, 7, 1e6])('in pieces of %d bytes', async (length) => {
    expect(`${await unpacked(name, bytes[0], length)}`).toBe(TEXT)
  })

  test('nothing, packed', async () => {
    expect((await unpacked(name, bytes[1])).length).toBe(0)
  })

  test('an empty file', async () => {
    await expect(unpacked(name, new Uint8Array(0))).rejects.toThrow(
      `a.csv: truncated ${name} file; download it again`,
    )
  })

  test('a change of many bytes gives a named error, or other bytes, soon', async () => {
    for (let i = 0; i < bytes[0].length; i += i < 40 ? 1 : 9) {
      const changed = Buffer.from(bytes[0])
      changed[i] ^= 1 << (i % 8)
      const found = await unpacked(name, changed).catch((error) => error)
      if (!(found instanceof Buffer)) expect(found, `${i}: ${found}`).toBeInstanceOf(InputError)
      else if (name === 'bzip2') expect(`${found}`, `byte ${i}`).toBe(TEXT)
    }
  })
})

describe.each(['bzip2', 'Zstandard'] as const)('%s, which has checksums', (name) => {
  const [whole] = PACKED[name].map((text) => Buffer.from(text, 'base64'))

  test('one after another', async () => {
    expect(`${await unpacked(name, Buffer.concat([whole, whole]), 13)}`).toBe(TEXT + TEXT)
  })

  test('cut anywhere', async () => {
    for (let n = 1; n < whole.length; n += 3) {
      await expect(unpacked(name, whole.subarray(0, n)), `${n} bytes`).rejects.toThrow('truncated')
    }
  })

  test('other bytes behind the end', async () => {
    const longer = Buffer.concat([whole, Buffer.from('something else')])
    await expect(unpacked(name, longer)).rejects.toThrow(/damaged.*other bytes behind its end/)
  })
})

describe('Zstandard', () => {
  const [whole] = PACKED.Zstandard.map((text) => Buffer.from(text, 'base64'))
  const head = (...bytes: number[]) => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...bytes, ...Array(16)])

  test('a frame that is to be skipped', async () => {
    const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
    expect(`${await unpacked('Zstandard', Buffer.concat([skipped, whole]))}`).toBe(TEXT)
    await expect(unpacked('Zstandard', skipped.subarray(0, 10))).rejects.toThrow('truncated')
  })

  test('another checksum', async () => {
    const changed = Buffer.from(whole)
    changed[whole.length - 1] ^= 1
    await expect(unpacked('Zstandard', changed)).rejects.toThrow(/another checksum; download/)
  })

  test.each<[string, Buffer, string]>([
    ['a dictionary', head(0x01, 0x50, 7), 'a Zstandard file that needs a dictionary; unpack it'],
    ['a window of gigabytes', head(0x00, 0xa8), 'too large a window: expected at most 134217728'],
    ['a content of gigabytes in one window', head(0xa0, 0, 0, 0, 0xff), 'too large a window'],
  ])('%s is refused', async (_, bytes, message) => {
    await expect(unpacked('Zstandard', bytes)).rejects.toThrow(message)
  })
})

test('old bzip2 with random blocks is refused', async () => {
  const old = Buffer.from(PACKED.bzip2[0], 'base64')
  old[14] |= 0x80
  await expect(unpacked('bzip2', old)).rejects.toThrow('a randomised block, of before bzip2 0.9.5')
})
