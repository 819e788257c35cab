/** Opens unpacked copies. What is open is marked, so that the cache does not forget it. */
import { markOpen } from './cache-room.js'
import { type FileSource, openPlain } from './plain-file.js'
import { entryPath, type Packed, unpackedCopy } from './unpack-cache.js'

/** So many times another process may remove what was just unpacked. */
const MOST_ATTEMPTS = 5

/** @throws InputError if it cannot be unpacked */
export async function openUnpacked(packed: Packed): Promise<FileSource> {
  for (let attempt = 1; ; attempt++) {
    // The mark comes first: what is unpacked and not yet open could be forgotten.
    const release = await markOpen(await entryPath(packed))
    try {
      const source = await openPlain(await unpackedCopy(packed), packed.name)
      const close = async () => {
        await source.close()
        await release()
      }
      return { ...source, close }
    } catch (error) {
      await release()
      const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException) : undefined
      if (cause?.code !== 'ENOENT' || attempt === MOST_ATTEMPTS) throw error
    }
  }
}
