import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  architectureNamed,
  openModel,
  quantisedModel,
  readModel,
  untrainedModel,
} from '../../src/models/index.js'
import { encodeModel, readOnnxOutline } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { normalTensor, PRODUCER } from '../nn/run.js'
import { problemOf } from '../weights/weights-files.js'

const N = 9
const BANDS = ['F336W', 'F438W', 'F555W']
const shape = [N, 3, 16, 16]
const { data: pixels } = normalTensor(new Random(2), shape)
const made = await untrainedModel(architectureNamed('starsift'), new Random(1), {
  ...{ bands: BANDS, means: [0, 0, 0], sizePx: 16 },
})
const source = (bytes: Uint8Array) => memorySource(bytes, 'm.onnx')
const compared = { nStamps: N, changedClasses: 0, largestProbabilityDifference: 0.01 }
const seen: Record<string, Float32Array>[] = []
const { bytes, card } = await quantisedModel(
  source(made),
  { pixels, n: N, said: 'noise' },
  {
    compare: (scores) => {
      seen.push(scores)
      return compared
    },
  },
)

async function logitsOf(model: Uint8Array, precision: 'float32' | 'int8'): Promise<Float32Array> {
  const { networks } = await openModel(source(model), undefined, { precision })
  const session = await networks[0].open()
  const { logits } = await session.run({ stamps: { shape, data: pixels } })
  await session.release()
  return logits.data
}

/** The file with other metadata. */
async function withMetadata(change: Record<string, string>): Promise<Uint8Array> {
  const { metadata, graph } = await readOnnxOutline(source(bytes))
  return encodeModel(bytes.subarray(graph.start, graph.end), { ...metadata, ...change }, PRODUCER)
}

describe('a model that was prepared for int8', () => {
  test('has the ranges, and its card says what they were measured on', async () => {
    const file = await readModel(source(bytes))
    expect(file.card).toEqual(card)
    expect(file.card.int8).toMatchObject({
      ...{ calibratedOn: 'noise', nStamps: N, compared: { on: 'noise', ...compared } },
    })
    expect(Object.keys(file.ranges!)).toHaveLength(12)
    expect((await readModel(source(made))).ranges).toBeUndefined()
  })

  test('answers with float32 as before, with int8 nearly so, alike each time', async () => {
    const before = await logitsOf(made, 'float32')
    expect(await logitsOf(bytes, 'float32')).toEqual(before)
    const integers = await logitsOf(bytes, 'int8')
    expect(await logitsOf(bytes, 'int8')).toEqual(integers)
    expect(integers).not.toEqual(before)
    const largest = Math.max(...integers.map((v, i) => Math.abs(v - before[i])))
    expect(largest).toBeLessThan(0.05 * Math.max(...before.map(Math.abs)))
    expect(seen).toHaveLength(1)
    expect(seen[0].int8).not.toEqual(seen[0].float32)
  })

  test('a model without ranges is refused by name', async () => {
    const { problem } = await problemOf(openModel(source(made), undefined, { precision: 'int8' }))
    expect(problem).toMatchObject({
      what: 'the model cannot be used with --precision int8',
      where: 'm.onnx',
      expected: 'the ranges of its values, in the field int8 of its card',
      got: 'none',
    })
  })

  test('ranges that were changed or lost are refused', async () => {
    const changed = await withMetadata({ 'starsift.int8Ranges': '{}' })
    const { problem } = await problemOf(readModel(source(changed)))
    expect(problem.what).toBe('the model is damaged: the checksum of its ranges for int8 differs')
  })

  test('another device than the CPU is refused', async () => {
    const { networks } = await openModel(source(bytes), undefined, { precision: 'int8' })
    const { problem } = await problemOf(networks[0].open({ device: 'webgpu' }))
    expect(problem).toMatchObject({ what: 'int8 on another device', got: 'webgpu' })
  })
})
