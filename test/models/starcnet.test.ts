/** StarcNet against PyTorch: live where it is installed, and by golden values everywhere. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  architectureNamed,
  importWeights,
  readModel,
  type StarcnetConvolutions,
  starcnet,
} from '../../src/models/index.js'
import {
  countWeights,
  Graph,
  openSession,
  readOnnxOutline,
  sizeOf,
  type Tensor,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { readNpy, readWeights, safetensorsBytes } from '../../src/weights/index.js'
import { largestDifference, run } from '../nn/run.js'
import { hasPython, runPython } from '../setup/peers.js'
import { formulaStamps, formulaWeights } from './starcnet-formula.js'
import { fileSource } from './weights-files.js'

const architecture = architectureNamed('starcnet')

interface Variant {
  nBands?: number
  nClasses?: number
  convolutions?: StarcnetConvolutions
}

function starcnetGraph({ nBands = 5, nClasses = 4, convolutions }: Variant = {}): Graph {
  const graph = new Graph('starcnet')
  const stamps = graph.input('stamps', ['batch', nBands, 32, 32])
  graph.output('logits', starcnet(graph, stamps, nClasses, convolutions))
  return graph
}

describe('golden logits', () => {
  const golden: {
    recipe: string
    scale: number[]
    background: number[]
    cases: { nBands: number; nClasses: number; logits: number[][] }[]
  } = JSON.parse(readFileSync('test/golden/starcnet-logits.json', 'utf8'))

  test.each(
    golden.cases.flatMap((one) => [
      { ...one, convolutions: 'tiled' as const },
      { ...one, convolutions: 'direct' as const },
    ]),
  )('$nBands bands, $nClasses classes, $convolutions', async (one) => {
    const graph = starcnetGraph(one)
    const stamps = formulaStamps(one.nBands, golden.scale, golden.background)
    const { logits } = await run(graph, formulaWeights(graph), { stamps })
    expect(logits.shape).toEqual([golden.scale.length, one.nClasses])
    expect(largestDifference(logits.data, one.logits.flat())).toBeLessThan(1e-4)
  })
})

test('both ways of convolution take the same parameters', () => {
  const shapes = (convolutions: StarcnetConvolutions) => [
    ...starcnetGraph({ convolutions }).parameterShapes(),
  ]
  expect(shapes('tiled').sort()).toEqual(shapes('direct').sort())
})

test('a stamp alone has the logits that it has in a batch', async () => {
  const graph = starcnetGraph()
  const weights = formulaWeights(graph)
  const batch = drawnStamps(3)
  const alone = { shape: [1, 5, 32, 32], data: batch.data.slice(2 * 5120) }
  const together = await run(graph, weights, { stamps: batch })
  const { logits } = await run(graph, weights, { stamps: alone })
  expect(largestDifference(logits.data, together.logits.data.subarray(8))).toBeLessThan(1e-5)
})

describe.skipIf(!hasPython('torch'))('against PyTorch', () => {
  const FILES = ['starcnet-zip.pth', 'starcnet-legacy.pth', 'starcnet.npz']
  let folder: string
  const path = (name: string) => join(folder, name)

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'starsift-starcnet-'))
    runPython('starcnet.py', 'weights', folder, '20')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('names and shapes are those of the state dict', async () => {
    const { weights } = await readWeights(fileSource(path('starcnet-zip.pth')))
    const theirs = [...weights].map(([name, { shape }]) => [name, shape])
    expect([...starcnetGraph().parameterShapes()].sort()).toEqual(theirs.sort())
    expect(theirs).toHaveLength(3 * (7 * 4 + 4) + 2)
    expect(countWeights(weights)).toBe(15_265_156)
  })

  test('every format of weights gives the same model', async () => {
    const { weights } = await readWeights(fileSource(path('starcnet.npz')))
    writeFileSync(path('starcnet.safetensors'), safetensorsBytes(weights, { format: 'pt' }))
    const models = []
    for (const name of [...FILES, 'starcnet.safetensors']) {
      const { bytes } = await importWeights(fileSource(path(name)), architecture)
      const { graph } = await readOnnxOutline(memorySource(bytes))
      const { card } = await readModel(memorySource(bytes))
      const { description, sha256, ...provenance } = card.provenance
      expect(description).toContain(name)
      expect(sha256).toMatch(/^[0-9a-f]{64}$/)
      models.push({
        card: { ...card, provenance },
        graph: Buffer.from(bytes.subarray(graph.start, graph.end)),
      })
    }
    const [first, ...others] = models
    expect(first.card).toMatchObject({ nWeights: 15_265_156, untrained: false })
    for (const other of others) {
      expect(other.card).toEqual(first.card)
      expect(other.graph.equals(first.graph)).toBe(true)
    }
  })

  test('64 stamps have its logits', async () => {
    const stamps = drawnStamps(64)
    writeFileSync(path('stamps.npy'), npyBytes(stamps))
    const files = [path('starcnet-legacy.pth'), path('stamps.npy')]
    runPython('starcnet.py', 'logits', ...files, path('f4.npy'))
    runPython('starcnet.py', 'logits', ...files, path('f8.npy'), '--float64')
    const single = await readNpy(fileSource(path('f4.npy')))
    const double = await readNpy(fileSource(path('f8.npy')))

    const { bytes } = await importWeights(fileSource(files[0]), architecture)
    const session = await openSession(bytes)
    const { logits } = await session.run({ stamps })
    await session.release()
    expect(logits.shape).toEqual([64, 4])
    const of = (a: ArrayLike<unknown>, b: ArrayLike<unknown>) =>
      largestDifference(a as ArrayLike<number>, b as ArrayLike<number>)
    const toSingle = of(logits.data, single.data)
    const toDouble = of(logits.data, double.data)
    console.log(
      `StarcNet's logits, largest differences: ours - PyTorch float32 ${toSingle.toExponential(1)}, ` +
        `ours - float64 ${toDouble.toExponential(1)}, ` +
        `PyTorch float32 - float64 ${of(single.data, double.data).toExponential(1)}`,
    )
    expect(toSingle).toBeLessThan(1e-4)
    expect(toDouble).toBeLessThan(1e-4)
  })
})

/** Eight kinds of stamps in turn: what mosaics hold, and what they hold on bad days. */
function drawnStamps(n: number): Tensor {
  const random = new Random(64)
  const shape = [n, 5, 32, 32]
  const data = new Float32Array(sizeOf(shape))
  for (let k = 0; k < n; k++) {
    const level = 10 ** (4 * random.uniform() - 1)
    const pixel = [
      () => 0.05 * random.normal(),
      (r2: number) => 0.05 * random.normal() + level * Math.exp(-r2 / 6),
      () => level,
      () => -level,
      () => 1000 + random.normal(),
      (r2: number) => 1e5 * Math.exp(-r2 / 40),
      (r2: number) => -level * Math.exp(-r2 / 10) - random.uniform(),
      (_: number, x: number) => (x < 12 ? 0 : random.normal()),
    ][k % 8]
    for (let i = 0; i < 5120; i++) {
      const x = i % 32
      const y = (i >> 5) % 32
      data[k * 5120 + i] = pixel((x - 15.5) ** 2 + (y - 15.5) ** 2, x)
    }
  }
  return { shape, data }
}

function npyBytes({ shape, data }: Tensor): Uint8Array {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`
  const text = head.padEnd(128 - 10 - 1).concat('\n')
  const start = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1')
  return Buffer.concat([start, Buffer.from(text), Buffer.from(data.buffer)])
}
