/**
 * Other people's weights, whatever program saved them. The format is told by the first bytes, never
 * by the name of the file; the error for any other file says what it seems to be.
 */
import { type ByteSource, viewOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import type { Weights } from '../nn/index.js'
import { npzWeights } from './numpy.js'
import { someOf } from './pieces.js'
import { type ReadTensors, readPthLegacy, readPthZip } from './pth.js'
import { readSafetensors } from './safetensors.js'
import { openWeightsZip } from './zip.js'

export type WeightsFormat = 'pth-zip' | 'pth-legacy' | 'safetensors' | 'npz'

export interface ReadWeights extends ReadTensors {
  readonly format: WeightsFormat
}

/** What wrappers put before the name of every tensor of the model in them. */
const WRAPPER_PREFIXES = { 'module.': 'DataParallel', '_orig_mod.': 'torch.compile' }

/**
 * The named tensors of a .pth (zip or legacy), .safetensors or .npz file, as float32. Nothing in
 * the file is executed. Tensors may share memory with each other and with the source: copy before
 * writing.
 *
 * @returns `notes` say in words what was converted, renamed or left out; often there are none.
 * @throws InputError if it is something else, truncated, damaged, or holds no named tensors.
 * @example
 * const { weights, notes } = await readWeights(memorySource(bytes, 'starcnet.pth'))
 * weights.get('fc2.bias')?.shape // [4]
 */
export async function readWeights(source: ByteSource): Promise<ReadWeights> {
  const { read, format } = await readByMagic(source)
  if (read.weights.size === 0) throw notWeights(source, `${format} without any tensor`)
  const { weights, notes } = unwrapped(read.weights)
  return { weights, notes: [...read.notes, ...notes], format }
}

async function readByMagic(
  source: ByteSource,
): Promise<{ read: ReadTensors; format: WeightsFormat }> {
  const head = await source.slice(0, 512)
  if (head.length >= 4 && viewOf(head).getUint32(0) === 0x504b0304)
    return await readByEntries(source)
  if (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5) {
    return { read: await readPthLegacy(source), format: 'pth-legacy' }
  }
  if (looksLikeSafetensors(head)) {
    return { read: await readSafetensors(source), format: 'safetensors' }
  }
  throw notWeights(source, lookOf(head))
}

async function readByEntries(
  source: ByteSource,
): Promise<{ read: ReadTensors; format: WeightsFormat }> {
  const archive = await openWeightsZip(source)
  const names = [...archive.members.keys()]
  if (names.some((name) => /(^|\/)data\.pkl$/.test(name))) {
    return { read: await readPthZip(archive), format: 'pth-zip' }
  }
  if (names.every((name) => name.endsWith('.npy'))) {
    return { read: await npzWeights(archive), format: 'npz' }
  }
  throw notWeights(source, `a zip archive of ${someOf(names)}`)
}

/** A header's length below 100 MB, and an opening brace. */
function looksLikeSafetensors(head: Uint8Array): boolean {
  return head.length > 8 && head[8] === 0x7b && viewOf(head).getBigUint64(0, true) < 100_000_000n
}

function unwrapped(weights: Weights): ReadTensors {
  for (const [prefix, wrapper] of Object.entries(WRAPPER_PREFIXES)) {
    if (![...weights.keys()].every((name) => name.startsWith(prefix))) continue
    const inside = [...weights].map(
      ([name, tensor]) => [name.slice(prefix.length), tensor] as const,
    )
    return {
      weights: new Map(inside),
      notes: [`prefix '${prefix}' (${wrapper}) taken off every name`],
    }
  }
  return { weights, notes: [] }
}

const LOOKS: readonly (readonly [string, string])[] = [
  ['\x93NUMPY', 'one NumPy array without a name (save named arrays with numpy.savez)'],
  ['\x89HDF', 'an HDF5 file (Keras?)'],
  ['SIMPLE  =', 'a FITS file'],
  ['\x1f\x8b', 'a gzip file (decompress it first)'],
  ['version https://git-lfs', 'a Git LFS pointer, not the file it stands for (git lfs pull)'],
  ['<', 'a web page or XML (was the download refused?)'],
  ['{', 'JSON'],
  ['\x89PNG', 'a PNG image'],
  ['PK', 'a zip archive without entries'],
]

function lookOf(head: Uint8Array): string {
  if (head.length === 0) return 'an empty file'
  const start = String.fromCharCode(...head)
  const look = LOOKS.find(([magic]) => start.trimStart().startsWith(magic))
  if (look) return look[1]
  if (start.slice(257, 262) === 'ustar') return 'a tar archive (PyTorch before 0.1.10 wrote those)'
  if (head[0] === 8 && head[1] < 16 && head[2] === 0x12) return 'an ONNX model'
  if (head.every((byte) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13))) return 'text'
  const bytes = [...head.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'))
  return `bytes ${bytes.join(' ')}`
}

function notWeights(source: ByteSource, got: string): InputError {
  return new InputError({
    what: 'not a file of weights',
    where: source.name,
    expected: '.pth (torch.save), .safetensors or .npz',
    got,
  })
}
