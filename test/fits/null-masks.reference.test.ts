/** Masks of null pixels that nom.tam.fits and astropy pack, stored for the fast suite. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readImage } from '../../src/fits/index.js'
import { storeFiles } from '../setup/golden.js'
import { absent, madeBy, runPython, withPython } from '../setup/peers.js'
import { temporaryFolder, withFile } from './files.js'
import { MASKED, maskedPixels, toleranceOf } from './null-masks.js'

const SCRIPT = 'null_masks.py'
const hasJava =
  (spawnSync('javac', ['-version']).status === 0 && existsSync('/usr/share/java/fits.jar')) ||
  absent('nom.tam.fits (Debian: libfits-java, openjdk-17-jdk-headless)')

withPython('astropy', 'from nom.tam.fits and astropy', () => {
  const folder = temporaryFolder()

  test.skipIf(!hasJava)('what they pack today is read', { timeout: 120_000 }, async () => {
    runPython(SCRIPT, folder)
    for (const name of MASKED) {
      await withFile(join(folder, name), async (source, hdus) => {
        const { data } = await readImage(source, hdus[1])
        const expected = maskedPixels(name)
        const isFar = (pixel: number, i: number) => Math.abs(data[i] - pixel) > toleranceOf(name)
        expect([...data].map(Number.isNaN), name).toEqual(expected.map(Number.isNaN))
        expect(expected.filter(isFar), name).toEqual([])
      })
    }
    storeFiles('null-masks', `${madeBy(SCRIPT, 'astropy')}, nom.tam.fits 1.15.2`, folder, MASKED)
  })
})
