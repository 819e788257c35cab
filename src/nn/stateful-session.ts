/**
 * A session that keeps its state: what one run makes of the weights, the next run starts from.
 *
 * On the CPU in Node the state has two sets of buffers. A run reads one set and writes into the
 * other, then they change places. State that the plan lists as `inPlace` has one buffer, which a
 * run reads and then overwrites.
 *
 * onnxruntime-node 1.30 writes into the given buffers, but then copies every output again into new
 * memory for its answer (inference_session_wrap.cc, `OrtValueToNapiValue`). For 134 MB of state
 * that takes 125 ms per run instead of 21 ms. The runtime builds the answer output by output, after
 * all are computed, and refuses the first output that is not a tensor. So an output that is not a
 * tensor is put before the model's own, the refusal is expected, and the results are read from the
 * buffers. A later runtime that does not refuse gives the same numbers, but slower.
 *
 * On WebGPU the state stays on the device, and only the other outputs are copied to the CPU.
 * Elsewhere (on the CPU in a browser; with CUDA, for which onnxruntime-node has no tensors on the
 * device) the state is copied at each run.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { OnnxValue, Tensor as RuntimeTensor } from 'onnxruntime-common'
import { Graph } from './graph.js'
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
import { encodeGraph, encodeModel } from './onnx-write.js'
import { createSession, loadRuntime, type Runtime, type SessionOptions } from './session.js'
import { type Device, sizeOf, type Tensor, type Weights } from './tensor.js'

/** Which outputs of a run become inputs of the next run. */
export interface StatePlan {
  /** Names of the outputs, by the names of the inputs that they become. */
  readonly carried: ReadonlyMap<string, string>
  /**
   * Inputs in `carried` that a run may overwrite, because one node reads them, element by element,
   * before the output is written. Default none.
   */
  readonly inPlace?: ReadonlySet<string>
  /** The other outputs, with their shapes. */
  readonly results: ReadonlyMap<string, readonly number[]>
}

export interface StatefulSession {
  readonly device: Device
  /**
   * Runs once and replaces the state.
   *
   * @param inputs the inputs that are not state
   * @returns the outputs that are not state; valid until the next run
   */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>
  /**
   * A copy of the state after the last run (`current`, the default), or before it (`previous`;
   * without the state that was overwritten).
   */
  state(which?: 'current' | 'previous'): Promise<Map<string, Tensor>>
  release(): Promise<void>
}

type RuntimeTensors = Record<string, RuntimeTensor>

/**
 * Loads a model with its first state.
 *
 * @param state a tensor for each input in `plan.carried`, and for inputs that never change; these
 *   tensors are never written into
 * @throws InputError if the model cannot be loaded
 */
export async function openStateful(
  model: Uint8Array,
  plan: StatePlan,
  state: Weights,
  options: SessionOptions = {},
): Promise<StatefulSession> {
  const runtime = await loadRuntime()
  const { device = 'cpu' } = options
  const isNode = globalThis.process?.versions?.node !== undefined
  const open = isNode && device !== 'webgpu' ? openSwapping : openReplacing
  const session = await open(runtime, model, plan, state, options)
  return { device, ...session }
}

const REFUSED_OUTPUT = 'no-answer'
/** The error of onnxruntime-node for an output that is not a tensor. */
const REFUSAL = 'Non tensor type is temporarily not supported.'

async function openSwapping(
  runtime: Runtime,
  model: Uint8Array,
  { carried, results, inPlace = new Set() }: StatePlan,
  state: Weights,
  options: SessionOptions,
): Promise<Omit<StatefulSession, 'device'>> {
  const session = await createSession(runtime, withRefusedOutput(model), options)
  const fixed = [...state].filter(([name]) => !carried.has(name))
  const moving = [...state].filter(([name]) => carried.has(name))
  const overwritten = moving.filter(([name]) => inPlace.has(name))
  const swapped = moving.filter(([name]) => !inPlace.has(name))
  const freshBuffers = () =>
    tensorsOf(runtime, blank(swapped.map(([name, { shape }]) => [name, shape])))
  const feeds = tensorsOf(runtime, fixed)
  let nRuns = 0
  let current = tensorsOf(runtime, [...swapped, ...overwritten.map(copied)])
  let previous = freshBuffers()
  const answers = new Map(blank([...results]))
  const answered = tensorsOf(runtime, [...answers])
  return {
    async run(inputs) {
      // The first run reads the arrays that the caller gave; they are never written into.
      if (nRuns++ === 1) previous = freshBuffers()
      const fetches: Record<string, OnnxValue | null> = { [REFUSED_OUTPUT]: null, ...answered }
      for (const [input, output] of carried) fetches[output] = previous[input] ?? current[input]
      const fed = { ...feeds, ...current, ...tensorsOf(runtime, Object.entries(inputs)) }
      await session.run(fed, fetches as never).catch((error: unknown) => {
        if (!(error instanceof Error && error.message === REFUSAL)) throw error
      })
      ;[current, previous] = [{ ...current, ...previous }, only(current, previous)]
      return Object.fromEntries(answers)
    },
    async state(which = 'current') {
      const tensors = Object.entries(which === 'current' ? current : previous)
      return new Map([
        ...fixed,
        ...tensors.map(([name, tensor]) => [name, copyOf(tensor)] as const),
      ])
    },
    release: () => session.release(),
  }
}

async function openReplacing(
  runtime: Runtime,
  model: Uint8Array,
  { carried }: StatePlan,
  state: Weights,
  options: SessionOptions,
): Promise<Omit<StatefulSession, 'device'>> {
  const isKept = options.device === 'webgpu'
  const session = await createSession(runtime, model, options, isKept ? [...carried.values()] : [])
  const fixed = tensorsOf(
    runtime,
    [...state].filter(([name]) => !carried.has(name)),
  )
  let current = tensorsOf(
    runtime,
    [...state].filter(([name]) => carried.has(name)),
  )
  let previous: RuntimeTensors = {}
  return {
    async run(inputs) {
      const fed = { ...fixed, ...current, ...tensorsOf(runtime, Object.entries(inputs)) }
      const answers = { ...((await session.run(fed)) as RuntimeTensors) }
      for (const tensor of Object.values(previous)) {
        if (tensor.location === 'gpu-buffer') tensor.dispose()
      }
      previous = current
      current = {}
      for (const [input, output] of carried) {
        current[input] = answers[output]
        delete answers[output]
      }
      return Object.fromEntries(
        Object.entries(answers).map(([name, tensor]) => [name, copyOf(tensor)]),
      )
    },
    async state(which = 'current') {
      const moving = which === 'current' ? current : previous
      return downloaded(runtime, { ...fixed, ...moving }, options)
    },
    release: () => session.release(),
  }
}

/**
 * Tensors in the CPU's memory. onnxruntime-node cannot read a tensor on the device; a model that
 * copies can.
 */
async function downloaded(
  runtime: Runtime,
  tensors: RuntimeTensors,
  options: SessionOptions,
): Promise<Map<string, Tensor>> {
  const there = Object.entries(tensors).filter(([, { location }]) => location === 'gpu-buffer')
  const answers: RuntimeTensors = {}
  if (there.length > 0) {
    const graph = new Graph('download')
    for (const [name, { dims }] of there) graph.output(`cpu/${name}`, graph.input(name, dims))
    const model = encodeModel(encodeGraph(graph), {}, { name: 'starsift', version: '' })
    const session = await createSession(runtime, model, options)
    Object.assign(answers, await session.run(Object.fromEntries(there)))
    await session.release()
  }
  return new Map(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      copyOf(answers[`cpu/${name}`] ?? tensor),
    ]),
  )
}

function tensorsOf(
  runtime: Runtime,
  tensors: readonly (readonly [string, Tensor])[],
): RuntimeTensors {
  return Object.fromEntries(
    tensors.map(([name, { shape, data }]) => [name, new runtime.Tensor('float32', data, shape)]),
  )
}

function copied([name, { shape, data }]: [string, Tensor]): [string, Tensor] {
  return [name, { shape, data: data.slice() }]
}

/** The members of `tensors` whose names `names` has too. */
function only(tensors: RuntimeTensors, names: RuntimeTensors): RuntimeTensors {
  return Object.fromEntries(Object.keys(names).map((name) => [name, tensors[name]]))
}

function blank(shapes: readonly (readonly [string, readonly number[]])[]): [string, Tensor][] {
  return shapes.map(([name, shape]) => [name, { shape, data: new Float32Array(sizeOf(shape)) }])
}

function copyOf({ dims, data }: RuntimeTensor): Tensor {
  return { shape: dims, data: (data as Float32Array).slice() }
}

/**
 * The same model with an empty sequence as its first output. Bytes that stand before a model are
 * merged with it (Protocol Buffers, "Last One Wins": repeated fields are concatenated).
 */
function withRefusedOutput(model: Uint8Array): Uint8Array {
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
