/**
 * ONNX Runtime for this browser, from the files beside the page: `#onnxruntime` in its bundle. The
 * name of the worker says whether the graphics processor is wanted.
 */
import shipped from 'virtual:shipped'
import { hasGpu } from './gpu.js'
import { fetchShipped, shippedUrl } from './shipped-url.js'
import { WITH_GPU } from './worker-name.js'

/** More threads than this gain nothing on batches of eight stamps. */
const MOST_THREADS = 8

const isOnGpu = self.name === WITH_GPU && (await hasGpu())
const { script, binary } = isOnGpu ? shipped.runtimes.gpu : shipped.runtimes.cpu
const runtime = isOnGpu
  ? await import('onnxruntime-web/jspi')
  : await import('onnxruntime-web/wasm')

runtime.env.wasm.wasmPaths = { mjs: shippedUrl(script) }
runtime.env.wasm.wasmBinary = await unpackedBinary()
// Threads share memory, which browsers allow only pages that nothing of another host is in.
runtime.env.wasm.numThreads = self.crossOriginIsolated
  ? Math.min(MOST_THREADS, navigator.hardwareConcurrency)
  : 1

export const { InferenceSession, Tensor, env } = runtime

async function unpackedBinary(): Promise<ArrayBuffer> {
  const bytes = await (await fetchShipped(binary)).arrayBuffer()
  const [first, second] = new Uint8Array(bytes)
  if (first !== 0x1f || second !== 0x8b) return bytes
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).arrayBuffer()
}
