/**
 * PyTorch's files. Since version 1.6 torch.save writes a zip archive with one folder of any name:
 * `data.pkl`, a pickle of the object in which storages are persistent ids
 * `('storage', type, key, device, size)`; `data/<key>`, the storages' bytes; `version`; and since
 * 2.1 `byteorder`. Before, it wrote pickles in a row (pth-legacy.ts). Source:
 * torch/serialization.py. Nothing is executed: see pickle.ts.
 */
import type { ByteSource } from '../bytes/source.js'
import { InputError } from '../errors.js'
import type { Weights } from '../nn/tensor.js'
import { readPickle } from './pickle.js'
import { legacyStorages } from './pth-legacy.js'
import { stateDictIn } from './pth-state-dict.js'
import { storageFromId } from './pth-storage.js'
import { readTensors } from './pth-tensors.js'
import { elementBytes } from './read-weights-elements.js'
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
