/** StarcNet against PyTorch: its weights in every format, and its logits. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readNpy } from '../../src/arrays/index.js'
import { memorySource } from '../../src/bytes/index.js'
import { importWeights, readModel } from '../../src/models/index.js'
import { countWeights, openSession, readOnnxOutline, type Tensor } from '../../src/nn/index.js'
import { readWeights, safetensorsBytes } from '../../src/weights/index.js'
import { largestDifference } from '../nn/run.js'
import { runPython, withPython } from '../setup/peers.js'
import { fileSource } from '../weights/weights-files.js'
import { architecture, drawnStamps, starcnetGraph } from './starcnet-stamps.js'

withPython('torch', 'against PyTorch', () => {
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

function npyBytes({ shape, data }: Tensor): Uint8Array {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`
  const text = head.padEnd(128 - 10 - 1).concat('\n')
  const start = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1')
  return Buffer.concat([start, Buffer.from(text), Buffer.from(data.buffer)])
}
