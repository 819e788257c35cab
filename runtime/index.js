/**
 * ONNX Runtime for Node: what `#onnxruntime` means there (package.json, "imports"). In this order:
 *
 * 1. onnxruntime-node in exactly our version, where somebody installed it: our own clone, and users of CUDA;
 * 2. the copy of it that the package brings along (README.md here, docs/decisions/0012-packed-runtime.md);
 * 3. onnxruntime-web, where it is installed: slower, and it needs nothing from the system. Intel Macs have no other.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { peerDependencies } = require('../package.json')

const loaded = await load()

export const { InferenceSession, Tensor, env } = loaded.runtime
/** Which of the three it is, for `starsift doctor`. */
export const origin = loaded.origin

async function load() {
  const isInstalled = installedVersion() === peerDependencies['onnxruntime-node']
  try {
    return isInstalled
      ? { runtime: require('onnxruntime-node'), origin: 'onnxruntime-node' }
      : { runtime: require('./onnxruntime-node'), origin: 'the copy in starsift' }
  } catch (cause) {
    return { runtime: await fallback(cause), origin: 'onnxruntime-web' }
  }
}

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
    const remedy = `run \`npm install onnxruntime-web@${peerDependencies['onnxruntime-web']}\` where starsift is installed: it is slower, and runs everywhere`
    throw Object.assign(cause, { remedy })
  }
}
