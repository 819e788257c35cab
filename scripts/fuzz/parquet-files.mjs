// Parquet files of one column made from their parts: a right footer around pages whose bytes and
// headers are right or not.
import fc from 'fast-check'
import { joined, latin1 } from './edits.mjs'

const varint = (value) => {
  const bytes = []
  let rest = BigInt(value)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}
const zigzag = (value) => varint(value < 0 ? -2 * value - 1 : 2 * value)

/** Fields of a structure of Thrift's compact protocol: `[number, kind, value]`. */
const I32 = 5
const I64 = 6
const BINARY = 8
const LIST = 9
const STRUCT = 12
function struct(fields) {
  let last = 0
  const bytes = fields.flatMap(([id, kind, value]) => {
    const head = ((id - last) << 4) | kind
    last = id
    return [head, ...item(kind, value)]
  })
  return [...bytes, 0]
}
function item(kind, value) {
  if (kind === I32 || kind === I64) return zigzag(value)
  if (kind === BINARY) return [...varint(value.length), ...latin1(value)]
  if (kind === STRUCT) return value
  const [of, items] = value
  return [0xf0 | of, ...varint(items.length), ...items.flatMap((one) => item(of, one))]
}

const TYPES = [0, 1, 2, 3, 4, 5, 6, 7]
const SIZES = [0, 1, 2, 3, 7, 8, 9, 32, 33, 255, 4096]
const ODD_SIZES = [-1, 2 ** 31 - 1, 2 ** 28, 2 ** 40]
const size = fc.oneof(
  { arbitrary: fc.constantFrom(...SIZES), weight: 40 },
  { arbitrary: fc.constantFrom(...ODD_SIZES), weight: 1 },
)

/** Runs, differences and lengths as they begin, and any bytes. */
const body = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[[2, 0, 0, 0], [3, 1], [16, 1], [0], [1], [128, 1, 4], [8, 1, 1], [255, 255, 255, 15]],
        ...[
          [4, 0, 0, 0, 2, 1, 2, 0],
          [0, 0, 0, 0],
          [128, 1, 4, 8, 2, 2, 0, 0, 0, 0],
          [255, 255],
        ],
      ),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => [...bytes]),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.flat())

const page = fc.record({
  kind: fc.constantFrom(0, 0, 3, 3, 2, 1),
  n: size,
  gone: size,
  encoding: fc.constantFrom(0, 0, 2, 3, 5, 6, 7, 8, 9, 4),
  levels: fc.constantFrom(0, 0, 1, 2, 4),
  body,
  lie: fc.oneof({ arbitrary: fc.constant(0), weight: 9 }, fc.constantFrom(1, -1, 2 ** 29)),
})

function pageBytes({ kind, n, gone, encoding, levels, body: bytes, lie }) {
  const head = [
    [1, I32, kind],
    [2, I32, bytes.length + lie],
    [3, I32, bytes.length],
  ]
  const data = [
    [1, I32, n],
    [2, I32, encoding],
    [3, I32, 3],
    [4, I32, 3],
  ]
  const v2 = [
    ...[
      [1, I32, n],
      [2, I32, gone],
      [3, I32, n],
      [4, I32, encoding],
    ],
    ...[
      [5, I32, levels],
      [6, I32, levels],
    ],
  ]
  const dictionary = [
    [1, I32, n],
    [2, I32, 0],
  ]
  const field = { 0: [5, STRUCT, struct(data)], 2: [7, STRUCT, struct(dictionary)] }
  const own = kind === 3 ? [8, STRUCT, struct(v2)] : field[kind]
  return [...struct(own ? [...head, own] : head), ...bytes]
}

export const parquet = fc
  .record({
    pages: fc.array(page, { minLength: 1, maxLength: 4 }),
    type: fc.constantFrom(...TYPES),
    repetition: fc.constantFrom(0, 1, 2),
    meaning: fc.constantFrom(undefined, undefined, 0, 5, 6, 9, 11, 14, 15),
    codec: fc.constantFrom(0, 0, 0, 0, 1, 2, 4, 5, 6, 7),
    rows: fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, size),
    values: fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, size),
  })
  .map(({ pages, type, repetition, meaning, codec, rows, values }) => {
    const chunk = pages.flatMap(pageBytes)
    const data = pages.filter(({ kind }) => kind === 0 || kind === 3)
    const sum = data.reduce((total, { n }) => total + Math.max(n, 0), 0)
    const nRows = rows ?? sum
    const nValues = values ?? (repetition === 2 ? sum : nRows)
    const schema = [
      struct([
        [4, BINARY, 'schema'],
        [5, I32, 1],
      ]),
      struct([
        ...[
          [1, I32, type],
          [2, I32, 3],
          [3, I32, repetition],
          [4, BINARY, 'x'],
        ],
        ...(meaning === undefined ? [] : [[6, I32, meaning]]),
      ]),
    ]
    const meta = struct([
      [1, I32, type],
      [3, LIST, [BINARY, ['x']]],
      [4, I32, codec],
      [5, I64, nValues],
      [6, I64, chunk.length],
      [7, I64, chunk.length],
      [9, I64, 4],
    ])
    const group = struct([
      [1, LIST, [STRUCT, [struct([[3, STRUCT, meta]])]]],
      [3, I64, nRows],
    ])
    const footer = struct([
      [1, I32, 1],
      [2, LIST, [STRUCT, schema]],
      [3, I64, nRows],
      [4, LIST, [STRUCT, [group]]],
    ])
    const length = new Uint8Array(Uint32Array.of(footer.length).buffer)
    const bytes = Uint8Array.from([...chunk, ...footer])
    return joined(latin1('PAR1'), bytes, length, latin1('PAR1'))
  })
