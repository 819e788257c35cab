import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/source.js'
import { readWeights } from '../../src/weights/read-weights.js'
import { safetensorsBytes } from '../../src/weights/safetensors.js'
import { temporaryFolder } from '../fits/files.js'
import { unpackFiles } from '../setup/golden.js'
import { testDamaged, testDamagedBytes } from './damaged-files.js'
import { problemOf } from './weights-files.js'

const small = safetensorsBytes(
  new Map([
    ['a', { shape: [3, 5], data: new Float32Array(15).fill(1.5) }],
    ['b', { shape: [], data: Float32Array.of(2) }],
  ]),
  { format: 'pt' },
)

testDamagedBytes('small.safetensors', () => small)
const folder = temporaryFolder()
unpackFiles('weights-torch', folder)
unpackFiles('weights-numpy', folder)
for (const name of ['checkpoint', 'shapes', 'protocol4']) {
  testDamaged(folder, `${name}.zip.pth`)
  testDamaged(folder, `${name}.legacy.pth`)
}
testDamaged(folder, 'deflated.npz')

const text = (string: string) => Uint8Array.from(string, (character) => character.charCodeAt(0))

test.each([
  ['an empty file', ''],
  ['a web page or XML', '\n<!DOCTYPE html><html>Not found</html>'],
  ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00'],
  ['one NumPy array', '\x93NUMPY\x01\x00'],
  ['an HDF5 file', '\x89HDF\r\n\x1a\n'],
  ['a FITS file', 'SIMPLE  =                    T'],
  ['an ONNX model', '\x08\x08\x12\x07pytorch'],
  // The second byte is the version of the format: the highest today is 11.
  ['bytes 08 10 12 07', '\x08\x10\x12\x07pytorch'],
  ['a zip archive without entries', `PK\x05\x06${'\0'.repeat(18)}`],
  ['text', 'epoch,loss\n1,2\n'],
  ['bytes 00 01 02', '\0\x01\x02'],
])('says that it looks like %s', async (look, start) => {
  const { message } = await problemOf(readWeights(memorySource(text(start), 'x.pth')))
  expect(message).toMatch(/^x\.pth: not a file of weights: expected \.pth/)
  expect(message).toContain(look)
})
