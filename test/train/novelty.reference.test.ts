/** Distances to the nearest class against SciPy (test/reference/novelty.py). */
import { test } from 'vitest'
import { temporaryFolder } from '../fits/files.js'
import { expectStored } from '../setup/golden.js'
import { madeBy, runPython, withPython } from '../setup/peers.js'
import { expectDistances, N_CLASSES, N_FEATURES, writeFeatures } from './novelty-features.js'

withPython('scipy', 'against SciPy', () => {
  const folder = temporaryFolder()

  test('the distance to the nearest class, with a feature that never varies', () => {
    writeFeatures(folder)
    const expected: number[] = JSON.parse(
      runPython('novelty.py', folder, `${N_FEATURES}`, `${N_CLASSES}`),
    )
    expectDistances(expected)
    expectStored('novelty', madeBy('novelty.py', 'scipy'), expected)
  })
})
