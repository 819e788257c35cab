/** The multi-scale concentration index against photutils and numpy (test/reference/mci.py). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { expectMci, type MciAnswers, madeMci } from './mci-answers.js'

const folder = mkdtempSync(join(tmpdir(), 'starsift-mci-'))
afterAll(() => rmSync(folder, { recursive: true }))

withPython('photutils', 'against photutils', () => {
  test('a made field: both indices of all places', async () => {
    const { image, asked, mci } = await madeMci()
    const path = join(folder, 'made.fits')
    writeFileSync(path, image)
    const answers = answersOf<MciAnswers>('mci.py', { image: path, ...asked })
    console.log(`photutils, MCI: largest difference ${expectMci(mci, answers).toExponential(1)}`)
    expectStored('mci', madeBy('mci.py', 'photutils'), answers)
  })
})
