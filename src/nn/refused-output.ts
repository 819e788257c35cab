/**
 * An output that onnxruntime-node refuses, before those of a model, so that it does not copy these
 * into its answer (stateful-session.ts says why).
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import {
  DATA_TYPE,
  GRAPH,
  MODEL,
  NODE,
  SEQUENCE_TYPE,
  TENSOR_TYPE,
  TYPE,
  VALUE_INFO,
} from './onnx-schema.js'

export const REFUSED_OUTPUT = 'no-answer'
/** The error of onnxruntime-node for an output that is not a tensor. */
const REFUSAL = 'Non tensor type is temporarily not supported.'

/** Whether a run failed only because its first output was refused: all others are there then. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.message === REFUSAL
}

/**
 * The same model with an empty sequence as its first output. Bytes that stand before a model are
 * merged with it (Protocol Buffers, "Last One Wins": repeated fields are concatenated).
 */
export function withRefusedOutput(model: Uint8Array): Uint8Array {
  const node = new BinaryWriter()
  node.tag(NODE.output, WireType.LengthDelimited).string(REFUSED_OUTPUT)
  node.tag(NODE.opType, WireType.LengthDelimited).string('SequenceEmpty')
  const tensor = new BinaryWriter()
  tensor.tag(TENSOR_TYPE.elemType, WireType.Varint).int32(DATA_TYPE.float32)
  const element = holding([TYPE.tensorType, tensor])
  const type = holding([TYPE.sequenceType, holding([SEQUENCE_TYPE.elemType, element])])
  const info = holding([VALUE_INFO.type, type])
  info.tag(VALUE_INFO.name, WireType.LengthDelimited).string(REFUSED_OUTPUT)
  const graph = holding([GRAPH.node, node], [GRAPH.output, info])
  const head = holding([MODEL.graph, graph]).finish()
  const whole = new Uint8Array(head.length + model.length)
  whole.set(head)
  whole.set(model, head.length)
  return whole
}

/** A message that holds other messages, by their field numbers. */
function holding(...parts: readonly (readonly [number, BinaryWriter])[]): BinaryWriter {
  const writer = new BinaryWriter()
  for (const [field, part] of parts)
    writer.tag(field, WireType.LengthDelimited).bytes(part.finish())
  return writer
}
