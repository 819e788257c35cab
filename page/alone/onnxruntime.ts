/**
 * ONNX Runtime for this browser, from the files beside the page: `#onnxruntime` in its bundle. The
 * name of the worker says whether the graphics processor is wanted.
 */
import shipped from 'virtual:shipped'
import { hasGpu } from './gpu.js'
import { fetchShipped, shippedUrl } from './shipped-url.js'
import { nThreads } from './threads.js'
import { WITH_GPU } from './worker-name.js'

const isOnGpu = self.name === WITH_GPU && (await hasGpu())
const { script, binary } = isOnGpu ? shipped.runtimes.gpu : shipped.runtimes.cpu
const runtime = isOnGpu
  ? await import('onnxruntime-web/jspi')
  : await import('onnxruntime-web/wasm')

runtime.env.wasm.wasmPaths = { mjs: shippedUrl(script) }
runtime.env.wasm.wasmBinary = await unpackedBinary()
runtime.env.wasm.numThreads = nThreads()

export const { InferenceSession, Tensor, env } = runtime

async function unpackedBinary(): Promise<ArrayBuffer> {
  const bytes = await (await fetchShipped(binary)).arrayBuffer()
  const [first, second] = new Uint8Array(bytes)
  if (first !== 0x1f || second !== 0x8b) return bytes
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).arrayBuffer()
}
