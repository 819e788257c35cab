/**
 * NPY and NPZ as NumPy writes them (test/reference/weights_numpy.py), and what is damaged is
 * refused.
 */
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../fits/files.js'
import { storeFiles } from '../setup/golden.js'
import { madeBy, runPython, withPython } from '../setup/peers.js'
import { testDamaged } from './damaged-files.js'
import { testNumpyFiles } from './npy-tests.js'
import { expectedIn } from './weights-files.js'

/** Version 1 of every kind of array, versions 2 and 3 of one, and what is refused. */
const isStored = (name: string) => /^\w+[CF]1$|^lf4C|^scalar$|^none$|^refused|^deflated$/.test(name)

withPython('torch', 'against NumPy', () => {
  const folder = temporaryFolder()
  runPython('weights_numpy.py', folder)
  testNumpyFiles(folder, 9 * 2 * 6 + 3 * 6 + 2, ['stored.npz', 'deflated.npz'])
  testDamaged(folder, 'stored.npz')
  testDamaged(folder, 'deflated.npz')

  const { npz, ...arrays } = expectedIn(folder, 'expected.json')
  const stored = Object.entries(arrays).filter(([name]) => isStored(name))
  const copy = temporaryFolder()
  writeFileSync(join(copy, 'expected.json'), JSON.stringify({ ...Object.fromEntries(stored), npz }))
  const files = readdirSync(folder).filter((file) => isStored(file.replace(/\.np[yz]$/, '')))
  for (const file of files) copyFileSync(join(folder, file), join(copy, file))
  const kept = ['expected.json', ...files.sort()]
  storeFiles('weights-numpy', madeBy('weights_numpy.py', 'torch'), copy, kept)
})
