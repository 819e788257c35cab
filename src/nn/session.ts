/**
 * Runs an ONNX model on ONNX Runtime: onnxruntime-node in Node, onnxruntime-web in a browser (the
 * `imports` of package.json choose). Open one session per model and process: many sessions use more
 * and more memory.
 */
import type { InferenceSession } from 'onnxruntime-common'
import { InputError } from '../errors.js'
import { multiply } from './elementwise.js'
import { Graph } from './graph.js'
import { availableThreads } from './machine-threads.js'
import { encodeGraph, encodeModel } from './onnx-write.js'
import type { Device, Tensor } from './tensor.js'

export interface SessionOptions {
  /** Default `cpu`. */
  device?: Device
  /** Number of threads on the CPU; default: {@link availableThreads}. */
  nThreads?: number
  /**
   * Whether the threads of the CPU may do several runs at the same time, each with a copy of the
   * network, where the copies are small. Pays for hundreds of runs. Default false.
   */
  copies?: boolean
}

/** A loaded model. */
export interface Session {
  readonly device: Device
  /**
   * How many runs it does at the same time. Where it is 1, a run must end before the next is asked
   * for. Where it is more, the inputs may be changed while a run goes on, unless they are in a
   * SharedArrayBuffer: these are not copied.
   */
  readonly nAtOnce: number
  /**
   * Runs once.
   *
   * @param inputs a tensor for each input, by name
   * @returns a tensor for each output, by name
   */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>
  release(): Promise<void>
}

/**
 * Loads a model.
 *
 * @param model the bytes of an .onnx file, or in Node its path: the runtime then reads it by
 *   itself, and it is in memory once less
 * @throws InputError if the file is not a model, or the device cannot be used
 * @example
 * const session = await openSession(bytes, { device: 'cpu' })
 * const { logits } = await session.run({ stamps: { shape: [1, 5, 32, 32], data } })
 */
export async function openSession(
  model: Uint8Array | string,
  { device = 'cpu', nThreads = 0, copies = false }: SessionOptions = {},
): Promise<Session> {
  if (copies && device === 'cpu' && typeof model !== 'string') {
    const many = await openCopies(model, nThreads)
    if (many) return many
  }
  const runtime = await loadRuntime()
  const session = await createSession(runtime, model, { device, nThreads })
  return {
    device,
    nAtOnce: 1,
    async run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { shape, data }]) => [
          name,
          new runtime.Tensor('float32', data, shape),
        ]),
      )
      const answers = await session.run(feeds)
      return Object.fromEntries(
        Object.entries(answers).map(([name, { dims, data }]) => [
          name,
          { shape: dims, data: data as Float32Array },
        ]),
      )
    },
    release: () => session.release(),
  }
}

/** All copies together take no more than this of the memory for their weights, bytes. */
const COPIES_BYTES = 32 * 2 ** 20
/** More copies would wait for stamps, which one thread cuts. */
const MOST_COPIES = 4

/**
 * The threads load the runtime themselves; this one does without.
 *
 * @returns undefined where copies do not pay
 */
async function openCopies(model: Uint8Array, nThreads: number): Promise<Session | undefined> {
  keepSilent()
  const { inThreads } = await import('#network-threads')
  const n = nThreads || availableThreads()
  const nCopies = Math.min(n, MOST_COPIES, Math.floor(COPIES_BYTES / model.byteLength))
  if (!inThreads || nCopies < 2) return undefined
  const options = runtimeOptions('cpu', Math.floor(n / nCopies))
  const opening = inThreads(model, options, nCopies)
  // Where no thread may be started one session does; and it says what is wrong with a model.
  const session = await opening.catch(() => undefined)
  if (!session) return undefined
  return { device: 'cpu', nAtOnce: nCopies, ...session }
}

/**
 * The reason why a device cannot be used here, or undefined if it can: it runs a small model.
 *
 * @example await deviceStatus('cuda') // 'ONNX Runtime cannot load the model on cuda: ...'
 */
export async function deviceStatus(device: Device): Promise<string | undefined> {
  const graph = new Graph('probe')
  const x = graph.input('x', ['batch', 1])
  graph.output('y', multiply(graph, x, x, 'probe'))
  const model = encodeModel(encodeGraph(graph, new Map()), {}, { name: 'starsift', version: '' })
  try {
    const session = await openSession(model, { device })
    const { y } = await session.run({ x: { shape: [1, 1], data: Float32Array.of(3) } })
    await session.release()
    return y.data[0] === 9 ? undefined : `it answers 3 x 3 = ${y.data[0]}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * A session of the runtime itself.
 *
 * @param kept names of the outputs that stay on the device
 */
export async function createSession(
  runtime: Runtime,
  model: Uint8Array | string,
  { device = 'cpu', nThreads = 0 }: SessionOptions,
  kept: readonly string[] = [],
): Promise<InferenceSession> {
  const onDevice = Object.fromEntries(kept.map((name) => [name, 'gpu-buffer' as const]))
  const options = {
    ...runtimeOptions(device, nThreads),
    ...(kept.length > 0 && { preferredOutputLocation: onDevice }),
  }
  try {
    // Two calls, because the runtime's types have no union of both.
    return await (typeof model === 'string'
      ? runtime.InferenceSession.create(model, options)
      : runtime.InferenceSession.create(model, options))
  } catch (cause) {
    throw cannotLoad(device, cause)
  }
}

function runtimeOptions(device: Device, nThreads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    intraOpNumThreads: nThreads || availableThreads(),
    // With the pattern, memory is planned as one block and added to what the first run took in
    // pieces: 1478 MB instead of 885 MB for a training step of StarcNet on 16 stamps, at the same
    // speed.
    enableMemPattern: false,
    logSeverityLevel: 4,
    // The runtime would compute the floats of a picture of integers anew for each of its users.
    extra: { session: { disable_quant_qdq: '1' } },
  }
}

function cannotLoad(device: Device, cause: unknown): InputError {
  const said = cause instanceof Error ? cause.message : String(cause)
  const remedy =
    device === 'cpu' ? 'check the file with `starsift models info`' : 'use --device cpu'
  const what = `ONNX Runtime cannot load the model on ${device}`
  return new InputError({ what, got: said.split('\n')[0], remedy }, { cause })
}

/** What starsift uses of ONNX Runtime. */
export type Runtime = Pick<
  typeof import('onnxruntime-common'),
  'InferenceSession' | 'Tensor' | 'env'
>

/**
 * The native runtime reports its use to its makers, over the network and with an id that it keeps
 * in the home folder, unless this variable is set before it is loaded (microsoft/onnxruntime pull
 * request 27379). Our users were not asked. Whoever wants the reports sets the variable to 0.
 */
const SILENCE = 'ORT_DISABLE_TELEMETRY'

function keepSilent(): void {
  const env = globalThis.process?.env
  if (env) env[SILENCE] ??= '1'
}

/**
 * ONNX Runtime, which is loaded when it is first needed.
 *
 * @throws InputError if no runtime can be loaded here; the error says which one to install
 */
export async function loadRuntime(): Promise<Runtime & { readonly origin?: string }> {
  keepSilent()
  try {
    return await import('#onnxruntime')
  } catch (cause) {
    const { message = String(cause), remedy } = cause as { message?: string; remedy?: string }
    const what = 'ONNX Runtime, which runs the networks, cannot be loaded'
    throw new InputError({ what, got: message.split('\n')[0], remedy }, { cause })
  }
}

/**
 * Where the runtime comes from, e.g. `the copy in starsift`.
 *
 * @throws InputError if no runtime can be loaded here
 */
export async function runtimeOrigin(): Promise<string> {
  // The runtime of a browser says nothing of its origin: there it can only be onnxruntime-web.
  return (await loadRuntime()).origin ?? 'onnxruntime-web'
}
