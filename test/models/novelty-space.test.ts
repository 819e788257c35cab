/** The space of novelty among the constants of a model file. */
import { expect, test } from 'vitest'
import { noveltySpaceIn } from '../../src/models/index.js'

const square = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }
const means = { shape: [1, 3, 2], data: new Float32Array(6) }
const network = { nFeatures: 2, nClasses: 3, where: 'a.onnx', remedy: 'do so' }

test('a layer as wide as its input is not mistaken for it', () => {
  const layer = { shape: [2, 2], data: new Float32Array(4) }
  const weights = new Map([
    ['fc.weight', layer],
    ['constant#4', square],
    ['constant#7', means],
  ])
  const parameters = new Map([['fc.weight', [2, 2]]])
  const space = noveltySpaceIn(weights, { ...network, parameters })
  expect([...space.whitening]).toEqual([1, 3, 2, 4])
  expect(space.means).toBe(means.data)
})

test('where there are two, the remedy is that of the caller', () => {
  const weights = new Map([
    ['constant#4', square],
    ['constant#5', square],
    ['constant#7', means],
  ])
  const find = () => noveltySpaceIn(weights, { ...network, parameters: new Map() })
  expect(find).toThrow(/a\.onnx.*one constant of 2x2.*got 2.*do so/)
})
