// Files of weights, made with headers that lie.
import fc from 'fast-check'
import { joined, NUMBERS, seldom, utf8 } from './edits.mjs'

const word = fc.constantFrom(...NUMBERS)
const axis = fc.oneof(
  { arbitrary: fc.nat(4).map(String), weight: 9 },
  { arbitrary: word, weight: 1 },
)
const axes = fc.array(axis, { maxLength: 3 })
const content = fc.uint8Array({ maxLength: 64 })

function integer(value, nBytes) {
  const out = new Uint8Array(nBytes)
  const view = new DataView(out.buffer)
  if (nBytes === 8) view.setBigUint64(0, BigInt(value), true)
  else if (nBytes === 4) view.setUint32(0, value, true)
  else view.setUint16(0, value, true)
  return out
}

export const npy = fc
  .record({
    descr: fc.constantFrom(
      '<f4',
      '>f8',
      '|u1',
      '<i8',
      '<f2',
      '|b1',
      '<c8',
      '|O',
      '<U5',
      'f4',
      '=i4',
      '',
    ),
    order: fc.constantFrom('False', 'True', 'False', '1'),
    shape: axes,
    version: fc.constantFrom(1, 1, 2, 3, 9),
    lie: fc.oneof(
      { arbitrary: fc.constant(0), weight: 9 },
      { arbitrary: fc.integer({ min: -70, max: 60000 }), weight: 1 },
    ),
    content,
    isWhole: fc.boolean(),
  })
  .map(({ descr, order, shape, version, lie, content: bytes, isWhole }) => {
    const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
    const dict = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${tuple}, }\n`
    const sizeBytes = version === 1 ? 2 : 4
    const size = integer(Math.max(0, dict.length + lie) % 2 ** (8 * sizeBytes), sizeBytes)
    const nBytes = shape.reduce((n, one) => n * Number(one), Number(descr.slice(2)) || 1)
    const data = isWhole && nBytes >= 0 && nBytes < 1e4 ? new Uint8Array(nBytes).fill(7) : bytes
    return joined(
      Uint8Array.of(0x93),
      utf8('NUMPY'),
      Uint8Array.of(version, 0),
      size,
      utf8(dict),
      data,
    )
  })

const tensor = fc.record({
  dtype: fc.constantFrom('F32', 'F32', 'F64', 'F16', 'BF16', 'I64', 'BOOL', 'X9', ''),
  shape: axes,
  offsets: seldom(fc.tuple(word, word), 6),
})
const SIZES = { F32: 4, F64: 8, F16: 2, BF16: 2, I64: 8, BOOL: 1 }

/** @param metadata arbitrary for the text pairs of the header */
export const safetensors = (metadata) =>
  fc
    .record({
      tensors: fc.array(tensor, { maxLength: 3 }),
      metadata,
      lie: fc.oneof(
        { arbitrary: fc.constant(0), weight: 12 },
        { arbitrary: fc.integer({ min: -20, max: 1e6 }), weight: 1 },
      ),
      content,
      isWhole: fc.boolean(),
    })
    .map(({ tensors, metadata: pairs, lie, content: bytes, isWhole }) => {
      let end = 0
      const fields = pairs === undefined ? [] : [`"__metadata__":${JSON.stringify(pairs)}`]
      for (const [i, { dtype, shape, offsets }] of tensors.entries()) {
        const begin = end
        const nBytes = shape.reduce((n, one) => n * Number(one), SIZES[dtype] ?? 1)
        end += nBytes >= 0 && nBytes < 1e4 ? nBytes : 4
        const [from, to] = offsets ?? [begin, end]
        fields.push(
          `"t${i}":{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${from},${to}]}`,
        )
      }
      const header = utf8(`{${fields.join(',')}}`)
      const data = isWhole ? new Uint8Array(end).fill(3) : bytes
      return joined(integer(Math.max(0, header.length + lie), 8), header, data)
    })

/** A zip of stored entries, whose sizes may lie. */
export const zip = fc
  .record({
    entries: fc.array(
      fc.record({
        name: fc.constantFrom(
          'a.npy',
          'b.npy',
          'archive/data.pkl',
          'archive/data/0',
          '',
          '../x.npy',
        ),
        body: fc.oneof(npy, content),
        method: fc.oneof(
          { arbitrary: fc.constant(0), weight: 6 },
          { arbitrary: fc.constantFrom(8, 9, 99), weight: 1 },
        ),
        size: seldom(fc.constantFrom(0, 1, 1000, 2 ** 31, 2 ** 32 - 1), 8),
        place: seldom(fc.constantFrom(0, 1, 5, 2 ** 32 - 1), 8),
      }),
      { maxLength: 3 },
    ),
    count: seldom(fc.constantFrom(0, 1, 9, 65535), 8),
  })
  .map(({ entries, count }) => {
    const locals = []
    const central = []
    let at = 0
    for (const entry of entries) {
      const { local, listed } = zipEntry(entry, at)
      central.push(listed)
      locals.push(local)
      at += local.length
    }
    const directory = joined(...central)
    const n = integer(count ?? entries.length, 2)
    const end = joined(
      utf8('PK\x05\x06'),
      integer(0, 4),
      n,
      n,
      integer(directory.length, 4),
      integer(at, 4),
      integer(0, 2),
    )
    return joined(...locals, directory, end)
  })

/** An entry as it stands in the archive at `at`, and in its directory. */
function zipEntry({ name, body, method, size, place }, at) {
  const label = utf8(name)
  const sizes = joined(
    integer(crc32(body), 4),
    integer(body.length, 4),
    integer(size ?? body.length, 4),
  )
  const fixed = joined(integer(method, 2), integer(0, 4), sizes)
  const [version, none, length] = [integer(20, 2), integer(0, 2), integer(label.length, 2)]
  const local = joined(utf8('PK\x03\x04'), version, none, fixed, length, none, label, body)
  const start = integer(place ?? at, 4)
  const listed = joined(
    ...[utf8('PK\x01\x02'), version, version, none, fixed, length],
    ...[new Uint8Array(12), start, label],
  )
  return { local, listed }
}

function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1))
  }
  return ~crc >>> 0
}

const push = (...bytes) => Uint8Array.from(bytes)
const short = (text) => joined(push(0x8c, text.length), utf8(text))

/** Pickles of a few opcodes, as PyTorch's old files begin with. */
export const pickle = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          0x28, 0x29, 0x2e, 0x30, 0x5d, 0x61, 0x65, 0x64, 0x7d, 0x73, 0x75, 0x74, 0x85, 0x86, 0x87,
          0x51, 0x52, 0x4e, 0x88, 0x89, 0x94,
        ].map((code) => push(code)),
      ),
      fc.nat(255).map((n) => push(0x4b, n)),
      fc.nat(9).map((n) => push(0x68, n)),
      fc.nat(9).map((n) => push(0x71, n)),
      fc.integer().map((n) => joined(push(0x4a), integer(n >>> 0, 4))),
      fc.constantFrom('storage', 'a', 'weight', '0', 'cpu').map(short),
      fc
        .constantFrom(
          'ctorch._utils\n_rebuild_tensor_v2\n',
          'ctorch\nFloatStorage\n',
          'cos\nsystem\n',
          'ccollections\nOrderedDict\n',
        )
        .map(utf8),
      fc.constantFrom(...NUMBERS).map((text) => utf8(`I${text}\n`)),
      fc.nat(2 ** 31 - 1).map((n) => joined(push(0x58), integer(n, 4), utf8('x'))),
      fc
        .constantFrom(0, 1, 8, 255)
        .map((n) => joined(push(0x8a, n), new Uint8Array(Math.min(n, 8)).fill(0xff))),
    ),
    { maxLength: 30 },
  )
  .map((codes) => joined(push(0x80, 2), ...codes, push(0x2e)))
