/** Zip archives made here byte by byte, and CRC-32 against its published check value. */
import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/source.js'
import { crc32, openZip, readMember } from '../../src/containers/index.js'
import { openWeightsZip } from '../../src/weights/zip.js'
import { problemOf } from '../weights/weights-files.js'

interface Part {
  name: string
  content: Uint8Array
  packed?: Uint8Array
  method?: number
  flags?: number
  crc?: number
  size?: number
}

/** Little-endian fields: `'2 4', 1, 2` is a 2-byte 1 and a 4-byte 2. */
function fields(widths: string, ...values: number[]): Buffer {
  const bytes = widths.split(' ').map((width, i) => {
    const field = Buffer.alloc(8)
    field.writeBigUInt64LE(BigInt(values[i]))
    return field.subarray(0, Number(width))
  })
  return Buffer.concat(bytes)
}

const FULL = 0xffffffff

/**
 * Local header (APPNOTE 4.3.7) and directory entry (4.3.12); with `zip64`, sizes and offset go to
 * 4.5.3.
 */
function entryOf(part: Part, at: number, zip64: boolean): { local: Buffer; listed: Buffer } {
  const { name, content, packed = content, method = 0, flags = 0 } = part
  const { crc = crc32(content), size = content.length } = part
  const head = fields('2 2 2 4 4', 20, flags, method, 0, crc)
  const extra = zip64 ? fields('2 2 8 8 8', 1, 24, size, packed.length, at) : Buffer.alloc(0)
  const listed = [
    fields('4 2', 0x02014b50, 20),
    head,
    zip64 ? fields('4 4', FULL, FULL) : fields('4 4', packed.length, size),
    fields('2 2 2 2 2 4', name.length, extra.length, 0, 0, 0, 0),
    fields('4', zip64 ? FULL : at),
    Buffer.from(name),
    extra,
  ]
  const local = [
    fields('4', 0x04034b50),
    head,
    fields('4 4 2 2', 0, 0, name.length, 3),
    Buffer.from(`${name}pad`),
    packed,
  ]
  return { local: Buffer.concat(local), listed: Buffer.concat(listed) }
}

/**
 * An archive with a comment of two bytes; with `zip64`, its end records are those of 4.3.14 and
 * 4.3.15.
 */
function zipOf(parts: Part[], zip64 = false): Buffer {
  const locals: Buffer[] = []
  const listing: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const { local, listed } = entryOf(part, at, zip64)
    locals.push(local)
    listing.push(listed)
    at += local.length
  }
  const n = parts.length
  const size = Buffer.concat(listing).length
  const wide = [
    fields('4 8 4 8 8 8 8 8', 0x06064b50, 44, 0, 0, n, n, size, at),
    fields('4 4 8 4', 0x07064b50, 0, at + size, 1),
  ]
  const end = zip64
    ? [...wide, fields('4 4 2 2 4 4 2', 0x06054b50, 0, 0xffff, 0xffff, FULL, FULL, 2)]
    : [fields('4 4 2 2 4 4 2', 0x06054b50, 0, n, n, size, at, 2)]
  return Buffer.concat([...locals, ...listing, ...end, Buffer.from('hi')])
}

const content = Buffer.from('weights '.repeat(1000))
const packed = deflateRawSync(content)

async function readOnly(zip: Uint8Array): Promise<Uint8Array> {
  const archive = await openWeightsZip(memorySource(zip, 'a.zip'))
  return readMember(archive, [...archive.members.values()][0])
}

test('an archive that packs a thousandfold is refused before anything is unpacked', async () => {
  const zeros = deflateRawSync(new Uint8Array(2 ** 20))
  const parts = (n: number, size: number) =>
    Array.from({ length: n }, (_, i) => ({
      ...{ name: `${i}.npy`, content: new Uint8Array(0), packed: zeros, method: 8, size },
    }))
  for (const [n, size] of [
    [1, 250e6],
    [100, 2.5e6],
    [1000, 1e6],
  ]) {
    const began = performance.now()
    const { message } = await problemOf(
      openWeightsZip(memorySource(zipOf(parts(n, size)), 'bomb.npz')),
    )
    expect(message).toMatch(/unpacks to far more than weights do: expected at most \d+ bytes from/)
    expect(performance.now() - began).toBeLessThan(1000)
  }
})

test('crc32 of the check string', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array(0))).toBe(0)
})

test.each([false, true])('stored and deflated entries, zip64 %s', async (zip64) => {
  const zip = zipOf(
    [
      { name: 'stored', content },
      { name: 'deflated', content, packed, method: 8 },
    ],
    zip64,
  )
  const archive = await openZip(memorySource(zip))
  expect([...archive.members.keys()]).toEqual(['stored', 'deflated'])
  for (const entry of archive.members.values()) {
    expect(Buffer.from(await readMember(archive, entry)).equals(content)).toBe(true)
  }
})

test.each<[string, Part[]]>([
  [
    'expected stored or deflated, without a password, got method 14',
    [{ name: 'a', content, method: 14 }],
  ],
  ['got encrypted', [{ name: 'a', content, flags: 1 }]],
  ['fails its checksum', [{ name: 'a', content, crc: 5 }]],
  ['another length than listed', [{ name: 'a', content, size: 7999 }]],
  ['longer than listed', [{ name: 'a', content, packed, method: 8, size: 7999 }]],
  ['another length than listed', [{ name: 'a', content, packed, method: 8, size: 8001 }]],
  ['claims 60000000 bytes', [{ name: 'a', content, packed, method: 8, size: 6e7 }]],
  ['far more than weights do', [{ name: 'a', content, packed, method: 8, size: 2 ** 32 - 1 }]],
  ['not valid deflate data', [{ name: 'a', content, method: 8 }]],
  [
    'zip lists a twice',
    [
      { name: 'a', content },
      { name: 'a', content },
    ],
  ],
])('refuses: %s', async (message, parts) => {
  expect((await problemOf(readOnly(zipOf(parts)))).message).toContain(message)
})

test('a cut archive says so', async () => {
  const zip = zipOf([{ name: 'a', content }])
  const { message } = await problemOf(readOnly(zip.subarray(0, zip.length - 1)))
  expect(message).toContain('a.zip: truncated zip: no end record')
})
