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
import type { OnnxValue, Tensor as RuntimeTensor } from 'onnxruntime-common'
import { Graph } from './graph.js'
import { encodeGraph, encodeModel } from './onnx-write.js'
import { isEnded, type Part } from './parts.js'
import { isRefusal, REFUSED_OUTPUT, withRefusedOutput } from './refused-output.js'
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
  /** State in parts that a run does not touch if it ends early (parts.ts). Default none. */
  readonly waiting?: ReadonlySet<string>
  /** The other outputs, with their shapes. */
  readonly results: ReadonlyMap<string, readonly number[]>
}

export interface StatefulSession {
  readonly device: Device
  /**
   * Runs once and replaces the state.
   *
   * @param inputs the inputs that are not state
   * @returns the outputs that are not state; valid until the next run. Where the run ended before
   *   it overwrote anything (parts.ts), NaN in those that it did not come to
   */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>
  /**
   * A copy of the state after the last run (`current`, the default), or before it (`previous`;
   * without the state that may be overwritten), in the order in which it was given.
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
  let hasEnded = false
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
      for (const { data } of answers.values()) data.fill(Number.NaN)
      hasEnded = await hasFailed(session.run(fed, fetches as never))
      ;[current, previous] = [previous, current]
      return Object.fromEntries(answers)
    },
    async state(which = 'current') {
      const moved = Object.entries(which === 'current' ? current : previous)
      return inOrder(state, [
        ...fixed,
        ...moved.map(([name, tensor]): Named => [name, copyOf(tensor)]),
        ...stillThere(own, plan, which, hasEnded).map(copied),
      ])
    },
    release: () => session.release(),
  }
}

/** Those tensors of the state with one buffer that are what they were, or are to be what is. */
function stillThere(
  own: readonly Named[],
  { waiting }: StatePlan,
  which: 'current' | 'previous',
  hasEnded: boolean,
): readonly Named[] {
  if (which === 'current') return own
  return hasEnded ? own.filter(([name]) => waiting?.has(name)) : []
}

/** Whether a run ended early. That the runtime refuses an output is expected. */
async function hasFailed(run: Promise<unknown>): Promise<boolean> {
  try {
    await run
  } catch (error) {
    if (isEnded(error)) return true
    if (!isRefusal(error)) throw error
  }
  return false
}

function inOrder(state: Weights, tensors: readonly Named[]): Map<string, Tensor> {
  const found = new Map(tensors)
  return new Map(
    [...state.keys()].flatMap((name): Named[] => {
      const tensor = found.get(name)
      return tensor ? [[name, tensor]] : []
    }),
  )
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
  let hasEnded = false
  let current = tensorsOf(runtime, swapped)
  let previous: RuntimeTensors = {}
  return {
    async run(inputs) {
      const fed = { ...still, ...current, ...tensorsOf(runtime, Object.entries(inputs)) }
      const answers = await answersOf(session.run(fed))
      hasEnded = answers === undefined
      if (!answers) {
        previous = current
        return Object.fromEntries(blank([...plan.results]).map(withoutNumbers))
      }
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
      const kept = stillThere(own, plan, which, hasEnded).map(copied)
      return inOrder(state, [...there, ...kept])
    },
    release: () => session.release(),
  }
}

/** @returns undefined if the run ended early */
async function answersOf(run: Promise<unknown>): Promise<RuntimeTensors | undefined> {
  try {
    return { ...((await run) as RuntimeTensors) }
  } catch (error) {
    if (isEnded(error)) return undefined
    throw error
  }
}

function withoutNumbers([name, { shape, data }]: Named): Named {
  return [name, { shape, data: data.fill(Number.NaN) }]
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

function blank(shapes: readonly (readonly [string, readonly number[]])[]): Named[] {
  return shapes.map(([name, shape]) => [name, { shape, data: new Float32Array(sizeOf(shape)) }])
}

function copyOf({ dims, data }: RuntimeTensor): Tensor {
  return { shape: dims, data: (data as Float32Array).slice() }
}
