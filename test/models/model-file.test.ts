import { describe, expect, test } from 'vitest'
import { type ByteSource, memorySource } from '../../src/bytes/index.js'
import { InputError } from '../../src/errors.js'
import { untrainedModel } from '../../src/models/conversion.js'
import {
  inferenceGraph,
  type ModelCard,
  modelBytes,
  readCard,
  readModel,
} from '../../src/models/index.js'
import { encodeGraph, encodeModel, initialWeights, openSession } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { PRODUCER } from '../nn/run.js'
import { problemOf } from '../weights/weights-files.js'
import { tiny } from './tiny-model.js'

const model = await untrainedModel(tiny, new Random(1))
const graph = inferenceGraph(tiny, { nBands: 5, nClasses: 4 })
const graphBytes = encodeGraph(graph, initialWeights(graph, new Random(1)))
const source = (bytes: Uint8Array) => memorySource(bytes, 'm.onnx')
const card = await readCard(source(model))

/** The model with another card. */
function withCard(text: string): ByteSource {
  return source(encodeModel(graphBytes, { 'starsift.card': text }, PRODUCER))
}

function subtracting(means: readonly unknown[]) {
  return { normalisation: { kind: 'subtract', means } }
}

describe('a model file', () => {
  test('has the card that it was made with', () => {
    expect(card).toMatchObject({
      format: 1,
      architecture: 'tiny',
      sizePx: 2,
      window: 'starcnet',
      pixelScaleArcsec: 0.0396,
      nWeights: 5 * 4 * 4 + 4,
      untrained: true,
      normalisation: {
        kind: 'subtract',
        means: [0.02376737, 0.13796899, 0.14457473, 0.2542926, 0.39018805],
      },
    } satisfies Partial<ModelCard>)
    expect(card.provenance.description).toBe('random weights')
    expect(card.bands[2]).toEqual({ name: 'F435W', accepts: ['F435W', 'F438W'] })
    expect(card.classes.map(({ value }) => value)).toEqual([1, 2, 3, 4])
  })

  test('is the same bytes for the same seed', async () => {
    expect(await untrainedModel(tiny, new Random(1))).toEqual(model)
    expect(await untrainedModel(tiny, new Random(2))).not.toEqual(model)
  })

  test('is read whole after its checksum agreed', async () => {
    const { bytes, card: found } = await readModel(source(model))
    expect(found).toEqual(card)
    const session = await openSession(bytes)
    const stamps = { shape: [2, 5, 2, 2], data: new Float32Array(40) }
    expect((await session.run({ stamps })).logits.shape).toEqual([2, 4])
    await session.release()
  })

  test('cannot be made without a weight', async () => {
    const { format, graphSha256, nWeights, ...facts } = card
    await expect(modelBytes(graph, new Map(), facts)).rejects.toThrow(
      'weight fc.weight does not fit the graph: expected 4x20, got nothing',
    )
  })
})

describe('damage', () => {
  test('of one weight is found, and the card still read', async () => {
    const damaged = model.slice()
    const last = damaged.lastIndexOf(0x66 /* f of fc */)
    damaged[last - 60] ^= 1
    const { problem } = await problemOf(readModel(source(damaged)))
    expect(problem).toMatchObject({
      what: 'the model is damaged: its checksum differs from its card',
      where: 'm.onnx',
      expected: card.graphSha256,
      got: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(problem.got).not.toBe(problem.expected)
    expect(await readCard(source(damaged))).toEqual(card)
  })

  test('of any single bit is refused, or has changed nothing that matters', async () => {
    for (let at = 0; at < model.length; at++) {
      const damaged = model.slice()
      damaged[at] ^= 1 << (at % 8)
      const read = await readModel(source(damaged)).catch((error: unknown) => {
        if (!(error instanceof InputError)) throw error
        return undefined
      })
      if (read) expect(read.card.graphSha256, `byte ${at}`).toBe(card.graphSha256)
    }
  })

  test('a file cut short', async () => {
    for (const reading of [readModel, readCard]) {
      const { message } = await problemOf(reading(source(model.subarray(0, -10))))
      expect(message).toBe(
        `m.onnx: truncated ONNX file: expected at least ${model.length} bytes, ` +
          `got ${model.length - 10}; copy or make it again`,
      )
    }
  })
})

describe('a card', () => {
  test('that is not there: somebody else’s ONNX model', async () => {
    const plain = encodeModel(graphBytes, { author: 'x' }, { name: 'pytorch', version: '2.1' })
    const { message } = await problemOf(readModel(source(plain)))
    expect(message).toMatch(/^m\.onnx: the ONNX model has no starsift card: expected metadata/)
    expect(message).toContain('starsift models import')
  })

  test.each<[string, Partial<Record<keyof ModelCard, unknown>>, RegExp]>([
    ['of a later format', { format: 2 }, /format: .*1/],
    ['without its bands', { bands: undefined }, /bands: /],
    ['without a band', { bands: [] }, /bands: /],
    ['with an unknown window', { window: 'upside-down' }, /window: .*centred/],
    ['with a negative size', { sizePx: -2 }, /sizePx: /],
    ['with a mean that is no number', subtracting([1, 2, 3, null, 5]), /means\.3: /],
    ['with fewer means than bands', subtracting([1, 2, 3]), /means: needs one for each band/],
    [
      'with another normalisation',
      { normalisation: { ...card.normalisation, kind: 'divide' } },
      /kind: /,
    ],
    ['with one class', { classes: card.classes.slice(1, 2) }, /classes: /],
    ['with a field of a later version', { clip: 3 } as object, /clip/],
    [
      'with an unknown field inside',
      { normalisation: { ...card.normalisation, scales: [1] } },
      /normalisation: .*scales/,
    ],
  ])('%s', async (_, fields, message) => {
    for (const reading of [readCard, readModel]) {
      const changed = withCard(JSON.stringify({ ...card, ...fields }))
      const { problem } = await problemOf(reading(changed))
      expect(problem.what).toMatch(/^the model card is not valid: /)
      expect(problem.what).toMatch(message)
      expect(problem.where).toBe('m.onnx')
    }
  })

  test.each(['', '{', 'null', '[]', '"text"'])('that is %j', async (text) => {
    const { message } = await problemOf(readCard(withCard(text)))
    expect(message).toMatch(/^m\.onnx: the model card is not valid/)
  })
})
