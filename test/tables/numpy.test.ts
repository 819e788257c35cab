/** Tables that NumPy wrote, stored in test/golden/. */
import { temporaryFolder } from '../fits/files.js'
import { unpackFiles } from '../setup/golden.js'
import { testNumpyFiles } from './numpy-files.js'

const folder = temporaryFolder()
unpackFiles('numpy-tables', folder)
testNumpyFiles(folder)
