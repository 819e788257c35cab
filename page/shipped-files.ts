/**
 * What the page brings along, so that it asks nothing of another host: the shipped model, ONNX
 * Runtime for browsers, and the demo field. Vite puts the files beside the page; a name holds a
 * part of the content's SHA-256, so that a browser may keep a file as long as it likes.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const ROOT = resolve(import.meta.dirname, '..')
const MODEL = 'models/starsift.onnx'
const DEMO = 'demo/sim2-1'
const RUNTIME = 'node_modules/onnxruntime-web/dist'
/**
 * The smallest builds that have what is needed: one for the processor alone, and one that also
 * knows WebGPU, for browsers in which WebAssembly can wait for a promise (JSPI).
 */
const BUILDS = { cpu: 'ort-wasm-simd-threaded', gpu: 'ort-wasm-simd-threaded.jspi' }

const VIRTUAL = 'virtual:shipped'

interface Emitted {
  readonly fileName: string
  readonly source: Uint8Array
}

/** The module `virtual:shipped`, and the files that it names. */
export function shippedFiles(): Plugin {
  return {
    name: 'shipped-files',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load(id) {
      if (id !== `\0${VIRTUAL}`) return undefined
      const emit = (file: Emitted) => {
        this.emitFile({ type: 'asset', ...file })
        return file.fileName
      }
      return `export default ${JSON.stringify(shipped(emit))}`
    },
  }
}

function shipped(emit: (file: Emitted) => string) {
  const plain = (folder: string, name: string) => {
    const source = readFileSync(join(ROOT, folder, name))
    return { name, path: emit({ fileName: hashed(name, source), source }) }
  }
  const runtime = (build: string) => {
    const script = readFileSync(join(ROOT, RUNTIME, `${build}.mjs`))
    const binary = packed(build)
    return {
      // Some servers do not know what .mjs is, and then no browser runs it.
      script: emit({ fileName: hashed(`${build}.js`, script), source: script }),
      // Packed, for few servers pack what they send. A name in .gz would be unpacked by some.
      binary: emit({ fileName: hashed(`${build}.wasm.bin`, binary), source: binary }),
    }
  }
  const demo = readdirSync(join(ROOT, DEMO)).filter((name) => !name.includes('truth'))
  return {
    model: plain('models', MODEL.split('/')[1]),
    runtimes: { cpu: runtime(BUILDS.cpu), gpu: runtime(BUILDS.gpu) },
    demo: demo.map((name) => plain(DEMO, name)),
  }
}

const packedBinaries = new Map<string, Uint8Array>()

/** The page and its worker ask for the same: packing takes a second. */
function packed(build: string): Uint8Array {
  const known = packedBinaries.get(build)
  const bytes = known ?? gzipSync(readFileSync(join(ROOT, RUNTIME, `${build}.wasm`)), { level: 9 })
  packedBinaries.set(build, bytes)
  return bytes
}

function hashed(name: string, source: Uint8Array): string {
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 8)
  const [, stem, endings] = /^([^.]+)(.*)$/.exec(name)!
  return `shipped/${stem}-${hash}${endings}`
}
