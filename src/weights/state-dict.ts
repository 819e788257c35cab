/**
 * Where the weights are in what was pickled. `torch.save(model.state_dict(), ...)` writes the named
 * tensors themselves; training scripts wrap them in a checkpoint with the state of the optimiser,
 * the epoch and so on, under one of a few usual keys.
 */
import { InputError } from '../errors.js'
import { shapeText } from '../nn/index.js'
import { someOf } from './pieces.js'
import { type PickleValue, StridedTensor } from './values.js'

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
export function stateDictIn(root: PickleValue, where: string): StateDict {
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
