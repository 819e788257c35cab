/**
 * ONNX Runtime for Node: what `#onnxruntime` means there (package.json, "imports"). In this order:
 *
 * 1. onnxruntime-node in exactly our version, where it is installed: in a clone, and for CUDA;
 * 2. its copy in this folder, which only the published package has (README.md);
 * 3. onnxruntime-web, where it is installed: slower, and it needs nothing from the system.
 *    Intel Macs have no other.
 */
import { createRequire } from 'node:module'
import { native, OTHER } from './native.js'

const require = createRequire(import.meta.url)

const loaded = await load()

export const { InferenceSession, Tensor, env } = loaded.runtime
/** Which of the three it is, for `starsift doctor`. */
export const origin = loaded.origin

async function load() {
  try {
    const origin = native === 'onnxruntime-node' ? native : 'the copy in starsift'
    return { runtime: require(native), origin }
  } catch (cause) {
    return { runtime: await fallback(cause), origin: 'onnxruntime-web' }
  }
}

async function fallback(cause) {
  try {
    return await import('onnxruntime-web')
  } catch {
    const remedy = `run \`npm install ${OTHER}\` beside starsift: it runs everywhere, but slower`
    throw Object.assign(cause, { remedy })
  }
}
