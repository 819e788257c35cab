/** Zip archives of weights: PyTorch's .pth and NumPy's .npz. */
import type { ByteSource } from '../bytes/index.js'
import { type Archive, openZip } from '../containers/index.js'
import { InputError } from '../errors.js'

/** Numbers shrink at most a hundredfold, unless they are all alike; a small archive may be so. */
const [FREE_BYTES, MOST_SHRUNK] = [2 ** 26, 100]

/**
 * Before anything is unpacked: the sizes that are listed are also the most that is read.
 *
 * @throws InputError if it is no archive, is damaged, or unpacks to far more than weights do
 */
export async function openWeightsZip(source: ByteSource): Promise<Archive> {
  const archive = await openZip(source)
  const unpacked = [...archive.members.values()].reduce((n, { byteLength }) => n + byteLength, 0)
  const most = FREE_BYTES + MOST_SHRUNK * source.byteLength
  if (unpacked <= most) return archive
  throw new InputError({
    what: 'zip archive that unpacks to far more than weights do',
    where: source.name,
    expected: `at most ${most} bytes from ${source.byteLength}`,
    got: `${unpacked} bytes`,
    remedy: 'save it without compression: numpy.savez',
  })
}
