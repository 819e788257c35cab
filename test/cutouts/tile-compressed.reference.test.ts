/** A tile-compressed image of astropy (test/reference/tile_compressed.py) is refused by name. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openMosaics } from '../../src/cutouts/index.js'
import { openFitsFiles } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'
import { storeFiles } from '../setup/golden.js'
import { madeBy, runPython, withPython } from '../setup/peers.js'

const SCRIPT = 'tile_compressed.py'

withPython('astropy', 'from astropy', () => {
  const folder = temporaryFolder()

  test('a tile-compressed image is refused', async () => {
    runPython(SCRIPT, join(folder, 'packed.fits'))
    await expect(openFitsFiles([join(folder, 'packed.fits')]).then(openMosaics)).rejects.toThrow(
      'tile-compressed images are not supported yet: unpack it with funpack',
    )
    storeFiles('tile-compressed', madeBy(SCRIPT, 'astropy'), folder, ['packed.fits'])
  })
})
