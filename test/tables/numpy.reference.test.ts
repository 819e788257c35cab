/** Tables that NumPy writes now (test/reference/table_numpy.py). */
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeFiles } from '../setup/golden.js'
import { madeBy, runPython, withPython } from '../setup/peers.js'
import { testNumpyFiles } from './numpy-files.js'

withPython('numpy', 'against NumPy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-numpy-'))
  runPython('table_numpy.py', folder)
  storeFiles('numpy-tables', madeBy('table_numpy.py', 'numpy'), folder, readdirSync(folder))
  testNumpyFiles(folder)
})
