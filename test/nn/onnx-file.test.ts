/**
 * The bytes of a model: what ONNX Runtime makes of them, and what is read without reading the
 * weights.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ByteSource, memorySource } from '../../src/bytes/index.js'
import { InputError } from '../../src/errors.js'
import {
  encodeGraph,
  encodeModel,
  flatten,
  Graph,
  initialWeights,
  leakyRelu,
  linear,
  openSession,
  readOnnxOutline,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { PRODUCER } from './run.js'

function graphBytes(): Uint8Array {
  const graph = new Graph('tiny')
  const x = graph.input('x', ['batch', 5, 32, 32])
  graph.output('y', leakyRelu(graph, linear(graph, flatten(graph, x, 'flat'), 'fc', 4), 'fc'))
  return encodeGraph(graph, initialWeights(graph, new Random(1)))
}

const metadata = { 'starsift.card': '{"format":1}', note: 'é — 星\n"quoted"', empty: '' }
const graph = graphBytes()
const model = encodeModel(graph, metadata, PRODUCER)

/** A source that counts what is asked of it. */
function counted(bytes: Uint8Array) {
  const inner = memorySource(bytes, 'model.onnx')
  const asked = { nBytes: 0, furthest: 0 }
  const source: ByteSource = {
    ...inner,
    slice(start, end) {
      asked.nBytes += end - start
      asked.furthest = Math.max(asked.furthest, start)
      return inner.slice(start, end)
    },
  }
  return { source, asked }
}

test('the same weights give the same bytes', () => {
  expect(encodeModel(graphBytes(), metadata, PRODUCER)).toEqual(model)
})

test('ONNX Runtime loads it and knows its names and shapes', async () => {
  const session = await openSession(model)
  for (const batch of [1, 3]) {
    const data = new Float32Array(batch * 5 * 32 * 32)
    const { y } = await session.run({ x: { shape: [batch, 5, 32, 32], data } })
    expect(y.shape).toEqual([batch, 4])
  }
  const wrong = { shape: [1, 3, 32, 32], data: new Float32Array(3 * 32 * 32) }
  await expect(session.run({ x: wrong })).rejects.toThrow(/index: 1 Got: 3 Expected: 5/)
  await session.release()
})

describe('the outline', () => {
  test('gives metadata, producer and the place of the graph', async () => {
    const outline = await readOnnxOutline(memorySource(model))
    expect(outline.metadata).toEqual(metadata)
    expect(outline.producer).toBe('starsift')
    expect(model.subarray(outline.graph.start, outline.graph.end)).toEqual(graph)
  })

  test('does not read the graph', async () => {
    const { source, asked } = counted(model)
    await readOnnxOutline(source)
    expect(model.length).toBeGreaterThan(80_000)
    expect(asked.nBytes).toBeLessThan(500)
    expect(asked.furthest).toBeLessThan(300)
  })

  test('of a file with metadata after the graph', async () => {
    const late = encodeModel(new Uint8Array(0), metadata, PRODUCER)
    const both = new Uint8Array([...encodeModel(graph, {}, PRODUCER), ...late.subarray(0, -2)])
    const { source, asked } = counted(both)
    expect((await readOnnxOutline(source)).metadata).toEqual(metadata)
    expect(asked.nBytes).toBeLessThan(1000)
  })

  test.each([1, 1000, 80_000])('of a file cut by %i bytes is an error', async (nLost) => {
    const cut = memorySource(model.subarray(0, model.length - nLost), 'cut.onnx')
    await expect(readOnnxOutline(cut)).rejects.toThrow(
      `cut.onnx: truncated ONNX file: expected at least ${model.length} bytes, got ${model.length - nLost}`,
    )
  })

  test('of a file cut anywhere in its head is an error', async () => {
    for (let length = 0; length < 300; length++) {
      const source = memorySource(model.subarray(0, length), 'cut.onnx')
      await expect(readOnnxOutline(source), `${length}`).rejects.toThrow(InputError)
    }
  })

  test.each([
    ['nothing', ''],
    ['text', 'x y class\n1 2 3\n'],
    ['a FITS file', 'SIMPLE  =                    T'.padEnd(2880)],
    ['a zip', 'PK\x03\x04\x00\x00\x00\x00'.padEnd(60, '\0')],
    ['zeros', '\0'.repeat(100)],
    ['a web page', '<!DOCTYPE html><html></html>'],
  ])('of %s is an error', async (_, text) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
    const reading = readOnnxOutline(memorySource(bytes, 'x.onnx'))
    await expect(reading).rejects.toThrow(InputError)
    await expect(reading).rejects.toThrow(/^x\.onnx: (not an ONNX model|truncated ONNX file)/)
  })

  test('of noise, or of a head with flipped bytes, is an InputError or an outline', async () => {
    const read = async (bytes: Uint8Array) => {
      await readOnnxOutline(memorySource(bytes)).catch((error: unknown) => {
        if (!(error instanceof InputError)) throw error
      })
    }
    const small = encodeModel(graph.subarray(0, 40), metadata, PRODUCER)
    const flips = fc.array(fc.tuple(fc.nat(small.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    })
    const runs = { numRuns: 3000, seed: 1 }
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), read), runs)
    await fc.assert(
      fc.asyncProperty(flips, async (places) => {
        const bytes = small.slice()
        for (const [at, bits] of places) bytes[at] ^= bits
        await read(bytes)
      }),
      runs,
    )
  })
})

describe('outputs', () => {
  test('an input, a parameter or one value under two names may be an output', async () => {
    const twice = new Graph('twice')
    const x = twice.input('x', ['batch', 2])
    const y = linear(twice, x, 'fc', 2)
    twice.output('same', x)
    twice.output('weight', twice.parameter('fc.weight', [2, 2]))
    twice.output('y', y)
    twice.output('again', y)
    const weights = initialWeights(twice, new Random(1))
    const session = await openSession(encodeModel(encodeGraph(twice, weights), {}, PRODUCER))
    const found = await session.run({ x: { shape: [1, 2], data: Float32Array.of(3, 4) } })
    await session.release()
    expect(found.same.data).toEqual(Float32Array.of(3, 4))
    expect(found.weight.data).toEqual(weights.get('fc.weight')!.data)
    expect(found.again.data).toEqual(found.y.data)
  })
})

test('a file that ONNX Runtime cannot load is an InputError', async () => {
  const opening = openSession(Uint8Array.of(1, 2, 3))
  await expect(opening).rejects.toThrow(InputError)
  await expect(opening).rejects.toThrow(/^ONNX Runtime cannot load the model on cpu: got /)
})
