/**
 * A session that keeps its state: what one run makes of the weights, the next run starts from.
 *
 * On the CPU in Node the state has two sets of buffers. A run reads one set and writes into the
 * other, then they change places. State that the plan lists as `inPlace` has one buffer, which a
 * run reads and then overwrites; an input may be a part of such a buffer (parts.ts).
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
import type { Part } from './parts.js'
import { createSession, loadRuntime, type Runtime, type SessionOptions } from './session.js'
import { type Device, sizeOf, type Tensor, type Weights } from './tensor.js'

/** Which outputs of a run become inputs of the next run. */
export interface StatePlan {
  /** Names of the outputs, by the names of the inputs that they become. */
  readonly carried: ReadonlyMap<string, string>
  /**
   * Inputs in `carried` that a run may overwrite, because they are read, element by element, before
   * the output is written. Default none.
   */
  readonly inPlace?: ReadonlySet<string>
  /** Inputs in `inPlace` that are parts of a tensor of the state. Default none. */
  readonly parts?: ReadonlyMap<string, Part>
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
  plan: StatePlan,
  state: Weights,
  options: SessionOptions,
): Promise<Omit<StatefulSession, 'device'>> {
  const { carried, results } = plan
  const session = await createSession(runtime, withRefusedOutput(model), options)
  const { fixed, swapped, own, parts } = dividedState(plan, state)
  const shapes = swapped.map(([name, { shape }]) => [name, shape] as const)
  const freshBuffers = () => tensorsOf(runtime, blank(shapes))
  const still = tensorsOf(runtime, asked(session.inputNames, [...fixed, ...own, ...parts]))
  let nRuns = 0
  let current = tensorsOf(runtime, swapped)
  let previous = freshBuffers()
  const answers = new Map(blank([...results]))
  const answered = tensorsOf(runtime, [...answers])
  return {
    async run(inputs) {
      // The first run reads the arrays that the caller gave; they are never written into.
      if (nRuns++ === 1) previous = freshBuffers()
      const fetches: Record<string, OnnxValue | null> = { [REFUSED_OUTPUT]: null, ...answered }
      for (const [input, output] of carried) fetches[output] = previous[input] ?? still[input]
      const fed = { ...still, ...current, ...tensorsOf(runtime, Object.entries(inputs)) }
      await session.run(fed, fetches as never).catch((error: unknown) => {
        if (!(error instanceof Error && error.message === REFUSAL)) throw error
      })
      ;[current, previous] = [previous, current]
      return Object.fromEntries(answers)
    },
    async state(which = 'current') {
      const moved = Object.entries(which === 'current' ? current : previous)
      return new Map([
        ...fixed,
        ...moved.map(([name, tensor]) => [name, copyOf(tensor)] as const),
        ...(which === 'current' ? own.map(copied) : []),
      ])
    },
    release: () => session.release(),
  }
}

type Named = [name: string, tensor: Tensor]

/**
 * The state by what becomes of it: what never changes, what a run makes anew in another buffer, and
 * what it overwrites, which is a copy of what was given. `parts` share the memory of the latter.
 */
function dividedState(
  { carried, inPlace = new Set(), parts = new Map() }: StatePlan,
  state: Weights,
): Record<'fixed' | 'swapped' | 'own' | 'parts', Named[]> {
  const wholes = new Set([...parts.values()].map(({ of }) => of))
  const isOwn = (name: string) => inPlace.has(name) || wholes.has(name)
  const all = [...state]
  const own = new Map(all.filter(([name]) => isOwn(name)).map(copied))
  return {
    fixed: all.filter(([name]) => !isOwn(name) && !carried.has(name)),
    swapped: all.filter(([name]) => !isOwn(name) && carried.has(name)),
    own: [...own],
    parts: [...parts].map(([name, { of, start, shape }]) => {
      const data = own.get(of)!.data.subarray(start, start + sizeOf(shape))
      return [name, { shape, data }]
    }),
  }
}

/** Those tensors that the model has an input for. */
function asked(inputNames: readonly string[], tensors: readonly Named[]): Named[] {
  const names = new Set(inputNames)
  return tensors.filter(([name]) => names.has(name))
}

async function openReplacing(
  runtime: Runtime,
  model: Uint8Array,
  plan: StatePlan,
  state: Weights,
  options: SessionOptions,
): Promise<Omit<StatefulSession, 'device'>> {
  const { carried } = plan
  const { fixed, swapped, own, parts } = dividedState({ ...plan, inPlace: new Set() }, state)
  const isKept = options.device === 'webgpu'
  const kept = [...carried].filter(([name]) => !plan.parts?.has(name)).map(([, output]) => output)
  const session = await createSession(runtime, model, options, isKept ? kept : [])
  const still = tensorsOf(runtime, asked(session.inputNames, [...fixed, ...own, ...parts]))
  let current = tensorsOf(runtime, swapped)
  let previous: RuntimeTensors = {}
  return {
    async run(inputs) {
      const fed = { ...still, ...current, ...tensorsOf(runtime, Object.entries(inputs)) }
      const answers = { ...((await session.run(fed)) as RuntimeTensors) }
      for (const tensor of Object.values(previous)) {
        if (tensor.location === 'gpu-buffer') tensor.dispose()
      }
      previous = current
      current = {}
      for (const [name, { data }] of parts) data.set(answers[carried.get(name)!].data as never)
      for (const [input, output] of carried) {
        if (input in previous) current[input] = answers[output]
        delete answers[output]
      }
      return Object.fromEntries(
        Object.entries(answers).map(([name, tensor]) => [name, copyOf(tensor)]),
      )
    },
    async state(which = 'current') {
      const moved = which === 'current' ? current : previous
      const there = await downloaded(runtime, { ...tensorsOf(runtime, fixed), ...moved }, options)
      return new Map([...there, ...(which === 'current' ? own.map(copied) : [])])
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

function copied([name, { shape, data }]: readonly [string, Tensor]): Named {
  return [name, { shape, data: data.slice() }]
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
