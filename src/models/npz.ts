/**
 * NumPy's archive of named arrays: a zip of `name.npy` entries (numpy.savez,
 * numpy.savez_compressed). A folder of .npy files says the same and is read alike.
 */
import type { ByteSource } from '../bytes/source.js'
import { InputError } from '../errors.js'
import type { Weights } from '../nn/tensor.js'
import { type NpyArray, npyFrom, readNpy } from './npy.js'
import { someOf } from './read-weights-bytes.js'
import { toFloat32, WeightsBuilder } from './read-weights-elements.js'
import { openZip, readZipEntry, type ZipArchive } from './zip.js'

/**
 * All arrays of an archive, by their names without `.npy`.
 *
 * @throws InputError if an entry is no readable NPY array.
 * @example (await readNpz(source)).get('mean')?.shape // [5]
 */
export async function readNpz(source: ByteSource): Promise<ReadonlyMap<string, NpyArray>> {
  const archive = await openZip(source)
  const arrays = new Map<string, NpyArray>()
  for await (const [name, array] of arraysOf(archive)) arrays.set(name, array)
  return arrays
}

/** The weights of an opened .npz; `notes` say what was converted to float32. */
export async function npzWeights(
  archive: ZipArchive,
): Promise<{ weights: Weights; notes: string[] }> {
  return collect(arraysOf(archive), archive.source.name)
}

/**
 * Weights from .npy files, one tensor each.
 *
 * @param files By tensor name, e.g. `conv1.weight`.
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

async function* arraysOf(archive: ZipArchive): AsyncGenerator<[string, NpyArray]> {
  const { entries, source } = archive
  const others = [...entries.keys()].filter((name) => !name.endsWith('.npy'))
  if (others.length > 0) {
    throw new InputError({
      what: 'not an .npz archive',
      where: source.name,
      expected: 'a zip of .npy entries only',
      got: someOf(others),
      remedy: 'save it with numpy.savez',
    })
  }
  for (const entry of entries.values()) {
    const bytes = await readZipEntry(archive, entry)
    yield [entry.name.slice(0, -4), await npyFrom(bytes, `${source.name}: ${entry.name}`)]
  }
}

async function collect(arrays: AsyncIterable<[string, NpyArray]>, where: string) {
  const builder = new WeightsBuilder()
  for await (const [name, { shape, data, type }] of arrays) {
    builder.add(name, shape, toFloat32(data, `${where}: ${name}`), type)
  }
  return { weights: builder.weights, notes: builder.notes() }
}
