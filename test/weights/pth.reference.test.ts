/** Reads what PyTorch writes (test/reference/weights_torch.py), and refuses what is damaged. */
import { readdirSync } from 'node:fs'
import { temporaryFolder } from '../fits/files.js'
import { storeFiles } from '../setup/golden.js'
import { madeBy, runPython, withPython } from '../setup/peers.js'
import { testDamaged } from './damaged-files.js'
import { testTorchFiles } from './pth-tests.js'

const NAMES = 'shapes types net protocol3 protocol4 protocol5 parallel checkpoint'.split(' ')

/** Of a state dict that is not stored. */
const isLeftOut = (path: string) => /^(protocol[35]|parallel)\./.test(path)

withPython('torch', 'against PyTorch', () => {
  const folder = temporaryFolder()
  runPython('weights_torch.py', folder)
  testTorchFiles(folder, NAMES)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const kept = files.filter((path) => path !== 'evil' && !isLeftOut(path))
  storeFiles('weights-torch', madeBy('weights_torch.py', 'torch'), folder, kept)
  for (const name of ['checkpoint', 'shapes', 'protocol4']) {
    testDamaged(folder, `${name}.zip.pth`)
    testDamaged(folder, `${name}.legacy.pth`)
  }
})
