/** starsift's own network, and the same network in PyTorch. */
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startingWeights } from '../../src/models/index.js'
import { openSession } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { safetensorsBytes } from '../../src/weights/index.js'
import { largestDifference } from '../nn/run.js'
import { withPython } from '../setup/peers.js'
import { architecture, model, shape } from './starsift-model.js'
import { drawnStamps, expectTorchShapes, scratchFolder, torchLogits } from './torch-networks.js'

withPython('torchvision', 'against PyTorch', () => {
  const path = scratchFolder()

  test.each([3, 5])('of %i bands it has the same names and shapes', (nBands) => {
    expectTorchShapes('starsift', nBands)
  })

  test.each([16, 48, 64])('%i px: the same logits, with a band missing', async (sizePx) => {
    const weights = startingWeights(architecture, { ...shape, sizePx }, new Random(4))
    const file = path('weights.safetensors')
    writeFileSync(file, safetensorsBytes(weights))
    const stamps = drawnStamps(3, 5, sizePx)
    stamps.data.fill(0, sizePx ** 2, 2 * sizePx ** 2)
    const theirs = await torchLogits('starsift', file, stamps, path)
    const session = await openSession(model(sizePx))
    const { logits } = await session.run({ stamps })
    await session.release()
    expect(largestDifference(logits.data, theirs.data)).toBeLessThan(1e-4)
  })
})
