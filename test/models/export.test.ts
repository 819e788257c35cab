/** Weights out of a model file. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  ARCHITECTURES,
  architectureNamed,
  exportWeights,
  startingWeights,
  untrainedModel,
} from '../../src/models/index.js'
import {
  encodeGraph,
  encodeModel,
  Graph,
  readOnnxWeights,
  type Tensor,
  type Weights,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { readSafetensors, readWeights } from '../../src/weights/index.js'
import { PRODUCER } from '../nn/run.js'
import { fileSource, problemOf } from '../weights/weights-files.js'
import { scratchFolder } from './torch-networks.js'

const path = scratchFolder()
const options = { bands: ['F475W', 'F625W', 'F814W'], means: [0, 0, 0] }

function expectSame(found: Weights, expected: Weights): void {
  expect([...found.keys()]).toEqual([...expected.keys()])
  for (const [name, { shape, data }] of expected) {
    expect(found.get(name)!.shape, name).toEqual(shape)
    expect(bytesOf(found.get(name)!).equals(bytesOf({ shape, data })), name).toBe(true)
  }
}

function bytesOf({ data: { buffer, byteOffset, byteLength } }: Tensor): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

test.each(ARCHITECTURES.slice(0, 2))('$name comes back to the bit', async (architecture) => {
  const model = await untrainedModel(architecture, new Random(4), options)
  const shape = { nBands: 3, nClasses: 4 }
  const { weights, metadata } = await readSafetensors(
    memorySource(await exportWeights(memorySource(model))),
  )
  expectSame(weights, startingWeights(architecture, shape, new Random(4)))
  expect(metadata).toEqual({ format: 'pt', architecture: architecture.name })
})

test('the command line exports what it imported', async () => {
  const model = await untrainedModel(architectureNamed('resnet18'), new Random(5), {
    ...options,
    sizePx: 32,
  })
  writeFileSync(path('a.onnx'), model)
  const run = (...args: string[]) =>
    execFileSync('node', ['dist/cli/main.js', 'models', ...args], { encoding: 'utf8' })
  expect(run('export', path('a.onnx'), '--out', path('a.safetensors'))).toBe(
    `${path('a.safetensors')}\n`,
  )
  const choice = ['--bands', 'F475W,F625W,F814W', '--means', '0,0,0', '--size', '32']
  const out = ['--out', path('b.onnx')]
  run('import', path('a.safetensors'), '--arch', 'resnet18', ...choice, ...out)
  const { weights } = await readWeights(fileSource(path('a.safetensors')))
  expectSame(await readOnnxWeights(fileSource(path('b.onnx'))), weights)
})

describe('a model file', () => {
  const bytes = Buffer.from(readFileSync('test/models/export.test.ts'))

  test('that is none is refused', async () => {
    const { problem } = await problemOf(exportWeights(memorySource(bytes, 'a.onnx')))
    expect(problem).toMatchObject({ what: 'not an ONNX model', where: 'a.onnx' })
  })

  test('whose tensor has not the bytes of its shape is refused', async () => {
    const graph = new Graph('two')
    graph.output('y', graph.parameter('w', [2]))
    const w = { shape: [2], data: Float32Array.of(1, 2) }
    const model = encodeModel(encodeGraph(graph, new Map([['w', w]])), {}, PRODUCER)
    const at = Buffer.from(model).indexOf(Buffer.from([0x08, 2, 0x10, 1]))
    model[at + 1] = 3
    const { problem, cause } = await problemOf(readOnnxWeights(memorySource(model, 'a.onnx')))
    expect(problem.what).toBe('the weights in the ONNX file cannot be read')
    expect(`${cause}`).toContain('w: 8 bytes of raw data for 3')
  })
})
