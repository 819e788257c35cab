/** ResNet18: its weights to start from. */
import { describe, expect, test } from 'vitest'
import { architectureNamed, startingWeights } from '../../src/models/index.js'
import { countWeights } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

const architecture = architectureNamed('resnet18')

describe('weights to start from', () => {
  const shape = { nBands: 5, nClasses: 4, sizePx: 32 }
  const weights = startingWeights(architecture, shape, new Random(3))
  const spread = (name: string) => {
    const { data } = weights.get(name)!
    return Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length)
  }

  test('are as many as published, but for the ends', () => {
    const nTrained = [...weights].filter(([name]) => !name.includes('running'))
    // Published: 11,689,512 for 3 bands and 1000 classes.
    const ends = 64 * 2 * 49 - 996 * 513
    expect(countWeights(new Map(nTrained))).toBe(11_689_512 + ends)
  })

  test.each([
    ['conv1.weight', 64 * 49],
    ['layer1.0.conv2.weight', 64 * 9],
    ['layer3.0.downsample.0.weight', 256],
    ['layer4.1.conv2.weight', 512 * 9],
  ])('%s is normal, of variance 2 / fan out', (name, fanOut) => {
    expect(spread(name) / Math.sqrt(2 / fanOut)).toBeCloseTo(1, 1)
  })

  test('the last layer is uniform, norms are the identity', () => {
    expect(spread('fc.weight') * Math.sqrt(3 * 512)).toBeCloseTo(1, 1)
    expect(new Set(weights.get('layer2.0.downsample.1.weight')!.data)).toEqual(new Set([1]))
    expect(new Set(weights.get('bn1.running_mean')!.data)).toEqual(new Set([0]))
    expect(new Set(weights.get('bn1.running_var')!.data)).toEqual(new Set([1]))
  })
})
