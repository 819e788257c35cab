/**
 * Reads the numbers back out of an ONNX file: its float32 initialisers by name, the constants of the graph
 * among them. Only what onnx-write.ts writes is read, that is raw data inside the file.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { readOnnxOutline } from './onnx-read.js'
import { DATA_TYPE, GRAPH, TENSOR } from './onnx-schema.js'
import { shapeText, sizeOf, type Tensor, type Weights } from './tensor.js'

/**
 * @returns tensors by the names that the file has for them; they are copies
 * @throws InputError if the file is no ONNX model, ends early, or keeps its numbers elsewhere
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
function tensorIn(bytes: Uint8Array): [string, Tensor][] {
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

/** One length, or all of them packed, as other writers do. */
function dims(reader: BinaryReader, type: WireType): number[] {
  if (type !== WireType.LengthDelimited) return [Number(reader.int64())]
  const packed: number[] = []
  const end = reader.uint32() + reader.pos
  while (reader.pos < end) packed.push(Number(reader.int64()))
  return packed
}
