/** ONNX Runtime, loaded when it is first needed. */

export type Runtime = typeof import('onnxruntime-common')

/**
 * The native runtime reports on its use to its makers, over the network and with an id kept in the home folder, unless this is
 * set before it is loaded (microsoft/onnxruntime pull request 27379). Nobody asked our users; who wants it sets it to 0.
 */
const SILENCE = 'ORT_DISABLE_TELEMETRY'

export async function loadRuntime(): Promise<Runtime> {
  const env = globalThis.process?.env
  if (env) env[SILENCE] ??= '1'
  return import('#onnxruntime')
}
