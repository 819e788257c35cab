/**
 * PyTorch's files. Since version 1.6 torch.save writes a zip archive with one folder of any name:
 * `data.pkl`, a pickle of the object in which storages are persistent ids
 * `('storage', type, key, device, size)`; `data/<key>`, the storages' bytes; `version`; and since
 * 2.1 `byteorder`. Before, it wrote pickles in a row (pth-legacy.ts). Source:
 * torch/serialization.py. Nothing is executed: see pickle.ts.
 */

import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { shapeText, sizeOf, type Weights } from '../nn/index.js'
import { printable } from './bytes.js'
import {
  elementBytes,
  gather,
  isRowMajor,
  numbersIn,
  type Rounded,
  toFloat32,
  WeightsBuilder,
} from './elements.js'
import { legacyStorages } from './legacy-pth.js'
import { readPickle } from './pickle.js'
import { stateDictIn } from './state-dict.js'
import { type LoadStorage, storageFromId } from './storage.js'
import type { StridedTensor } from './values.js'
import { readZipEntry, type ZipArchive } from './zip.js'

/** Tensors, and in words what was converted, passed over or renamed on the way. */
export interface ReadTensors {
  readonly weights: Weights
  readonly notes: string[]
}

/**
 * The weights of a zip that torch.save wrote, as float32, under the names of the state dict.
 *
 * @throws InputError if it is big-endian or damaged, a TorchScript program, a pickled model, or
 *   holds no state dict.
 */
export async function readPthZip(archive: ZipArchive): Promise<ReadTensors> {
  const { source, entries } = archive
  const folder = await checkedFolder(archive)
  const pickle = await readZipEntry(archive, entries.get(`${folder}data.pkl`)!)
  const { value } = readPickle(pickle, `${source.name}: ${folder}data.pkl`, storageFromId)
  const { tensors, notes } = stateDictIn(value, source.name)
  const read = await readTensors(
    tensors,
    async (storage) => {
      const entry = entries.get(`${folder}data/${storage.key}`)
      const expected = storage.size * elementBytes[storage.type]
      if (entry?.size !== expected) {
        throw new InputError({
          what: `storage ${storage.key} is not as the pickle describes it`,
          where: source.name,
          expected: `${expected} bytes`,
          got: entry ? `${entry.size} bytes` : 'no such entry',
          remedy: 'download or copy it again',
        })
      }
      return await readZipEntry(archive, entry)
    },
    source,
  )
  return { weights: read.weights, notes: [...notes, ...read.notes] }
}

/**
 * The weights of a file that torch.save wrote before PyTorch 1.6. Throws as {@link readPthZip}
 * does.
 */
export async function readPthLegacy(source: ByteSource): Promise<ReadTensors> {
  const { root, load } = await legacyStorages(source)
  const { tensors, notes } = stateDictIn(root, source.name)
  const read = await readTensors(tensors, load, source)
  return { weights: read.weights, notes: [...notes, ...read.notes] }
}

async function checkedFolder(archive: ZipArchive): Promise<string> {
  const { source, entries } = archive
  const names = [...entries.keys()]
  const folder = names.find((name) => /(^|\/)data\.pkl$/.test(name))!.slice(0, -'data.pkl'.length)
  if (entries.has(`${folder}constants.pkl`)) {
    throw new InputError({
      what: 'a TorchScript program, not a state dict',
      where: source.name,
      remedy: 'save its weights: torch.save(torch.jit.load(file).state_dict(), ...)',
    })
  }
  const order = entries.get(`${folder}byteorder`)
  if (order) refuseBigEndian(new TextDecoder().decode(await readZipEntry(archive, order)), source)
  return folder
}

function refuseBigEndian(order: string, source: ByteSource): void {
  if (order.trim() === 'little') return
  throw new InputError({
    what: 'byte order not read',
    where: source.name,
    expected: 'little',
    got: order.trim().slice(0, 20),
    remedy: 'save it on a little-endian machine, or as .safetensors',
  })
}

/* How torch.save's pickles refer to the storages beside them: persistent ids. */

/*
 * From the tensors that a .pth file describes to numbers. PyTorch's tensors are strided views of
 * shared storages: each storage is read and converted once, a tensor without gaps is a view of it,
 * and any other (a transpose, every second row) is copied out row by row.
 */

/**
 * All tensors as float32, with notes on what was converted. Tensors that share a storage share
 * memory, and may share it with the source.
 *
 * @throws InputError if a tensor reaches beyond its storage, or all together are far larger
 *   than the file.
 */
export async function readTensors(
  tensors: ReadonlyMap<string, StridedTensor>,
  load: LoadStorage,
  source: ByteSource,
): Promise<{ weights: Weights; notes: string[] }> {
  for (const [name, tensor] of tensors) checkBounds(tensor, `${source.name}: ${printable(name)}`)
  checkTotal(tensors, source)
  const storages = new Map<string, Rounded>()
  const builder = new WeightsBuilder()
  for (const [name, { storage, offset, shape, strides }] of tensors) {
    const key = `${storage.type} ${storage.key}`
    let numbers = storages.get(key)
    if (!numbers) {
      const where = `${source.name}: ${printable(name)}`
      numbers = toFloat32(numbersIn(await load(storage), storage.type), where)
      storages.set(key, numbers)
    }
    const from = storage.viewOffset + offset
    const data = isRowMajor(shape, strides)
      ? numbers.data.subarray(from, from + sizeOf(shape))
      : gather(numbers.data, from, shape, strides)
    builder.add(name, shape, { data, isRounded: numbers.isRounded }, storage.type)
  }
  return { weights: builder.weights, notes: builder.notes() }
}

function checkBounds({ storage, offset, shape, strides }: StridedTensor, where: string): void {
  if (shape.includes(0)) return
  const first = storage.viewOffset + offset
  const last = shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis], first)
  if (last < storage.size) return
  throw new InputError({
    what: 'tensor reaches beyond its storage',
    where,
    expected: `at most ${storage.size} elements`,
    got: `${last + 1} for shape ${shapeText(shape)} at ${first}`,
    remedy: 'download or copy it again',
  })
}

/** A stride of 0, or many views of one storage, could make terabytes out of a small file. */
function checkTotal(tensors: ReadonlyMap<string, StridedTensor>, source: ByteSource): void {
  const limit = 2 ** 24 + 2 * source.byteLength
  let total = 0
  for (const [name, { shape }] of tensors) {
    total += sizeOf(shape)
    if (total <= limit) continue
    throw new InputError({
      what: 'tensors are far larger than their file',
      where: `${source.name}: ${printable(name)}`,
      expected: `at most ${limit} numbers`,
      got: `at least ${total}`,
      remedy: 'save tensors that repeat no numbers: tensor.contiguous()',
    })
  }
}
