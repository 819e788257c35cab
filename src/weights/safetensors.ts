/**
 * Hugging Face's safetensors (github.com/huggingface/safetensors, "Format"): the length of the
 * header as 8 little-endian bytes, a JSON object `{ name: { dtype, shape, data_offsets: [begin,
 * end) } }` with optional text under `__metadata__`, then the numbers, little-endian and row-major.
 * The offsets count from the end of the header and must cover the rest of the file without gap or
 * overlap: a reader that checks this cannot be misled by a name that is listed twice.
 */

import { type ElementType, elementBytes, numbersIn, toFloat32 } from '../arrays/index.js'
import { type ByteSource, bytesAt, viewOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { jsonDocument } from '../json-document.js'
import { shapeText, sizeOf, type Weights } from '../nn/index.js'
import { printable } from '../visible.js'
import { WeightsBuilder } from './weights-builder.js'

const types = new Map<unknown, ElementType>(
  Object.entries({
    F64: 'float64',
    F32: 'float32',
    F16: 'float16',
    BF16: 'bfloat16',
    I64: 'int64',
    I32: 'int32',
    I16: 'int16',
    I8: 'int8',
    U64: 'uint64',
    U32: 'uint32',
    U16: 'uint16',
    U8: 'uint8',
    BOOL: 'bool',
  } as const),
)

/** The largest header that the format allows. */
const MAX_HEADER_BYTES = 100_000_000

interface Entry {
  name: string
  type: ElementType
  shape: number[]
  begin: number
  end: number
}

export interface Safetensors {
  readonly weights: Weights
  readonly metadata: Readonly<Record<string, string>>
  /** What was converted to float32, one line per type. */
  readonly notes: string[]
}

/**
 * All tensors of a file as float32. Their data may share memory with the source.
 *
 * @throws InputError if the header is damaged, offsets are out of range, overlap or leave gaps, or
 *   an element type is unknown.
 * @example const { weights } = await readSafetensors(source); weights.get('fc2.bias')?.shape // [4]
 */
export async function readSafetensors(source: ByteSource): Promise<Safetensors> {
  const length = viewOf(await bytesAt(source, 0, 8, 'the header')).getBigUint64(0, true)
  if (length > MAX_HEADER_BYTES) throw damaged(source.name, `header of ${length} bytes`)
  const dataAt = 8 + Number(length)
  const header = parseHeader(await bytesAt(source, 8, Number(length), 'the header'), source.name)
  const { __metadata__: metadata = {}, ...tensors } = header
  const entries = Object.entries(tensors).map(([name, entry]) => parse(name, entry, source.name))
  checkTiling(entries, source.byteLength - dataAt, source.name)
  const builder = new WeightsBuilder()
  for (const { name, type, shape, begin, end } of entries) {
    const bytes = await bytesAt(source, dataAt + begin, end - begin, `tensor ${name}`)
    const data = toFloat32(numbersIn(bytes, type), `${source.name}: ${printable(name)}`)
    builder.add(name, shape, data, type)
  }
  return {
    weights: builder.weights,
    metadata: metadata as Record<string, string>,
    notes: builder.notes(),
  }
}

/**
 * A safetensors file of float32 tensors, in the order of `weights`; the numbers start at a multiple
 * of 8.
 *
 * @param metadata Text pairs for the header, e.g. `{ format: 'pt' }`.
 * @throws InputError if a tensor is called `__metadata__`, the one name the format keeps for
 *   itself.
 * @example writeFileSync('net.safetensors', safetensorsBytes(weights, { format: 'pt' }))
 */
export function safetensorsBytes(
  weights: Weights,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  if (weights.has('__metadata__')) {
    throw new InputError({ what: 'a tensor cannot be called __metadata__', remedy: 'rename it' })
  }
  const fields: string[] = metadata ? [`"__metadata__":${JSON.stringify(metadata)}`] : []
  let end = 0
  for (const [name, { shape, data }] of weights) {
    if (sizeOf(shape) !== data.length) {
      throw new Error(`internal: ${name} is ${shapeText(shape)} but has ${data.length} numbers`)
    }
    const begin = end
    end += data.byteLength
    const entry = { dtype: 'F32', shape, data_offsets: [begin, end] }
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`)
  }
  const json = new TextEncoder().encode(`{${fields.join(',')}}`)
  const headerLength = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength)
  viewOf(bytes).setBigUint64(0, BigInt(headerLength), true)
  bytes.set(json, 8)
  let at = (8 + headerLength) / 4
  const numbers = new Float32Array(bytes.buffer)
  for (const { data } of weights.values()) {
    numbers.set(data, at)
    at += data.length
  }
  return bytes
}

function parseHeader(bytes: Uint8Array, where: string): Record<string, unknown> {
  const text = textIn(bytes)
  const header = text === undefined ? undefined : jsonDocument(text)
  if (header === undefined) throw damaged(where, 'header that is not JSON')
  if (!isRecord(header)) throw damaged(where, 'header that is not an object')
  const { __metadata__: metadata = {} } = header
  if (!isRecord(metadata) || Object.values(metadata).some((text) => typeof text !== 'string')) {
    throw damaged(where, '__metadata__ that is not text')
  }
  return header
}

/** Undefined where it is no UTF-8. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function parse(name: string, entry: unknown, where: string): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {}
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw damaged(`${where}: ${printable(name)}`, 'an entry without shape and data_offsets')
  }
  const type = types.get(dtype)
  if (type === undefined) {
    throw new InputError({
      what: 'element type not read',
      where: `${where}: ${printable(name)}`,
      expected: [...types.keys()].join(' '),
      got: typeof dtype === 'string' ? printable(dtype) : 'no text',
      remedy: 'save the weights as float32',
    })
  }
  const [begin, end] = offsets
  if (end - begin !== sizeOf(shape) * elementBytes[type]) {
    throw damaged(`${where}: ${printable(name)}`, `${end - begin} bytes for ${shapeText(shape)}`)
  }
  return { name, type, shape, begin, end }
}

function checkTiling(entries: readonly Entry[], nBytes: number, where: string): void {
  let covered = 0
  for (const { name, begin, end } of entries.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== covered) {
      const fault = begin < covered ? 'overlaps the tensor before it' : 'leaves a gap before it'
      throw damaged(`${where}: ${printable(name)}`, `${fault}: offset ${begin}, not ${covered}`)
    }
    covered = end
  }
  if (covered === nBytes) return
  throw new InputError({
    what: covered > nBytes ? 'truncated safetensors file' : 'bytes that belong to no tensor',
    where,
    expected: `${covered} bytes of tensors`,
    got: `${nBytes} bytes`,
    remedy: 'download or copy it again',
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0)
}

function damaged(where: string, got: string): InputError {
  const remedy = 'download or copy it again'
  return new InputError({ what: 'damaged safetensors file', where, got, remedy })
}
