/**
 * What is read of files that PyTorch wrote (test/reference/weights_torch.py), stored or new: every
 * number.
 */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/source.js'
import { readWeights } from '../../src/weights/read-weights.js'
import { expectedIn, expectWeights, fileSource, problemOf } from './weights-files.js'

/** State dicts whose files are stored. */
export const STORED_NAMES = ['shapes', 'types', 'net', 'protocol4', 'checkpoint']

/** @param names of state dicts, of which there is a file of each kind, and the numbers as JSON */
export function testTorchFiles(folder: string, names: readonly string[]): void {
  const files = names.flatMap((name) => [
    { name, kind: 'zip' },
    { name, kind: 'legacy' },
  ])
  test.each(files)('$name, $kind', async ({ name, kind }) => {
    const { weights, format } = await readWeights(fileSource(folder, `${name}.${kind}.pth`))
    expect(format).toBe(`pth-${kind}`)
    expectWeights(weights, expectedIn(folder, `${name}.json`))
  })

  test('at an odd offset in memory, where nothing can be viewed', async () => {
    const { slice, byteLength } = fileSource(folder, 'net.zip.pth')
    const shifted = new Uint8Array(byteLength + 1)
    shifted.set(await slice(0, byteLength), 1)
    const { weights } = await readWeights(memorySource(shifted.subarray(1)))
    expectWeights(weights, expectedIn(folder, 'net.json'))
  })

  test('float32 is viewed where it lies, and shared storages stay shared', async () => {
    const source = fileSource(folder, 'shapes.zip.pth')
    const { weights } = await readWeights(source)
    const { buffer } = await source.slice(0, 1)
    expect(weights.get('base')!.data.buffer).toBe(buffer)
    expect(weights.get('row')!.data.buffer).toBe(buffer)
    expect(weights.get('transposed')!.data.buffer).not.toBe(buffer)
  })

  test('a view of a storage, as before PyTorch 0.4', async () => {
    const { weights } = await readWeights(fileSource(folder, 'storage-view.pth'))
    expect(weights.get('view')).toEqual({ shape: [2, 2], data: Float32Array.of(5, 6, 7, 8) })
    expect(weights.get('whole')!.data).toEqual(Float32Array.from({ length: 10 }, (_, i) => i))
  })

  test('notes say what was converted, unwrapped and left out', async () => {
    const types = await readWeights(fileSource(folder, 'types.zip.pth'))
    expect(types.notes).toContain('float64 rounded to float32: float64')
    expect(types.notes).toContain('int64 read exactly as float32: int64')
    const { notes } = await readWeights(fileSource(folder, 'checkpoint.legacy.pth'))
    expect(notes).toEqual([
      "weights taken from 'state_dict' of the checkpoint",
      'not used from the checkpoint: epoch, best, args, optimizer, size, seed, tags, device, ' +
        'dtype, raw and 1 more',
      'int64 read exactly as float32: module.norm.num_batches_tracked',
      "prefix 'module.' (DataParallel) taken off every name",
    ])
  })

  test.each([
    ['zip-big-endian.pth', 'byte order not read: expected little, got big'],
    ['legacy-big-endian.pth', 'byte order not read: expected little, got big'],
    ['script.pth', 'a TorchScript program, not a state dict'],
    ['terabytes.pth', 'a: tensors are far larger than their file'],
    ['one-tensor.pth', 'got one tensor of 2x3 without a name'],
    ['no-weights.pth', 'got a dict of epoch, losses'],
  ])('%s is refused', async (file, message) => {
    const { message: said } = await problemOf(readWeights(fileSource(folder, file)))
    expect(said).toContain(message)
    expect(said).toContain(file)
  })

  test.each([
    ['system', /pickle asks for (posix|nt)\.system/],
    ['eval', /pickle asks for (builtins|__builtin__)\.eval/],
    ['getattr', /pickle asks for (builtins|__builtin__)\.getattr/],
    ['bytes', /pickle asks for torch\.storage\._load_from_bytes/],
    ['model', /pickle asks for torch\.nn\.modules\.container\.Sequential/],
    ['class', /pickle asks for __main__\.Named/],
  ])('%s is refused by name and not executed', async (name, message) => {
    const files = readdirSync(`${folder}/evil`).filter((file) => file.startsWith(`${name}.`))
    expect(files).toHaveLength(6)
    for (const file of files) {
      const error = await problemOf(readWeights(fileSource(folder, 'evil', file)))
      expect(error.message, file).toContain('nothing was executed')
      if (file.endsWith('.pth')) expect(error.message, file).toMatch(message)
    }
    expect(readdirSync(folder)).not.toContain('executed')
  })
}
