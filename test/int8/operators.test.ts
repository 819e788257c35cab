import { describe, expect, test } from 'vitest'
import { integerGraph, integerProducts, recognise } from '../../src/int8/index.js'
import { channelSizes, integerWeights, scalesFor } from '../../src/int8/scales.js'
import {
  add,
  batchNorm,
  conv2d,
  directStack,
  type Graph,
  linear,
  maxPool2d,
  relu,
  type Tensor,
  type Value,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { relativeError } from '../nn/run.js'
import { problemOf } from '../weights/weights-files.js'
import { answer, type Build, calibrated, graphOf } from './calibrated.js'

const conv = (graph: Graph, x: Value, layer: string, channels: number) =>
  conv2d(graph, x, layer, channels, { kernel: 3, padding: 1 })

const shown: Build = (graph, x) => {
  const first = relu(graph, conv(graph, x, 'first', 4), 'first')
  return relu(graph, conv(graph, first, 'middle', 5), 'middle')
}

const threeConvs: Build = (graph, x) => conv(graph, shown(graph, x), 'last', 7)

const residual: Build = (graph, x) => {
  const a = relu(graph, conv(graph, x, 'first', 6), 'first')
  const b = batchNorm(graph, conv(graph, a, 'second', 6), 'n2')
  const c = relu(graph, batchNorm(graph, conv(graph, b, 'third', 6), 'n3'), 'third')
  const sum = relu(
    graph,
    add(graph, b, batchNorm(graph, conv(graph, c, 'fourth', 6), 'n4'), 's'),
    's',
  )
  return conv(graph, maxPool2d(graph, sum, 'pool', 2), 'fifth', 4)
}

const grouped: Build = (graph, x) => {
  const block = (picture: Value, layer: string) =>
    directStack.block(graph, picture, {
      ...{ conv: `c${layer}`, norm: `n${layer}` },
      ...{ channels: 64, nGroups: 8 },
    })
  const picture = directStack.pool(graph, block(block(x, '1'), '2'), 'pool')
  return directStack.linear(graph, block(picture, '3'), 'fc', 5)
}

/** Half to even, as ONNX rounds. */
function rounded(x: number): number {
  const floor = Math.floor(x)
  if (x - floor !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}

const byteOf = (x: number) => Math.max(0, Math.min(255, x))
const { fround } = Math

/** The last convolution in integers, pixel by pixel, from the float32 values before it. */
function slowConv(before: Tensor, weight: Tensor, bias: Tensor, scales: Scales2): Float32Array {
  const [batch, nIn, height, width] = before.shape
  const [nOut] = weight.shape
  const w = Float64Array.from(weight.data, (v, i) => v * scales.x.scales[Math.floor(i / 9) % nIn])
  const whole = integerWeights(w, nIn * 9, bias.data)
  const q = before.data.map((v, i) => {
    const c = Math.floor(i / (height * width)) % nIn
    return byteOf(rounded(fround(v / fround(scales.x.scales[c]))) + scales.x.zero)
  })
  const y = new Float32Array(batch * nOut * height * width)
  for (let i = 0; i < y.length; i++) {
    const column = i % width
    const row = Math.floor(i / width) % height
    const o = Math.floor(i / (width * height)) % nOut
    const n = Math.floor(i / (width * height * nOut))
    let sum = rounded(bias.data[o] / whole.scales[o])
    for (let c = 0; c < nIn; c++) {
      for (let k = 0; k < 9; k++) {
        const [r, s] = [row + Math.floor(k / 3) - 1, column + (k % 3) - 1]
        if (r < 0 || s < 0 || r >= height || s >= width) continue
        const value = q[((n * nIn + c) * height + r) * width + s] - scales.x.zero
        sum += value * whole.data[(o * nIn + c) * 9 + k]
      }
    }
    const step = fround(whole.scales[o] / scales.y.scales[o])
    const byte = byteOf(rounded(fround(fround(sum) * step)) + scales.y.zero)
    y[i] = fround(fround(scales.y.scales[o]) * (byte - scales.y.zero))
  }
  return y
}

interface Scales2 {
  x: ReturnType<typeof scalesFor>
  y: ReturnType<typeof scalesFor>
}

describe('a convolution in integers', () => {
  test('is the sum of products of integers, bit for bit', async () => {
    const shape = [3, 6, 6]
    const { x, weights, ranges, integers } = await calibrated(new Random(4), shape, threeConvs)
    const { y: seen } = await answer(graphOf(shape, shown), weights, x)
    const scalesOf = (name: string) => scalesFor(ranges[name], channelSizes([ranges[name]]))
    const scales = { x: scalesOf('middle/Relu'), y: scalesOf('last/Conv') }
    const [weight, bias] = ['last.weight', 'last.bias'].map((name) => weights.get(name)!)
    const expected = slowConv(seen, weight, bias, scales)
    const { y } = await answer(integers, weights, x)
    expect(y.data).toEqual(expected)
    expect(integers.nodes.filter(({ onnx }) => onnx === 'QLinearConv')).toHaveLength(1)
  })

  test.each([
    ['norms, a sum and a maximum', residual, [3, 8, 8], 0.03],
    ['group norms, leaks, a large linear layer', grouped, [3, 16, 16], 0.06],
  ])('%s: as with float32, but for a few percent', async (_, build, shape, bound) => {
    const { x, weights, integers } = await calibrated(new Random(7), shape, build)
    const { y: expected } = await answer(graphOf(shape, build), weights, x)
    const { y } = await answer(integers, weights, x)
    const error = relativeError(y.data, expected.data)
    expect(error).toBeLessThan(bound)
    expect(error).toBeGreaterThan(1e-5)
  })

  test('what is recognised: all but the first convolutions and small layers', () => {
    const kinds = (shape: number[], build: Build) =>
      [...recognise(graphOf(shape, build)).blocks.values()].map(({ kind }) => kind).sort()
    expect(kinds([3, 8, 8], residual)).toEqual(['conv', 'conv', 'conv', 'maximum', 'sum'])
    expect(kinds([3, 16, 16], grouped)).toEqual(['conv', 'conv', 'conv', 'dense', 'maximum'])
    const onlyLinear: Build = (graph, x) => linear(graph, x, 'fc', 4)
    expect(kinds([12], onlyLinear)).toEqual([])
  })

  test.each([
    ['norms, a sum and a maximum', residual, [3, 8, 8]],
    ['group norms and a large linear layer', grouped, [3, 16, 16]],
  ])('%s: a row alone has the bits that it has among others', async (_, build, shape) => {
    const { x, weights, integers } = await calibrated(new Random(8), shape, build, 9)
    const { y } = await answer(integers, weights, x)
    const length = x.data.length / 9
    for (const row of [0, 4, 8]) {
      const data = x.data.slice(row * length, (row + 1) * length)
      const alone = await answer(integers, weights, { shape: [1, ...shape], data })
      const n = alone.y.data.length
      expect(alone.y.data).toEqual(y.data.slice(row * n, (row + 1) * n))
    }
  })

  test('ranges of another network are refused by name', async () => {
    const { weights, ranges } = await calibrated(new Random(4), [3, 6, 6], threeConvs)
    const { 'middle/Relu': _, ...others } = ranges
    const make = async () => integerGraph(graphOf([3, 6, 6], threeConvs), weights, others)
    const { problem } = await problemOf(make())
    expect([problem.expected, problem.got]).toEqual(['5 channels of middle/Relu', 'none'])
  })
})

describe('integers of 8 bits', () => {
  test('0 is an integer, and the ends of the range are reached', () => {
    const range = { low: [-1, -0.1], high: [3, 0.3] }
    const { scales, zero } = scalesFor(range, channelSizes([range]))
    expect(zero).toBe(64)
    expect(scales[0]).toBeCloseTo(4 / 255, 12)
    expect(scales[1]).toBeCloseTo((4 * Math.sqrt(0.1)) / 255, 12)
  })

  test('a channel without values, and one with a large bias, stay finite', () => {
    const range = { low: [0, 0], high: [0, 2] }
    expect(scalesFor(range, channelSizes([range])).scales.every((s) => s > 0)).toBe(true)
    const { data, scales } = integerWeights(Float64Array.of(0, 0, 1e-9, 0), 2, [5, 1e6])
    expect([...data]).toEqual([0, 0, 0, 0])
    expect(Math.abs(1e6 / scales[1])).toBeLessThan(2 ** 31)
  })

  test('this processor loses nothing of large products', async () => {
    expect(await integerProducts()).toBeCloseTo(1, 2)
  })
})
