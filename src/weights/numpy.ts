/**
 * Weights from NumPy: .npy files (arrays/), and archives of them, .npz (numpy.savez,
 * numpy.savez_compressed): a zip of entries `name.npy`.
 *
 * Not read: complex numbers, text, dates, records, and Python objects (which would be pickles).
 */
import { type NpyArray, readNpy, toFloat32 } from '../arrays/index.js'
import { type ByteSource, memorySource } from '../bytes/index.js'
import { type Archive, readMember } from '../containers/index.js'
import { InputError } from '../errors.js'
import type { Weights } from '../nn/index.js'
import { someOf } from './pieces.js'
import { WeightsBuilder } from './weights-builder.js'
import { openWeightsZip } from './zip.js'

/**
 * All arrays of an archive, by their names without `.npy`.
 *
 * @throws InputError if an entry is no readable NPY array.
 * @example (await readNpz(source)).get('mean')?.shape // [5]
 */
export async function readNpz(source: ByteSource): Promise<ReadonlyMap<string, NpyArray>> {
  const archive = await openWeightsZip(source)
  const arrays = new Map<string, NpyArray>()
  for await (const [name, array] of arraysOf(archive)) arrays.set(name, array)
  return arrays
}

/** The weights of an opened .npz; `notes` say what was converted to float32. */
export async function npzWeights(archive: Archive): Promise<{ weights: Weights; notes: string[] }> {
  return collect(arraysOf(archive), archive.source.name)
}

/**
 * Weights from .npy files, one tensor per file.
 *
 * @param files The files by the name of their tensor, e.g. `conv1.weight`.
 * @throws InputError if a file is no readable NPY array.
 */
export async function npyWeights(
  files: ReadonlyMap<string, ByteSource>,
): Promise<{ weights: Weights; notes: string[] }> {
  async function* arrays(): AsyncGenerator<[string, NpyArray]> {
    for (const [name, source] of files) yield [name, await readNpy(source)]
  }
  return collect(arrays(), 'npy files')
}

async function* arraysOf(archive: Archive): AsyncGenerator<[string, NpyArray]> {
  const { members, source } = archive
  const others = [...members.keys()].filter((name) => !name.endsWith('.npy'))
  if (others.length > 0) {
    throw new InputError({
      what: 'not an .npz archive',
      where: source.name,
      expected: 'a zip of .npy entries only',
      got: someOf(others),
      remedy: 'save it with numpy.savez',
    })
  }
  for (const member of members.values()) {
    const bytes = await readMember(archive, member)
    yield [
      member.path.slice(0, -4),
      await readNpy(memorySource(bytes, `${source.name}: ${member.path}`)),
    ]
  }
}

async function collect(arrays: AsyncIterable<[string, NpyArray]>, where: string) {
  const builder = new WeightsBuilder()
  for await (const [name, { shape, data, type }] of arrays) {
    builder.add(name, shape, toFloat32(data, `${where}: ${name}`), type)
  }
  return { weights: builder.weights, notes: builder.notes() }
}
