/**
 * PyTorch's files. Since version 1.6 torch.save writes a zip archive with one folder of any name.
 * In it are `data.pkl`, a pickle of the object in which storages are persistent ids; `data/<key>`,
 * the bytes of each storage; `version`; and since 2.1 `byteorder`. Older versions wrote pickles in
 * a row (legacy-pth.ts). Source: torch/serialization.py. Nothing is executed: see pickle.ts.
 *
 * `torch.save(model.state_dict(), ...)` writes the named tensors themselves; training scripts wrap
 * them in a checkpoint with the state of the optimiser, the epoch and so on, under one of a few
 * usual keys.
 */

import { elementBytes } from '../arrays/index.js'
import type { ByteSource } from '../bytes/index.js'
import { type Archive, readMember } from '../containers/index.js'
import { InputError } from '../errors.js'
import { shapeText, type Weights } from '../nn/index.js'
import { legacyStorages } from './legacy-pth.js'
import { readPickle } from './pickle.js'
import { someOf } from './pieces.js'
import { readTensors, storageFromId } from './tensors.js'
import { type PickleValue, StridedTensor } from './values.js'

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
export async function readPthZip(archive: Archive): Promise<ReadTensors> {
  const { source, members } = archive
  const folder = await checkedFolder(archive)
  const pickle = await readMember(archive, members.get(`${folder}data.pkl`)!)
  const { value } = readPickle(pickle, `${source.name}: ${folder}data.pkl`, storageFromId)
  const { tensors, notes } = stateDictIn(value, source.name)
  const read = await readTensors(
    tensors,
    async (storage) => {
      const entry = members.get(`${folder}data/${storage.key}`)
      const expected = storage.size * elementBytes[storage.type]
      if (entry?.byteLength !== expected) {
        throw new InputError({
          what: `storage ${storage.key} is not as the pickle describes it`,
          where: source.name,
          expected: `${expected} bytes`,
          got: entry ? `${entry.byteLength} bytes` : 'no such entry',
          remedy: 'download or copy it again',
        })
      }
      return await readMember(archive, entry)
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

async function checkedFolder(archive: Archive): Promise<string> {
  const { source, members } = archive
  const names = [...members.keys()]
  const folder = names.find((name) => /(^|\/)data\.pkl$/.test(name))!.slice(0, -'data.pkl'.length)
  if (members.has(`${folder}constants.pkl`)) {
    throw new InputError({
      what: 'a TorchScript program, not a state dict',
      where: source.name,
      remedy: 'save its weights: torch.save(torch.jit.load(file).state_dict(), ...)',
    })
  }
  const order = members.get(`${folder}byteorder`)
  if (order) refuseBigEndian(new TextDecoder().decode(await readMember(archive, order)), source)
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

/** In order of preference, where a file has several. */
const WRAPPERS = ['state_dict', 'model_state_dict', 'model', 'net', 'network', 'weights', 'params']

export interface StateDict {
  readonly tensors: ReadonlyMap<string, StridedTensor>
  readonly notes: string[]
}

/**
 * The named tensors of a state dict, or of a checkpoint around one; `notes` say where they were
 * found and what was left out.
 *
 * @throws InputError if there are none.
 */
function stateDictIn(root: PickleValue, where: string): StateDict {
  if (!(root instanceof Map)) throw noStateDict(describe(root), where)
  const dicts = [...root].filter(([, value]) => hasTensors(value)).map(([key]) => key)
  const key = WRAPPERS.find((name) => dicts.includes(name)) ?? (hasTensors(root) ? null : dicts[0])
  if (key === undefined) throw noStateDict(describe(root), where)
  if (key === null) return namedTensors(root, [])
  const notes = [`weights taken from '${keyText(key)}' of the checkpoint`]
  const others = [...root.keys()].filter((other) => other !== key).map(keyText)
  if (others.length > 0) notes.push(`not used from the checkpoint: ${someOf(others)}`)
  return namedTensors(root.get(key) as Map<PickleValue, PickleValue>, notes)
}

function hasTensors(value: PickleValue): boolean {
  if (!(value instanceof Map)) return false
  return [...value].some(
    ([name, item]) => typeof name === 'string' && item instanceof StridedTensor,
  )
}

function namedTensors(dict: Map<PickleValue, PickleValue>, notes: string[]): StateDict {
  const tensors = new Map<string, StridedTensor>()
  const others: string[] = []
  for (const [name, value] of dict) {
    if (typeof name === 'string' && value instanceof StridedTensor) tensors.set(name, value)
    else others.push(keyText(name))
  }
  if (others.length > 0) notes.push(`not tensors, left out: ${someOf(others)}`)
  return { tensors, notes }
}

/** Not String(key): a key may be a tuple of tuples without end. */
function keyText(key: PickleValue): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : 'a key that is no text'
}

function describe(value: PickleValue): string {
  if (value instanceof StridedTensor)
    return `one tensor of ${shapeText(value.shape)} without a name`
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (!(value instanceof Map)) return `one ${value === null ? 'None' : typeof value}`
  return value.size === 0 ? 'an empty dict' : `a dict of ${someOf([...value.keys()].map(keyText))}`
}

function noStateDict(got: string, where: string): InputError {
  return new InputError({
    what: 'no state dict in the file',
    where,
    expected: 'tensors by name',
    got,
    remedy: 'save it with torch.save(model.state_dict(), ...)',
  })
}
