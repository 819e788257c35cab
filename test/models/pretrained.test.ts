/** Networks that begin with the weights of others. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { kernelsForBands } from '../../src/models/first-layer.js'
import {
  architectureNamed,
  inferenceGraph,
  modelBytes,
  type PretrainedOptions,
  pretrainedWeights,
  startingWeights,
} from '../../src/models/index.js'
import type { Tensor, Weights } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { npyWeights } from '../../src/weights/index.js'
import { largestDifference } from '../nn/run.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import { fileSource } from '../weights/weights-files.js'
import { drawnStamps, ourLogits } from './torch-networks.js'

const resnet18 = architectureNamed('resnet18')
const SIZE_PX = 64

/** ResNet18 of three channels and a thousand classes whose norms are neither 1 nor 0. */
function everyday(): Map<string, Tensor> {
  const random = new Random(3)
  const shape = { nBands: 3, nClasses: 1000, sizePx: SIZE_PX }
  const drawn = startingWeights(resnet18, shape, random)
  return new Map(
    [...drawn].map(([name, tensor]) => {
      if (!/bn\d|downsample\.1/.test(name)) return [name, tensor]
      const isPositive = /weight|running_var/.test(name)
      const value = () => (isPositive ? 0.5 + random.uniform() : 0.3 * random.normal())
      return [name, { shape: tensor.shape, data: tensor.data.map(value) }]
    }),
  )
}

const given = everyday()
const shapeOf = (options: Partial<PretrainedOptions>): PretrainedOptions => ({
  nBands: 5,
  nClasses: 4,
  sizePx: SIZE_PX,
  firstLayer: 'mean',
  where: 'resnet18.pth',
  ...options,
})
const pretrained = (options: Partial<PretrainedOptions> = {}, weights: Weights = given) =>
  pretrainedWeights(weights, resnet18, shapeOf(options), new Random(1))

describe('kernels for other bands, by hand', () => {
  // Two features, three channels, one pixel.
  const kernels = { shape: [2, 3, 1, 1], data: Float32Array.of(1, 2, 6, -1, 0, 4) }

  test('mean: 3/5 of the mean of the three, in five bands', () => {
    const { shape, data } = kernelsForBands(kernels, 5, 'mean')
    expect(shape).toEqual([2, 5, 1, 1])
    const [a, b] = [(3 / 5) * ((1 + 2 + 6) / 3), (3 / 5) * ((-1 + 0 + 4) / 3)]
    expect(data).toEqual(Float32Array.of(a, a, a, a, a, b, b, b, b, b))
  })

  test('repeat: first, second, third, first, second, each 3/5', () => {
    const { data } = kernelsForBands(kernels, 5, 'repeat')
    const scaled = [1, 2, 6, 1, 2, -1, 0, 4, -1, 0].map((value) => (3 / 5) * value)
    expect(data).toEqual(Float32Array.from(scaled))
  })

  test('repeat for as many bands is what it was; for fewer the first of them', () => {
    expect(kernelsForBands(kernels, 3, 'repeat')).toEqual(kernels)
    expect(kernelsForBands(kernels, 1, 'repeat').data).toEqual(Float32Array.of(3, -3))
  })
})

describe('a network from everyday pictures', () => {
  test('has its own ends and all between from the file', () => {
    const { weights, notes } = pretrained()
    const expected = inferenceGraph(resnet18, shapeOf({})).parameterShapes()
    expect([...weights].map(([name, { shape }]) => [name, shape])).toEqual([...expected])
    for (const [name, tensor] of weights) {
      if (name !== 'conv1.weight' && !name.startsWith('fc.')) expect(tensor).toBe(given.get(name))
    }
    expect(notes).toEqual([
      '100 tensors of resnet18.pth; drawn anew: fc',
      'the first layer (conv1.weight) of resnet18.pth has 3 channels: each of the 5 bands begins with their mean',
    ])
  })

  test('what became of the first layer is said, and for as many bands what would keep it', () => {
    const said = (options: Partial<PretrainedOptions>) => pretrained(options).notes[1]
    expect(said({ nBands: 3 })).toMatch(
      /3 channels: each of the 3 bands begins with their mean; .* `pretrained: \{ firstLayer: repeat \}` keeps them in their order$/,
    )
    expect(said({ firstLayer: 'repeat' })).toMatch(/the 5 bands begin with them in turn$/)
    expect(said({ nBands: 3, firstLayer: 'repeat' })).toMatch(
      /3 bands begin with them in their order$/,
    )
    expect(said({ firstLayer: 'random' })).toBeUndefined()
    expect(said({ nBands: 3, areSameBands: true })).toBeUndefined()
  })

  test('the last layer is drawn as PyTorch draws it, by the generator given', () => {
    const { weights } = pretrained()
    const { data } = weights.get('fc.weight')!
    const spread = Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length)
    expect(spread * Math.sqrt(3 * 512)).toBeCloseTo(1, 1)
    expect(pretrained().weights.get('fc.weight')!.data).toEqual(data)
    const other = pretrainedWeights(given, resnet18, shapeOf({}), new Random(2))
    expect(other.weights.get('fc.weight')!.data).not.toEqual(data)
  })

  test('the first layer may be drawn anew, by the law of the network', () => {
    const { weights, notes } = pretrained({ firstLayer: 'random' })
    const { shape, data } = weights.get('conv1.weight')!
    expect(shape).toEqual([64, 5, 7, 7])
    const spread = Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length)
    expect(spread / Math.sqrt(2 / (64 * 49))).toBeCloseTo(1, 1)
    expect(weights.get('bn1.bias')).toBe(given.get('bn1.bias'))
    expect(notes[0]).toMatch(/drawn anew: conv1, fc$/)
  })

  test('shown grey, with `mean`, it answers as the network of three channels did', async () => {
    const colour = drawnStamps(2, 1, SIZE_PX)
    const grey = (nBands: number): Tensor => {
      const nPixels = SIZE_PX ** 2
      const at = (i: number) =>
        colour.data[Math.floor(i / (nBands * nPixels)) * nPixels + (i % nPixels)]
      const length = 2 * nBands * nPixels
      return {
        shape: [2, nBands, SIZE_PX, SIZE_PX],
        data: Float32Array.from({ length }, (_, i) => at(i)),
      }
    }
    const answer = async (weights: Weights, nBands: number) =>
      ourLogits(await modelOf(weights, nBands), grey(nBands))
    const last = pretrained().weights
    const three = new Map([...given, ...[...last].filter(([name]) => name.startsWith('fc.'))])
    const [expected, got] = [await answer(three, 3), await answer(last, 5)]
    expect(largestDifference(got.data, expected.data)).toBeLessThan(1e-4)
    expect(Math.max(...expected.data.map(Math.abs))).toBeGreaterThan(0.1)
  })

  test('counters of batches in the file are passed over', () => {
    const counters = { shape: [], data: Float32Array.of(7) }
    const weights = new Map([...given, ['bn1.num_batches_tracked', counters] as const])
    expect(pretrained({}, weights).weights.get('bn1.bias')).toBe(given.get('bn1.bias'))
  })

  test('a file without a last layer will do', () => {
    const trunk = new Map([...given].filter(([name]) => !name.startsWith('fc.')))
    expect(pretrained({}, trunk).notes[0]).toMatch(/^100 tensors/)
  })
})

async function modelOf(weights: Weights, nBands: number): Promise<Uint8Array> {
  const shape = { nBands, nClasses: 4, sizePx: SIZE_PX }
  return modelBytes(inferenceGraph(resnet18, shape), weights, {
    architecture: 'resnet18',
    bands: Array.from({ length: nBands }, (_, i) => ({ name: `B${i}`, accepts: [`B${i}`] })),
    sizePx: SIZE_PX,
    window: 'centred',
    normalisation: { kind: 'stamp' },
    classes: [1, 2, 3, 4].map((value) => ({ value, name: `${value}` })),
    untrained: true,
    pretrained: { from: 'a test', firstLayer: 'mean' },
    provenance: { description: 'a test', software: 'test 0' },
  })
}

describe('what does not fit is named', () => {
  const without = (name: string) => new Map([...given].filter(([found]) => found !== name))
  const changed = (name: string, tensor: Tensor) => new Map([...given, [name, tensor] as const])

  test.each<[string, Weights, RegExp]>([
    ['missing', without('layer3.1.bn2.running_var'), /1 missing: layer3.1.bn2.running_var/],
    ['a missing first layer', without('conv1.weight'), /1 missing: conv1.weight/],
    [
      'left over',
      changed('layer5.weight', { shape: [1], data: new Float32Array(1) }),
      /1 left over: layer5.weight/,
    ],
    [
      'misshapen',
      changed('layer2.0.conv1.weight', { shape: [128, 64, 1, 1], data: new Float32Array(8192) }),
      /1 of another shape: layer2.0.conv1.weight is 128x64x1x1, not 128x64x3x3/,
    ],
    [
      'a first layer of another kernel',
      changed('conv1.weight', { shape: [64, 3, 3, 3], data: new Float32Array(1728) }),
      /conv1.weight is 64x3x3x3, not 64x3x7x7/,
    ],
    [
      'behind a prefix',
      new Map([...given].map(([name, tensor]) => [`net.${name}`, tensor])),
      /take the prefix 'net.' off every name/,
    ],
  ])('%s', (_, weights, message) => {
    expect(() => pretrained({}, weights)).toThrow(message)
    expect(() => pretrained({}, weights)).toThrow(/^resnet18.pth: weights of another network/)
  })

  test('of another architecture', () => {
    const vgg = architectureNamed('vgg19_bn')
    expect(() => pretrainedWeights(given, vgg, shapeOf({}), new Random(1))).toThrow(
      /the names are a ResNet's/,
    )
  })
})

describe('the first stages alone', () => {
  test('the others are drawn; what the file has of them is not looked at', () => {
    const weights = new Map([...given].filter(([name]) => !name.startsWith('layer4.1')))
    const { weights: got, notes } = pretrained({ upTo: 'layer3' }, weights)
    expect(got.get('layer3.1.conv2.weight')).toBe(given.get('layer3.1.conv2.weight'))
    expect(got.get('bn1.running_mean')).toBe(given.get('bn1.running_mean'))
    expect(got.get('layer4.0.conv1.weight')!.data).not.toEqual(
      given.get('layer4.0.conv1.weight')!.data,
    )
    expect(new Set(got.get('layer4.0.bn1.weight')!.data)).toEqual(new Set([1]))
    expect(notes[0]).toMatch(/^75 tensors of resnet18.pth; drawn anew: layer4.0.conv1, /)
  })

  test('within them nothing may be missing', () => {
    const weights = new Map([...given].filter(([name]) => name !== 'layer2.1.bn2.bias'))
    expect(() => pretrained({ upTo: 'layer3' }, weights)).toThrow(/1 missing: layer2.1.bn2.bias/)
    expect(pretrained({ upTo: 'layer1' }, weights).weights.size).toBe(102)
  })

  test('a stage that is not there', () => {
    expect(() => pretrained({ upTo: 'layr3' })).toThrow(
      'resnet18 has no stage layr3: expected conv1, layer1, layer2, layer3, layer4, fc; did you mean layer3?',
    )
  })
})

/** W' = gamma W / s, b' = beta - gamma mean / s, in float64. */
function folded(weights: Weights): Map<string, Tensor> {
  const out = new Map<string, Tensor>()
  for (const [name, tensor] of weights) {
    if (/bn\d|downsample\.1/.test(name)) continue
    const layer = name.replace(/\.weight$/, '')
    const norm = layer.replace(/conv(\d)$/, 'bn$1').replace(/downsample\.0$/, 'downsample.1')
    if (norm === layer) {
      out.set(name, tensor)
      continue
    }
    const of = (part: string) => weights.get(`${norm}.${part}`)!.data
    const nPer = tensor.data.length / tensor.shape[0]
    const scale = of('weight').map((gamma, c) => gamma / Math.sqrt(of('running_var')[c] + 1e-5))
    out.set(name, { ...tensor, data: tensor.data.map((w, i) => w * scale[Math.floor(i / nPer)]) })
    const bias = of('bias').map((beta, c) => beta - of('running_mean')[c] * scale[c])
    out.set(`${layer}.bias`, { shape: [bias.length], data: bias })
  }
  return out
}

describe('batch norms folded into the convolutions', () => {
  test('in use it is the same network', async () => {
    const { weights, notes } = pretrained({ nBands: 3, firstLayer: 'repeat' }, folded(given))
    expect(notes[1]).toMatch(/^20 batch norms were folded into convolutions/)
    const last = [...weights].filter(([name]) => name.startsWith('fc.'))
    const original = new Map([...given, ...last])
    const stamps = drawnStamps(2, 3, SIZE_PX)
    const expected = await ourLogits(await modelOf(original, 3), stamps)
    const got = await ourLogits(await modelOf(weights, 3), stamps)
    expect(largestDifference(got.data, expected.data)).toBeLessThan(1e-4)
  })

  test('one that is neither folded nor whole is named', () => {
    const weights = folded(given)
    weights.delete('layer1.0.conv1.bias')
    expect(() => pretrained({}, weights)).toThrow(
      /4 missing: layer1.0.bn1.weight, layer1.0.bn1.bias, layer1.0.bn1.running_mean/,
    )
    const both = new Map([...given, ['conv1.bias', given.get('bn1.bias')!] as const])
    expect(() => pretrained({}, both)).toThrow(/1 left over: conv1.bias/)
  })
})

test.skipIf(!hasShared('weights'))('real folded weights of ImageNet, up to layer3', async () => {
  const files = readdirSync(sharedPath('weights')).filter((file) => file.endsWith('.npy'))
  const sources = files.map((file) => [file.slice(0, -4), fileSource(sharedPath('weights', file))])
  const { weights } = await npyWeights(
    new Map(sources as [string, ReturnType<typeof fileSource>][]),
  )
  const { weights: got, notes } = pretrained({ upTo: 'layer3' }, weights)
  expect(notes[1]).toMatch(/^20 batch norms/)
  expect(got.get('layer3.1.bn2.bias')!.data).toEqual(weights.get('layer3.1.conv2.bias')!.data)
  expect(() => pretrained({}, weights)).toThrow(/4 missing: layer4.0.conv1.weight, layer4.0.conv2/)
  const { logits } = { logits: await ourLogits(await modelOf(got, 5), drawnStamps(1, 5, SIZE_PX)) }
  expect(logits.data.every(Number.isFinite)).toBe(true)
})

test('VGG19-BN: its first convolution keeps its bias, its last linear layer is drawn', () => {
  const vgg = architectureNamed('vgg19_bn')
  const shape = { nBands: 3, nClasses: 1000, sizePx: 32 }
  const weights = new Map(
    [...inferenceGraph(vgg, shape).parameterShapes()].map(([name, shape]): [string, Tensor] => {
      const length = shape.reduce((n, side) => n * side, 1)
      return [name, { shape, data: new Float32Array(length) }]
    }),
  )
  weights.get('features.0.weight')!.data.fill(1)
  const options = shapeOf({ sizePx: 32 })
  const { weights: got, notes } = pretrainedWeights(weights, vgg, options, new Random(1))
  expect(got.get('features.0.weight')!.shape).toEqual([64, 5, 3, 3])
  expect(new Set(got.get('features.0.weight')!.data)).toEqual(new Set([Math.fround(0.6)]))
  expect(got.get('features.0.bias')).toBe(weights.get('features.0.bias'))
  expect(got.get('classifier.6.weight')!.shape).toEqual([4, 4096])
  expect(notes[0]).toMatch(/drawn anew: classifier.6$/)
})

test('StarcNet for other bands: the first layer of every scale', () => {
  const starcnet = architectureNamed('starcnet')
  const weights = startingWeights(starcnet, { nBands: 5, nClasses: 4 }, new Random(1))
  const options = { nBands: 4, nClasses: 3, firstLayer: 'repeat' } as const
  const { weights: got, notes } = pretrainedWeights(weights, starcnet, options, new Random(2))
  for (const prefix of ['', 'a', 'aa']) {
    expect(got.get(`${prefix}conv1.weight`)!.shape).toEqual([128, 4, 3, 3])
    expect(got.get(`${prefix}conv3.weight`)).toBe(weights.get(`${prefix}conv3.weight`))
  }
  expect(notes[0]).toMatch(/drawn anew: fc2$/)
})
