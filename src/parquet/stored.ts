/**
 * Values as a page stores them (https://github.com/apache/parquet-format/blob/master/Encodings.md).
 * Numbers stand as they do in memory, the lowest byte first.
 */
import { type Budget, Damage, Unread } from './damage.js'
import { deltaInt32, deltaInt64, deltaLengthTexts, deltaTexts } from './delta.js'
import { bitsAt, readRuns } from './runs.js'
import type { Leaf } from './schema.js'

/** Stored values: truth values as 0 and 1, and texts for all that is stored as bytes. */
export type Stored =
  | Uint8Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array
  | string[]

/** What becomes of a value that is stored as bytes. */
export type TextOf = (bytes: Uint8Array) => string

const [PLAIN, PLAIN_DICTIONARY, RLE] = [0, 2, 3]
const [DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY] = [5, 6, 7]
const [RLE_DICTIONARY, BYTE_STREAM_SPLIT] = [8, 9]
const ENCODINGS: readonly string[] = ['PLAIN', '', 'PLAIN_DICTIONARY', 'RLE', 'BIT_PACKED']

const FIXED = {
  INT32: { bytes: 4, of: (buffer: ArrayBuffer) => new Int32Array(buffer) },
  INT64: { bytes: 8, of: (buffer: ArrayBuffer) => new BigInt64Array(buffer) },
  FLOAT: { bytes: 4, of: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  DOUBLE: { bytes: 8, of: (buffer: ArrayBuffer) => new Float64Array(buffer) },
} as const
const INT96_BYTES = 12

/** Memory for values of a column, without values: 0 or an empty text. */
export function storage({ physical }: Leaf, n: number): Stored {
  if (physical === 'BOOLEAN') return new Uint8Array(n)
  const fixed = FIXED[physical as keyof typeof FIXED]
  return fixed ? fixed.of(new ArrayBuffer(n * fixed.bytes)) : new Array<string>(n).fill('')
}

/** What is needed to decode the pages of a column. */
export interface Decoder {
  readonly leaf: Leaf
  readonly textOf: TextOf
  readonly budget: Budget
  dictionary?: Stored
}

/**
 * The values of a page.
 *
 * @param n how many are there, those that are missing not counted
 * @throws Damage if the bytes hold fewer; Unread for an encoding that is not known
 */
export function storedValues(
  bytes: Uint8Array,
  encoding: number,
  n: number,
  decoder: Decoder,
): Stored {
  const { leaf, textOf, budget } = decoder
  if (encoding === PLAIN) return plainValues(bytes, n, decoder)
  if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) {
    return fromDictionary(bytes, n, decoder)
  }
  if (encoding === RLE && leaf.physical === 'BOOLEAN') return runsOfTruth(bytes, n)
  if (encoding === DELTA_BINARY_PACKED && leaf.physical === 'INT32') {
    return deltaInt32(bytes, n).values
  }
  if (encoding === DELTA_BINARY_PACKED && leaf.physical === 'INT64') {
    return deltaInt64(bytes, n).values
  }
  if (encoding === DELTA_LENGTH_BYTE_ARRAY && isBytes(leaf)) {
    return Array.from(deltaLengthTexts(bytes, n), textOf)
  }
  if (encoding === DELTA_BYTE_ARRAY && isBytes(leaf)) {
    return Array.from(deltaTexts(bytes, n, budget), textOf)
  }
  if (encoding === BYTE_STREAM_SPLIT) return plainValues(unsplit(bytes, n, leaf), n, decoder)
  const said = ENCODINGS[encoding] || `encoding ${encoding}`
  throw new Unread(`column ${leaf.name} is stored as ${said}`)
}

function isBytes({ physical }: Leaf): boolean {
  return physical === 'BYTE_ARRAY' || physical === 'FIXED_LEN_BYTE_ARRAY'
}

/** @throws Damage if the bytes hold fewer than `n` values */
export function plainValues(bytes: Uint8Array, n: number, { leaf, textOf }: Decoder): Stored {
  const { physical } = leaf
  if (physical === 'BYTE_ARRAY') return plainTexts(bytes, n, textOf)
  if (physical === 'BOOLEAN') {
    refuseFewer(bytes, Math.ceil(n / 8), n)
    return Uint8Array.from({ length: n }, (_, i) => (bytes[i >> 3] >> (i & 7)) & 1)
  }
  const size = sizeOf(leaf)
  refuseFewer(bytes, n * size, n)
  const fixed = FIXED[physical as keyof typeof FIXED]
  if (fixed) return fixed.of(new Uint8Array(bytes.subarray(0, n * size)).buffer)
  return Array.from({ length: n }, (_, i) => textOf(bytes.subarray(i * size, (i + 1) * size)))
}

/** Bytes of a value of fixed length. */
function sizeOf({ physical, length }: Leaf): number {
  if (physical === 'INT96') return INT96_BYTES
  return FIXED[physical as keyof typeof FIXED]?.bytes ?? length
}

function refuseFewer(bytes: Uint8Array, needed: number, n: number): void {
  if (needed > bytes.length) throw new Damage(`${bytes.length} bytes for ${n} values`)
}

/** Texts, each behind its length. */
function plainTexts(bytes: Uint8Array, n: number, textOf: TextOf): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  // Each has four bytes at least.
  refuseFewer(bytes, 4 * n, n)
  const texts = new Array<string>(n)
  let at = 0
  for (let i = 0; i < n; i++) {
    if (at + 4 > bytes.length) throw new Damage('texts that are cut')
    const length = view.getUint32(at, true)
    at += 4
    if (length > bytes.length - at) throw new Damage(`a text of ${length} bytes`)
    texts[i] = textOf(bytes.subarray(at, at + length))
    at += length
  }
  return texts
}

function fromDictionary(bytes: Uint8Array, n: number, { leaf, dictionary }: Decoder): Stored {
  if (n === 0) return storage(leaf, 0)
  if (!dictionary) throw new Damage('a page without its dictionary')
  if (bytes.length === 0) throw new Damage('a page without values')
  const places = new Int32Array(n)
  readRuns(bytes.subarray(1), bytes[0], places)
  const values = storage(leaf, n)
  for (let i = 0; i < n; i++) {
    const place = places[i]
    if (!(place >= 0 && place < dictionary.length)) {
      throw new Damage(`place ${place} in a dictionary of ${dictionary.length}`)
    }
    values[i] = dictionary[place] as never
  }
  return values
}

/** Truth values in runs, behind their length. */
function runsOfTruth(bytes: Uint8Array, n: number): Uint8Array {
  const truths = new Uint8Array(n)
  if (n > 0) readRuns(behindLength(bytes).inside, 1, truths)
  return truths
}

/** Bytes whose number stands before them, and those after them. */
export function behindLength(bytes: Uint8Array): { inside: Uint8Array; after: Uint8Array } {
  const length = bytes.length < 4 ? 0 : bitsAt(bytes, 0, 32)
  if (bytes.length < 4 || length > bytes.length - 4) throw new Damage(`runs of ${length} bytes`)
  return { inside: bytes.subarray(4, 4 + length), after: bytes.subarray(4 + length) }
}

/** All first bytes of the values, then all second bytes, and so on; here they are values again. */
function unsplit(bytes: Uint8Array, n: number, leaf: Leaf): Uint8Array {
  const size = sizeOf(leaf)
  if (size === 0) throw new Damage('split bytes of values without a length')
  refuseFewer(bytes, n * size, n)
  const whole = new Uint8Array(n * size)
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0; i < n; i++) whole[i * size + byte] = bytes[byte * n + i]
  }
  return whole
}
