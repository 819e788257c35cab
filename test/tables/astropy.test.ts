/** Tables that astropy wrote, stored in test/golden/. */
import { temporaryFolder } from '../fits/files.js'
import { unpackFiles } from '../setup/golden.js'
import { testAstropyFiles } from './astropy-files.js'

const folder = temporaryFolder()
unpackFiles('tables', folder)
testAstropyFiles(folder)
