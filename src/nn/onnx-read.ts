/**
 * Reads an ONNX file: what surrounds the graph (metadata, producer, the place of the graph), and
 * the weights. The outline passes over the graph, so a card can be shown without reading the
 * weights.
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { DATA_TYPE, ENTRY, GRAPH, MODEL, TENSOR } from './onnx-schema.js'
import { damagedGraph } from './onnx-signature.js'
import { shapeText, sizeOf, type Tensor, type Weights } from './tensor.js'

export interface OnnxOutline {
  readonly metadata: Readonly<Record<string, string>>
  readonly producer: string
  /** Bytes [start, end) of the GraphProto in the file. */
  readonly graph: { readonly start: number; readonly end: number }
}

/** A tag and a length are two varints of at most 10 bytes each. */
const FIELD_HEAD_BYTES = 20
/** More than any card or name needs. A longer text means that the file is not an ONNX model. */
const LARGEST_TEXT_BYTES = 2 ** 24

/** @throws InputError if the file is not an ONNX model, or ends too early */
export async function readOnnxOutline(source: ByteSource): Promise<OnnxOutline> {
  const metadata: Record<string, string> = {}
  let producer = ''
  let graph: OnnxOutline['graph'] | undefined
  let at = 0
  while (at < source.byteLength) {
    const field = await readFieldHead(source, at)
    const end = field.start + field.length
    if (end > source.byteLength) throw truncated(source, end)
    if (field.number === MODEL.graph) graph = { start: field.start, end }
    if (field.number === MODEL.producerName) producer = await textOf(source, field.start, end)
    if (field.number === MODEL.metadataProps) {
      const [key, value] = entryOf(source, await shortSlice(source, field.start, end))
      metadata[key] = value
    }
    at = end
  }
  if (!graph) throw notOnnx(source)
  return { metadata, producer, graph }
}

/**
 * The graph without the numbers of its weights: the bytes of a GraphProto whose initialisers have
 * their names alone. So the graph of a large file can be looked at, and the file is not held.
 *
 * @param graph where it lies in the file, see {@link readOnnxOutline}
 * @throws InputError if it is damaged
 */
export async function readGraphWithoutNumbers(
  source: ByteSource,
  graph: OnnxOutline['graph'],
): Promise<Uint8Array> {
  const writer = new BinaryWriter()
  await eachField(source, graph, async ({ number, start }, at, end) => {
    if (number !== GRAPH.initializer) writer.raw(await source.slice(at, end))
    else {
      const named = new BinaryWriter()
      await eachField(source, { start, end }, async (field, at, end) => {
        if (field.number === TENSOR.name) named.raw(await source.slice(at, end))
      })
      writer.tag(GRAPH.initializer, WireType.LengthDelimited).bytes(named.finish())
    }
  })
  return writer.finish()
}

/** Calls back with each field of a message, and with where the field begins and ends. */
async function eachField(
  source: ByteSource,
  { start, end }: OnnxOutline['graph'],
  use: (field: FieldHead, at: number, end: number) => Promise<void>,
): Promise<void> {
  for (let at = start; at < end; ) {
    const field = await readFieldHead(source, at, damagedGraph)
    const fieldEnd = field.start + field.length
    if (fieldEnd > end) throw damagedGraph(source)
    await use(field, at, fieldEnd)
    at = fieldEnd
  }
}

interface FieldHead {
  readonly number: number
  /** Where its content begins, and how long it is; a number has the length 0. */
  readonly start: number
  readonly length: number
}

async function readFieldHead(
  source: ByteSource,
  at: number,
  refused: (source: ByteSource, cause?: unknown) => InputError = notOnnx,
): Promise<FieldHead> {
  const reader = new BinaryReader(await source.slice(at, at + FIELD_HEAD_BYTES))
  try {
    const [number, type] = reader.tag()
    if (type === WireType.LengthDelimited) {
      const length = reader.uint32()
      return { number, start: at + reader.pos, length }
    }
    reader.skip(type)
    return { number, start: at + reader.pos, length: 0 }
  } catch (cause) {
    throw refused(source, cause)
  }
}

async function shortSlice(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  if (end - start > LARGEST_TEXT_BYTES) throw notOnnx(source)
  return source.slice(start, end)
}

async function textOf(source: ByteSource, start: number, end: number): Promise<string> {
  return new TextDecoder().decode(await shortSlice(source, start, end))
}

function entryOf(source: ByteSource, bytes: Uint8Array): [string, string] {
  const reader = new BinaryReader(bytes)
  const entry: Record<number, string> = {}
  try {
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag()
      if (type === WireType.LengthDelimited) entry[number] = reader.string()
      else reader.skip(type)
    }
  } catch (cause) {
    throw notOnnx(source, cause)
  }
  return [entry[ENTRY.key] ?? '', entry[ENTRY.value] ?? '']
}

function truncated(source: ByteSource, end: number): InputError {
  return new InputError({
    what: 'truncated ONNX file',
    where: source.name,
    expected: `at least ${end} bytes`,
    got: `${source.byteLength}`,
    remedy: 'copy or make it again',
  })
}

function notOnnx(source: ByteSource, cause?: unknown): InputError {
  return new InputError(
    {
      what: 'not an ONNX model',
      where: source.name,
      remedy: 'make one from weights with `starsift models import`',
    },
    { cause },
  )
}

/**
 * The float32 initialisers of an ONNX file, constants of the graph among them. It reads what
 * onnx-write.ts writes: raw data inside the file.
 *
 * @returns copies of the tensors, by their names in the file
 * @throws InputError if the file is not an ONNX model, ends too early, or keeps its numbers
 *   elsewhere
 * @example (await readOnnxWeights(source)).get('fc.bias')?.shape // [4]
 */
export async function readOnnxWeights(source: ByteSource): Promise<Weights> {
  const { graph } = await readOnnxOutline(source)
  const reader = new BinaryReader(await source.slice(graph.start, graph.end))
  const weights = new Map<string, Tensor>()
  try {
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag()
      if (field !== GRAPH.initializer) reader.skip(type)
      else for (const [name, tensor] of tensorIn(reader.bytes())) weights.set(name, tensor)
    }
  } catch (cause) {
    throw new InputError(
      { what: 'the weights in the ONNX file cannot be read', where: source.name },
      { cause },
    )
  }
  return weights
}

/** A float32 tensor with its name, or nothing if it holds other numbers. */
export function tensorIn(bytes: Uint8Array): [string, Tensor][] {
  const reader = new BinaryReader(bytes)
  const shape: number[] = []
  let name = ''
  let dataType = 0
  let raw = new Uint8Array()
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (field === TENSOR.dims) shape.push(...dims(reader, type))
    else if (field === TENSOR.dataType) dataType = reader.int32()
    else if (field === TENSOR.name) name = reader.string()
    else if (field === TENSOR.rawData) raw = reader.bytes() as Uint8Array<ArrayBuffer>
    else reader.skip(type)
  }
  if (dataType !== DATA_TYPE.float32) return []
  if (raw.length !== 4 * sizeOf(shape)) {
    throw new Error(`${name}: ${raw.length} bytes of raw data for ${shapeText(shape)}`)
  }
  return [[name, { shape, data: new Float32Array(new Uint8Array(raw).buffer) }]]
}

/** One length, or all of them packed, as other writers store them. */
function dims(reader: BinaryReader, type: WireType): number[] {
  if (type !== WireType.LengthDelimited) return [Number(reader.int64())]
  const packed: number[] = []
  const end = reader.uint32() + reader.pos
  while (reader.pos < end) packed.push(Number(reader.int64()))
  return packed
}
