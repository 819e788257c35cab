/** What a graph in an ONNX file takes and gives: names and shapes, without its operators. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { InputError } from '../errors.js'
import { DIMENSION, GRAPH, TENSOR, TENSOR_TYPE, TYPE, VALUE_INFO } from './onnx-schema.js'

/** Lengths by axis; undefined where the graph takes any, as for `batch`. */
export type SignatureShape = readonly (number | undefined)[]

export interface OnnxSignature {
  /** Without weights, which older writers list among the inputs. */
  readonly inputs: ReadonlyMap<string, SignatureShape>
  readonly outputs: ReadonlyMap<string, SignatureShape>
}

/**
 * @param graph the bytes of a GraphProto
 * @param where name of the file, for errors
 * @throws InputError if they are none
 * @example onnxSignature(graph, 'x.onnx').inputs.get('stamps') // [undefined, 5, 48, 48]
 */
export function onnxSignature(graph: Uint8Array, where: string): OnnxSignature {
  const found = {
    inputs: new Map<string, SignatureShape>(),
    outputs: new Map(),
    weights: new Set(),
  }
  try {
    eachPart(graph, (field, part) => {
      if (field === GRAPH.input) found.inputs.set(...valueInfo(part))
      if (field === GRAPH.output) found.outputs.set(...valueInfo(part))
      if (field === GRAPH.initializer) found.weights.add(nameIn(part, TENSOR.name))
    })
  } catch (cause) {
    throw damagedGraph({ name: where }, cause)
  }
  const inputs = [...found.inputs].filter(([name]) => !found.weights.has(name))
  return { inputs: new Map(inputs), outputs: found.outputs }
}

export function damagedGraph({ name: where }: { readonly name: string }, cause?: unknown) {
  const remedy = 'copy or make it again'
  const what = 'the graph in the ONNX file is damaged'
  return new InputError({ what, where, remedy }, { cause })
}

/** Calls back with every part that is a message or a text; numbers are passed over. */
function eachPart(bytes: Uint8Array, use: (field: number, part: Uint8Array) => void): void {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (type === WireType.LengthDelimited) use(field, reader.bytes())
    else reader.skip(type)
  }
}

export function nameIn(message: Uint8Array, nameField: number): string {
  let name = ''
  eachPart(message, (field, part) => {
    if (field === nameField) name = new TextDecoder().decode(part)
  })
  return name
}

function valueInfo(message: Uint8Array): [string, SignatureShape] {
  const shape: (number | undefined)[] = []
  eachPart(message, (field, type) => {
    if (field !== VALUE_INFO.type) return
    eachPart(type, (kind, tensor) => {
      if (kind !== TYPE.tensorType) return
      eachPart(tensor, (part, dims) => {
        if (part !== TENSOR_TYPE.shape) return
        eachPart(dims, (_, dim) => shape.push(lengthOf(dim)))
      })
    })
  })
  return [nameIn(message, VALUE_INFO.name), shape]
}

function lengthOf(dim: Uint8Array): number | undefined {
  const reader = new BinaryReader(dim)
  let length: number | undefined
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (field === DIMENSION.dimValue) length = Number(reader.int64())
    else reader.skip(type)
  }
  return length
}
