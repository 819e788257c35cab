/**
 * ONNX Runtime for Node: what `#onnxruntime` means there (package.json, "imports"). In this order:
 *
 * 1. onnxruntime-node in exactly our version, where it is installed: in a clone, and for CUDA;
 * 2. its copy in this folder, which only the published package has (README.md);
 * 3. onnxruntime-web, where it is installed: slower, and it needs nothing from the system.
 *    Intel Macs have no other.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { peerDependencies: versions } = require('../package.json')

const loaded = await load()

export const { InferenceSession, Tensor, env } = loaded.runtime
/** Which of the three it is, for `starsift doctor`. */
export const origin = loaded.origin

async function load() {
  const installed = installedVersion() === versions['onnxruntime-node']
  try {
    return installed
      ? { runtime: require('onnxruntime-node'), origin: 'onnxruntime-node' }
      : { runtime: require('./onnxruntime-node'), origin: 'the copy in starsift' }
  } catch (cause) {
    return { runtime: await fallback(cause), origin: 'onnxruntime-web' }
  }
}

/** Another version, which another package of the project may need, is left alone. */
function installedVersion() {
  try {
    return require('onnxruntime-node/package.json').version
  } catch {
    return undefined
  }
}

async function fallback(cause) {
  try {
    return await import('onnxruntime-web')
  } catch {
    const command = `npm install onnxruntime-web@${versions['onnxruntime-web']}`
    const remedy = `run \`${command}\` beside starsift: it runs everywhere, but slower`
    throw Object.assign(cause, { remedy })
  }
}
