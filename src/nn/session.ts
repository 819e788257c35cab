/**
 * Runs an ONNX model on ONNX Runtime: onnxruntime-node under Node, onnxruntime-web in a browser (the
 * package's `imports` map chooses). One session a model and process: creating many grows memory.
 */

import type { InferenceSession } from 'onnxruntime-common'
import { InputError } from '../errors.js'
import { multiply } from './arithmetic.js'
import { Graph } from './graph.js'
import { encodeGraph, encodeModel } from './onnx-write.js'
import type { Device, Tensor } from './tensor.js'

export interface SessionOptions {
  /** Default `cpu`. */
  device?: Device
  /** Threads of the CPU device; default: all cores that the process may use. */
  nThreads?: number
}

/** A loaded model. */
export interface Session {
  readonly device: Device
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
 * @param model the bytes of an .onnx file
 * @throws InputError if the file is no model, or the device is not to be had
 * @example
 * const session = await openSession(bytes, { device: 'cpu' })
 * const { logits } = await session.run({ stamps: { shape: [1, 5, 32, 32], data } })
 */
export async function openSession(
  model: Uint8Array,
  { device = 'cpu', nThreads = 0 }: SessionOptions = {},
): Promise<Session> {
  const runtime = await loadRuntime()
  const session = await createSession(runtime, model, { device, nThreads })
  return {
    device,
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

/**
 * Why a device cannot be used here, or undefined if it can: a model of one product is run on it.
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
 * Left to itself, ONNX Runtime pins its threads to cores, which suits no machine that is shared.
 * Under Node the number of threads is Node's to know; elsewhere 0 leaves it to the runtime.
 */
function availableThreads(): number {
  const os = globalThis.process?.getBuiltinModule?.('node:os')
  return os?.availableParallelism() ?? 0
}

/**
 * A session of the runtime itself.
 *
 * @param kept outputs that stay on the device
 */
export async function createSession(
  runtime: Runtime,
  model: Uint8Array,
  { device = 'cpu', nThreads = 0 }: SessionOptions,
  kept: readonly string[] = [],
): Promise<InferenceSession> {
  const onDevice = Object.fromEntries(kept.map((name) => [name, 'gpu-buffer' as const]))
  try {
    return await runtime.InferenceSession.create(model, {
      executionProviders: [device],
      intraOpNumThreads: nThreads || availableThreads(),
      // A planned block comes on top of what the first run took piece by piece: 1478 MB against 885 MB for
      // a training step of StarcNet on 16 stamps, at the same speed.
      enableMemPattern: false,
      logSeverityLevel: 4,
      ...(kept.length > 0 && { preferredOutputLocation: onDevice }),
    })
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new InputError(
      {
        what: `ONNX Runtime cannot load the model on ${device}`,
        got: said.split('\n')[0],
        remedy:
          device === 'cpu' ? 'check the file with `starsift models info`' : 'use --device cpu',
      },
      { cause },
    )
  }
}

/* ONNX Runtime, loaded when it is first needed. */

/** What starsift uses of it. */
export type Runtime = Pick<
  typeof import('onnxruntime-common'),
  'InferenceSession' | 'Tensor' | 'env'
>

/**
 * The native runtime reports on its use to its makers, over the network and with an id kept in the home
 * folder, unless this is set before it is loaded (microsoft/onnxruntime pull request 27379). Nobody asked
 * our users; who wants it sets it to 0.
 */
const SILENCE = 'ORT_DISABLE_TELEMETRY'

/** @throws InputError if no runtime can be loaded here; it says which one to install */
export async function loadRuntime(): Promise<Runtime & { readonly origin?: string }> {
  const env = globalThis.process?.env
  if (env) env[SILENCE] ??= '1'
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
