// Archives made from their parts, some with one lie, and slow second readers of them.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { crc32 } from '../../dist/containers/index.js'
import { joined, latin1, NUMBERS, seldom, utf8 } from './edits.mjs'

const BLOCK = 512
const names = fc.constantFrom(
  ...['a.fits', 'f/b.fits', './c', 'f/', '/d', 'ä', 'a.fits', 'e.gz', `${'n'.repeat(99)}`],
)
const evilNames = fc.constantFrom('../a', 'f/../../b', '\u001b[31m', 'b\\..\\..\\c', 'x\u0000y')
const content = fc.oneof(
  { arbitrary: fc.uint8Array({ maxLength: 1200 }), weight: 3 },
  { arbitrary: fc.nat(3000).map((n) => new Uint8Array(n)), weight: 1 },
)
const octal = (n) => `${n.toString(8).padStart(11, '0')}\0`

const tarFields = fc.record({
  name: names,
  type: fc.constantFrom(...[...'0000000', '\0', '5', '1', '2', '3', '7', 'Z']),
  content,
  magic: fc.constantFrom('ustar\x0000', 'ustar  \0', ''),
  prefix: seldom(fc.constantFrom('p', 'p/q', '..'), 6),
  evil: seldom(evilNames, 15),
  size: seldom(
    fc.oneof(
      fc.constantFrom(...['', 'zzz', '77777777777', '        7 \0', '-1', '1.5']),
      fc.constant('\u0080\0\0\0\0\0\0\0\0\0\0\u0003'),
      fc.constant('\u00ff'.repeat(12)),
    ),
    12,
  ),
  wrongBy: seldom(fc.nat(9), 20),
})

/** Names and sizes that a header before the file tells. */
const extension = fc.oneof(
  fc.record({ type: fc.constantFrom('L', 'K'), content: names.map((name) => utf8(`${name}\0`)) }),
  fc.record({
    type: fc.constantFrom('x', 'x', 'g', 'X'),
    content: fc
      .array(
        fc.tuple(
          fc.constantFrom('path', 'size', 'linkpath', 'mtime', 'GNU.sparse.major', ''),
          fc.oneof(names, fc.constantFrom(...NUMBERS), evilNames),
          seldom(fc.integer({ min: -3, max: 99_999_999 }), 8),
        ),
        { maxLength: 3 },
      )
      .map((records) => utf8(records.map(paxRecord).join(''))),
  }),
  fc.record({ type: fc.constantFrom('S', 'M', 'V', 'D'), content }),
)

function paxRecord([keyword, value, lie]) {
  const rest = utf8(` ${keyword}=${value}\n`).length
  let length = rest
  while (String(length).length + rest !== length) length = String(length).length + rest
  return `${length + (lie ?? 0)} ${keyword}=${value}\n`
}

function tarPart({ name = 'x', type, content: bytes, magic = '', prefix, evil, size, wrongBy }) {
  const header = new Uint8Array(BLOCK)
  const put = (text, at) => header.set(latin1(text), at)
  header.set(utf8(evil ?? name).subarray(0, 100), 0)
  put('0000644\0', 100)
  put((size ?? octal(bytes.length)).slice(0, 12), 124)
  put(type, 156)
  put('a.fits', 157)
  put(magic, 257)
  put(prefix ?? '', 345)
  put('        ', 148)
  const sum = header.reduce((n, byte) => n + byte, wrongBy ?? 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return joined(header, bytes, new Uint8Array(-bytes.length & (BLOCK - 1)))
}

export const tar = fc
  .record({
    parts: fc.array(
      fc.oneof({ arbitrary: tarFields, weight: 4 }, { arbitrary: extension, weight: 1 }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    end: fc.oneof(
      { arbitrary: fc.constantFrom(1024, 512, 10240), weight: 8 },
      { arbitrary: fc.constantFrom(0, 100), weight: 1 },
    ),
    more: seldom(content, 15),
  })
  .map(({ parts, end, more }) =>
    joined(...parts.map(tarPart), new Uint8Array(end), more ?? new Uint8Array(0)),
  )

const zipPart = fc.record({
  name: names,
  evil: seldom(evilNames, 15),
  content,
  method: fc.oneof(
    { arbitrary: fc.constantFrom(0, 8), weight: 8 },
    { arbitrary: fc.constantFrom(9, 12, 99), weight: 1 },
  ),
  flags: fc.constantFrom(0, 0, 0, 0x800, 0x800, 1, 8),
  size: seldom(fc.constantFrom(0, 1, 5000, 2 ** 31, 2 ** 32 - 1), 10),
  offset: seldom(fc.constantFrom(0, 1, 30, 2 ** 31, 2 ** 32 - 1), 10),
  mode: fc.constantFrom(0o100644, 0o100644, 0o40755, 0o120777),
})

const integer = (value, nBytes) =>
  Uint8Array.from({ length: nBytes }, (_, i) => Math.floor(value / 256 ** i) % 256)

export const zip = fc
  .record({
    parts: fc.array(zipPart, { maxLength: 4 }),
    count: seldom(fc.constantFrom(0, 1, 9, 65535), 10),
    comment: seldom(fc.uint8Array({ maxLength: 30 }), 4),
    before: seldom(fc.uint8Array({ maxLength: 5 }), 15),
  })
  .map(zipOf)

function zipOf({ parts, count, comment = new Uint8Array(0), before }) {
  const locals = []
  const central = []
  let at = 0
  for (const part of parts) {
    const name = utf8(part.evil ?? part.name)
    const packed = part.method === 8 ? deflateRawSync(part.content) : part.content
    const sizes = [integer(packed.length, 4), integer(part.size ?? part.content.length, 4)]
    const head = joined(
      ...[integer(20, 2), integer(part.flags, 2), integer(part.method, 2), integer(0, 4)],
      ...[integer(crc32(part.content), 4), ...sizes, integer(name.length, 2), integer(0, 2)],
    )
    const local = joined(utf8('PK\x03\x04'), head, name, packed)
    const rest = [integer(0, 6), integer(part.mode * 65536, 4), integer(part.offset ?? at, 4)]
    central.push(joined(utf8('PK\x01\x02'), integer(0x031e, 2), head, ...rest, name))
    locals.push(local)
    at += local.length
  }
  const directory = joined(...central)
  const n = integer(count ?? parts.length, 2)
  const end = joined(
    ...[utf8('PK\x05\x06'), integer(0, 4), n, n, integer(directory.length, 4)],
    ...[integer(at, 4), integer(comment.length, 2), comment],
  )
  return joined(before ?? new Uint8Array(0), ...locals, directory, end)
}

/** Archives without a lie, of which edits make others. */
export const good = {
  tar: [['a'], ['a.fits', 'b.txt', 'c'], ['one', 'two', 'three', 'four']].map((all) =>
    joined(...all.map((name, i) => tarPart(goodPart(name, i))), new Uint8Array(1024)),
  ),
  zip: [['a'], ['a.fits', 'b.txt', 'c'], ['one', 'two', 'three', 'four']].map((all) =>
    zipOf({ parts: all.map((name, i) => ({ ...goodPart(name, i), method: i % 2 ? 8 : 0 })) }),
  ),
}

function goodPart(name, i) {
  const fields = { type: '0', magic: 'ustar\x0000', flags: 0, mode: 0o100644 }
  return { name, ...fields, content: new Uint8Array(300 * i).fill(65 + i) }
}

const text = (bytes) => String.fromCharCode(...bytes).split('\0', 1)[0]

/**
 * The contents of a tar archive of plain files, by their paths; undefined for all others. A second
 * reader, by another way than the first.
 */
export function tarContents(bytes) {
  const found = new Map()
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) return found
    const size = text(header.subarray(124, 136))
    const name = text(header.subarray(0, 100))
    const prefix = text(header.subarray(257, 263)) === 'ustar' && header[263] === 0x30 ? 345 : 0
    const isPlain = header[156] === 0x30 && /^[0-7]{11}$/.test(size) && /^[\w.]+$/.test(name)
    if (!isPlain || (prefix && header[prefix] !== 0)) return undefined
    const length = Number(`0o${size}`)
    found.delete(name)
    found.set(name, bytes.slice(at + BLOCK, at + BLOCK + length))
    at += BLOCK + length + (-length & (BLOCK - 1))
  }
  return undefined
}

/**
 * The content of a zip member that a local header with this name has; undefined where there is not
 * exactly one.
 */
export function zipContent(bytes, name) {
  const label = latin1(name)
  let found
  for (let at = 0; at + 30 + label.length <= bytes.length; at++) {
    if (text(bytes.subarray(at, at + 4)) !== 'PK\x03\x04') continue
    const length = bytes[at + 26] + 256 * bytes[at + 27]
    if (length !== label.length || label.some((byte, i) => bytes[at + 30 + i] !== byte)) continue
    if (found) return undefined
    const start = at + 30 + length + bytes[at + 28] + 256 * bytes[at + 29]
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 18, true)
    const packed = bytes.subarray(start, start + size)
    found = bytes[at + 8] === 8 ? new Uint8Array(inflateRawSync(packed)) : packed
  }
  return found
}
