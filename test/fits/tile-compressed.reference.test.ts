/** Tile-compressed images of astropy (test/reference/tile_compressed.py), stored for the fast suite. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readImage } from '../../src/fits/index.js'
import { storeFiles } from '../setup/golden.js'
import { madeBy, runPython, withPython } from '../setup/peers.js'
import { temporaryFolder, withFile } from './files.js'
import { PACKED, packedPixels } from './packed.js'

const SCRIPT = 'tile_compressed.py'

withPython('astropy', 'from astropy', () => {
  const folder = temporaryFolder()

  test('what astropy packs today is read', async () => {
    runPython(SCRIPT, folder)
    for (const name of Object.keys(PACKED)) {
      await withFile(join(folder, name), async (source, hdus) => {
        const { data } = await readImage(source, hdus[1])
        expect([...data], name).toEqual(packedPixels(name))
      })
    }
    const files = ['packed.fits', ...Object.keys(PACKED)]
    storeFiles('tile-compressed', madeBy(SCRIPT, 'astropy'), folder, files)
  })
})
