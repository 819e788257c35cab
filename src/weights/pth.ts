/**
 * PyTorch's files. Since version 1.6 torch.save writes a zip archive with one folder of any name.
 * In it are `data.pkl`, a pickle of the object in which storages are persistent ids; `data/<key>`,
 * the bytes of each storage; `version`; and since 2.1 `byteorder`. Older versions wrote pickles in
 * a row (legacy-pth.ts). Source: torch/serialization.py. Nothing is executed: see pickle.ts.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import type { Weights } from '../nn/index.js'
import { elementBytes } from './elements.js'
import { legacyStorages } from './legacy-pth.js'
import { readPickle } from './pickle.js'
import { stateDictIn } from './state-dict.js'
import { readTensors, storageFromId } from './tensors.js'
import { readZipEntry, type ZipArchive } from './zip.js'

/** Tensors, and notes on what was converted, left out or renamed. */
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
 * The weights of a file that torch.save wrote before PyTorch 1.6.
 *
 * @throws InputError as {@link readPthZip} does
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
