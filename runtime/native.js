/** Where the native ONNX Runtime is. It is not loaded: to start threads, it need not be. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const { peerDependencies: versions } = require('../package.json')

/** What to install where there is none: the name and version of the other runtime. */
export const OTHER = `onnxruntime-web@${versions['onnxruntime-web']}`

/** onnxruntime-node where exactly our version is installed; otherwise its copy in this folder. */
export const native = hasOurs() ? 'onnxruntime-node' : './onnxruntime-node'

/** Whether it has a library for this machine. Whether that can be loaded is not known yet. */
export function hasNative() {
  try {
    const root = dirname(require.resolve(`${native}/package.json`))
    // As its dist/binding.js has it.
    const folder = join(root, 'bin/napi-v6', process.platform, process.arch)
    return existsSync(join(folder, 'onnxruntime_binding.node'))
  } catch {
    return false
  }
}

/** Another version, which another package of the project may need, is left alone. */
function hasOurs() {
  try {
    const { version } = require('onnxruntime-node/package.json')
    return version === versions['onnxruntime-node']
  } catch {
    return false
  }
}
