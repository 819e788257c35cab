/** ONNX Runtime, loaded when it is first needed. */
import { InputError } from '../errors.js'

/** What starsift uses of it. */
export type Runtime = Pick<
  typeof import('onnxruntime-common'),
  'InferenceSession' | 'Tensor' | 'env'
>

/**
 * The native runtime reports on its use to its makers, over the network and with an id kept in the home folder, unless this is
 * set before it is loaded (microsoft/onnxruntime pull request 27379). Nobody asked our users; who wants it sets it to 0.
 */
const SILENCE = 'ORT_DISABLE_TELEMETRY'

/** @throws InputError if no runtime can be loaded here; it says which one to install */
export async function loadRuntime(): Promise<Runtime> {
  return load()
}

/**
 * Where the runtime comes from, e.g. `the copy in starsift`.
 *
 * @throws InputError if no runtime can be loaded here
 */
export async function runtimeOrigin(): Promise<string> {
  // A browser's runtime says nothing of its origin: there it can only be onnxruntime-web.
  return (await load()).origin ?? 'onnxruntime-web'
}

async function load(): Promise<Runtime & { readonly origin?: string }> {
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
