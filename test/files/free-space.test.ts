/** A full disk is known before the work. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkFreeSpace } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'

const path = join(temporaryFolder(), 'stamps.fits')

test('what fits passes; what no disk holds is refused', async () => {
  await checkFreeSpace(path, 1000)
  await expect(checkFreeSpace(path, 2 ** 70)).rejects.toThrow(
    /stamps.fits: not enough space on the disk: expected 11805916\d+ MB, got \d+ MB; free some space or write elsewhere/,
  )
})

test('where the disk does not say, nothing is claimed', async () => {
  await checkFreeSpace('/nowhere/at/all/stamps.fits', 2 ** 70)
})
