/** Reads what PyTorch wrote: files of test/reference/weights_torch.py, stored in test/golden/. */
import { temporaryFolder } from '../fits/files.js'
import { unpackFiles } from '../setup/golden.js'
import { STORED_NAMES, testTorchFiles } from './pth-tests.js'

const folder = temporaryFolder()
unpackFiles('weights-torch', folder)
testTorchFiles(folder, STORED_NAMES)
