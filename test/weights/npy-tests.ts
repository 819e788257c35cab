/**
 * What is read of files that NumPy wrote (test/reference/weights_numpy.py), stored or new: every
 * number.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readNpy } from '../../src/arrays/index.js'
import { memorySource } from '../../src/bytes/source.js'
import { readNpz } from '../../src/weights/numpy.js'
import { readWeights } from '../../src/weights/read-weights.js'
import { type Expected, expectedIn, expectWeights, fileSource, problemOf } from './weights-files.js'

/** @param archives .npz files of the same two arrays */
export function testNumpyFiles(folder: string, nArrays: number, archives: readonly string[]): void {
  const expected = expectedIn(folder, 'expected.json') as Expected & { npz: Expected }

  test('every number type, byte order, layout and version', async () => {
    const { npz: _, ...arrays } = expected
    expect(Object.keys(arrays)).toHaveLength(nArrays)
    for (const [name, { shape, values }] of Object.entries(arrays)) {
      const array = await readNpy(fileSource(folder, `${name}.npy`))
      expect(array.shape, name).toEqual(shape)
      expect(Array.from(array.data as ArrayLike<number>, Number), name).toEqual(values)
    }
  })

  test('integers of 64 bits stay exact', async () => {
    expect((await readNpy(fileSource(folder, 'li8C1.npy'))).data).toBeInstanceOf(BigInt64Array)
  })

  test.each(archives)('%s', async (name) => {
    const { weights, format, notes } = await readWeights(fileSource(folder, name))
    expect(format).toBe('npz')
    expect(notes).toEqual(['float64 read exactly as float32: bias'])
    expectWeights(weights, expected.npz)
    const arrays = await readNpz(fileSource(folder, name))
    expect(arrays.get('bias')!.data).toBeInstanceOf(Float64Array)
  })

  test.each([
    ['objects', 'Python objects (a pickle: not read)'],
    ['complex', '<c8'],
    ['text', '<U1'],
    ['records', 'a record'],
  ])('%s are refused', async (name, got) => {
    const { message } = await problemOf(readNpy(fileSource(folder, `refused.${name}.npy`)))
    expect(message).toContain('does not hold real numbers')
    expect(message).toContain(`got ${got}`)
  })

  test('cut anywhere is refused, and so are bytes behind the end', async () => {
    const whole = readFileSync(`${folder}/lf4C1.npy`)
    for (let length = 0; length < whole.length; length++) {
      await problemOf(readNpy(memorySource(whole.subarray(0, length))))
    }
    const { message } = await problemOf(readNpy(memorySource(Buffer.concat([whole, whole]))))
    expect(message).toContain('bytes after the array')
  })
}
