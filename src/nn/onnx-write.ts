/** Writes a graph with its weights as an ONNX file (specification: onnx.ai, IR version 8). */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { InputError } from '../errors.js'
import type { Shape } from './dims.js'
import type { Attribute, ConstantData, Graph, Node, Value } from './graph.js'
import {
  ATTRIBUTE,
  ATTRIBUTE_TYPE,
  DATA_TYPE,
  DIMENSION,
  type Domain,
  ENTRY,
  GRAPH,
  IR_VERSION,
  MODEL,
  NODE,
  OPSET,
  OPSET_VERSIONS,
  TENSOR,
  TENSOR_SHAPE,
  TENSOR_TYPE,
  TYPE,
  VALUE_INFO,
} from './onnx-schema.js'
import { shapeText, sizeOf, type Weights } from './tensor.js'

/**
 * The graph alone, as the bytes of a GraphProto.
 *
 * @param weights become constants of the graph; without them the parameters are inputs of the model
 * @throws InputError if a weight is missing, or its shape differs from its parameter's
 */
export function encodeGraph(graph: Graph, weights?: Weights): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter()
  writeNodes(writer, graph)
  for (const [name, parameter] of [...graph.parameters, ...graph.buffers]) {
    const { shape } = parameter
    if (!weights) message(writer, GRAPH.input, encodeValueInfo(name, parameter))
    else
      message(writer, GRAPH.initializer, encodeTensor(name, shape, weightOf(weights, name, shape)))
  }
  writeConstants(writer, graph)
  for (const input of graph.inputs) message(writer, GRAPH.input, encodeValueInfo(input.name, input))
  for (const [name, value] of graph.outputs) {
    message(writer, GRAPH.output, encodeValueInfo(name, value))
  }
  return writer.finish()
}

/**
 * The graph inside another one, for an operator that repeats it.
 *
 * @param inputs inputs and weights, in the operator's order; what else the graph reads, it finds by
 *   its name in the graph around it
 * @param outputs names, in the operator's order
 */
export function encodeBody(
  graph: Graph,
  inputs: readonly Value[],
  outputs: readonly string[],
): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter()
  writeNodes(writer, graph)
  writeConstants(writer, graph)
  for (const input of inputs) message(writer, GRAPH.input, encodeValueInfo(input.name, input))
  for (const name of outputs) {
    message(writer, GRAPH.output, encodeValueInfo(name, graph.outputs.get(name)!))
  }
  return writer.finish()
}

function writeNodes(writer: BinaryWriter, graph: Graph): void {
  const names = publicNames(graph)
  for (const node of graph.nodes) message(writer, GRAPH.node, encodeNode(node, names))
  for (const [name, value] of graph.outputs) {
    if (names(value) !== name) message(writer, GRAPH.node, encodeCopy(names(value), name))
  }
  writer.tag(GRAPH.name, WireType.LengthDelimited).string(graph.name)
}

function writeConstants(writer: BinaryWriter, graph: Graph): void {
  for (const { name, shape, origin } of graph.constants) {
    if (origin.kind !== 'constant') continue
    message(writer, GRAPH.initializer, encodeTensor(name, shape, origin.data))
  }
}

/**
 * The whole file. The metadata comes first, so a reader finds it before the weights.
 *
 * @param metadata text by key; ONNX Runtime shows it as `custom_metadata_map`
 * @param domains domains of the graph's operators; default: only ONNX's own
 */
export function encodeModel(
  graphBytes: Uint8Array,
  metadata: Readonly<Record<string, string>>,
  producer: { name: string; version: string },
  domains: readonly Domain[] = [''],
): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter()
  writer.tag(MODEL.irVersion, WireType.Varint).int64(IR_VERSION)
  writer.tag(MODEL.producerName, WireType.LengthDelimited).string(producer.name)
  writer.tag(MODEL.producerVersion, WireType.LengthDelimited).string(producer.version)
  for (const domain of domains) {
    const opset = new BinaryWriter()
    opset.tag(OPSET.domain, WireType.LengthDelimited).string(domain)
    opset.tag(OPSET.version, WireType.Varint).int64(OPSET_VERSIONS[domain])
    message(writer, MODEL.opsetImport, opset)
  }
  for (const [key, value] of Object.entries(metadata)) {
    const entry = new BinaryWriter()
    entry.tag(ENTRY.key, WireType.LengthDelimited).string(key)
    entry.tag(ENTRY.value, WireType.LengthDelimited).string(value)
    message(writer, MODEL.metadataProps, entry)
  }
  writer.tag(MODEL.graph, WireType.LengthDelimited).bytes(graphBytes)
  return writer.finish()
}

function message(writer: BinaryWriter, field: number, inner: BinaryWriter): void {
  writer.tag(field, WireType.LengthDelimited).bytes(inner.finish())
}

function weightOf(weights: Weights, name: string, shape: Shape): Float32Array {
  const tensor = weights.get(name)
  if (!tensor || shapeText(tensor.shape) !== shapeText(shape)) {
    throw new InputError({
      what: `weight ${name} does not fit the graph`,
      expected: shapeText(shape),
      got: tensor ? shapeText(tensor.shape) : 'nothing',
    })
  }
  return tensor.data
}

/** Names in the file. A node's value that is an output has its public name, others their own. */
function publicNames(graph: Graph): (value: Value) => string {
  const names = new Map<Value, string>()
  for (const [name, value] of graph.outputs) {
    if (value.origin.kind === 'node' && !names.has(value)) names.set(value, name)
  }
  return (value) => names.get(value) ?? value.name
}

/** For an output that is an input or a weight, or that has another name already. */
function encodeCopy(from: string, to: string): BinaryWriter {
  const writer = new BinaryWriter()
  writer.tag(NODE.input, WireType.LengthDelimited).string(from)
  writer.tag(NODE.output, WireType.LengthDelimited).string(to)
  writer.tag(NODE.opType, WireType.LengthDelimited).string('Identity')
  return writer
}

function encodeNode(
  { onnx, domain, attributes, inputs, outputs, layer }: Node,
  nameOf: (value: Value) => string,
): BinaryWriter {
  const writer = new BinaryWriter()
  for (const input of inputs) writer.tag(NODE.input, WireType.LengthDelimited).string(nameOf(input))
  for (const output of outputs) {
    writer.tag(NODE.output, WireType.LengthDelimited).string(nameOf(output))
  }
  writer.tag(NODE.name, WireType.LengthDelimited).string(`${layer}/${outputs[0].name}`)
  writer.tag(NODE.opType, WireType.LengthDelimited).string(onnx)
  if (domain) writer.tag(NODE.domain, WireType.LengthDelimited).string(domain)
  for (const [name, value] of Object.entries(attributes)) {
    message(writer, NODE.attribute, encodeAttribute(name, value))
  }
  return writer
}

function encodeAttribute(name: string, value: Attribute): BinaryWriter {
  const writer = new BinaryWriter()
  writer.tag(ATTRIBUTE.name, WireType.LengthDelimited).string(name)
  const type = (code: number) => writer.tag(ATTRIBUTE.type, WireType.Varint).int32(code)
  if (typeof value === 'number') {
    writer.tag(ATTRIBUTE.i, WireType.Varint).int64(value)
    type(ATTRIBUTE_TYPE.int)
  } else if (typeof value === 'string') {
    writer.tag(ATTRIBUTE.s, WireType.LengthDelimited).bytes(new TextEncoder().encode(value))
    type(ATTRIBUTE_TYPE.string)
  } else if ('body' in value) {
    writer.tag(ATTRIBUTE.g, WireType.LengthDelimited).bytes(value.body)
    type(ATTRIBUTE_TYPE.graph)
  } else if ('float' in value) {
    writer.tag(ATTRIBUTE.f, WireType.Bit32).float(value.float)
    type(ATTRIBUTE_TYPE.float)
  } else {
    for (const n of value) writer.tag(ATTRIBUTE.ints, WireType.Varint).int64(n)
    type(ATTRIBUTE_TYPE.ints)
  }
  return writer
}

export function encodeTensor(name: string, shape: Shape, data: ConstantData): BinaryWriter {
  if (data.length !== sizeOf(shape as number[])) {
    throw new Error(`internal: tensor ${name} holds ${data.length} values`)
  }
  const writer = new BinaryWriter()
  for (const dim of shape) writer.tag(TENSOR.dims, WireType.Varint).int64(dim as number)
  writer.tag(TENSOR.dataType, WireType.Varint).int32(dataTypeOf(data))
  writer.tag(TENSOR.name, WireType.LengthDelimited).string(name)
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  writer.tag(TENSOR.rawData, WireType.LengthDelimited).bytes(raw)
  return writer
}

function dataTypeOf(data: ConstantData): number {
  if (data instanceof Float32Array) return DATA_TYPE.float32
  if (data instanceof Uint8Array) return DATA_TYPE.uint8
  if (data instanceof Int8Array) return DATA_TYPE.int8
  return data instanceof Int32Array ? DATA_TYPE.int32 : DATA_TYPE.int64
}

export function encodeValueInfo(name: string, { shape }: Pick<Value, 'shape'>): BinaryWriter {
  const dims = new BinaryWriter()
  for (const dim of shape) {
    const writer = new BinaryWriter()
    if (typeof dim === 'string')
      writer.tag(DIMENSION.dimParam, WireType.LengthDelimited).string(dim)
    else writer.tag(DIMENSION.dimValue, WireType.Varint).int64(dim)
    message(dims, TENSOR_SHAPE.dim, writer)
  }
  const tensor = new BinaryWriter()
  tensor.tag(TENSOR_TYPE.elemType, WireType.Varint).int32(DATA_TYPE.float32)
  message(tensor, TENSOR_TYPE.shape, dims)
  const type = new BinaryWriter()
  message(type, TYPE.tensorType, tensor)
  const info = new BinaryWriter()
  info.tag(VALUE_INFO.name, WireType.LengthDelimited).string(name)
  message(info, VALUE_INFO.type, type)
  return info
}
