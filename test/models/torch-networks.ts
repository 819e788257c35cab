/** torchvision's networks beside ours: their weights, their logits, files in between. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { architectureNamed, importWeights, inferenceGraph } from '../../src/models/index.js'
import { openSession, type Tensor } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { readSafetensors, safetensorsBytes } from '../../src/weights/index.js'
import { largestDifference, normalTensor } from '../nn/run.js'
import { runPython } from '../setup/peers.js'
import { fileSource } from '../weights/weights-files.js'

const N_CLASSES = 4
/** All that a band may be called. */
const FILTERS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']

/** A folder that is gone after the tests of this file. */
export function scratchFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-networks-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return (name) => join(folder, name)
}

/** Names and shapes of torchvision's state dict, without its counters of batches. */
export function torchShapes(architecture: string, nBands: number): Map<string, number[]> {
  const text = runPython('networks.py', 'shapes', architecture, `${nBands}`, `${N_CLASSES}`)
  const shapes = Object.entries(JSON.parse(text) as Record<string, number[]>)
  return new Map(shapes.filter(([name]) => !name.endsWith('num_batches_tracked')))
}

export function writeTorchWeights(architecture: string, nBands: number, path: string): void {
  runPython('networks.py', 'weights', architecture, `${nBands}`, `${N_CLASSES}`, '18', path)
}

export async function torchLogits(
  architecture: string,
  weights: string,
  stamps: Tensor,
  path: (name: string) => string,
): Promise<Tensor> {
  const [input, output] = [path('stamps.safetensors'), path('logits.safetensors')]
  writeFileSync(input, safetensorsBytes(new Map([['stamps', stamps]])))
  runPython('networks.py', 'logits', architecture, weights, input, output)
  const { weights: answers } = await readSafetensors(fileSource(output))
  return answers.get('logits')!
}

/** A model file of ours from weights of PyTorch. */
export async function imported(
  architecture: string,
  weights: string,
  { nBands, sizePx }: { nBands: number; sizePx: number },
): Promise<Uint8Array> {
  const bands = FILTERS.slice(0, nBands)
  const options = { bands, means: bands.map(() => 0), sizePx }
  const { bytes } = await importWeights(
    fileSource(weights),
    architectureNamed(architecture),
    options,
  )
  return bytes
}

/** Our graph has the names and shapes of torchvision's state dict. */
export function expectTorchShapes(name: string, nBands: number): void {
  const graph = inferenceGraph(architectureNamed(name), { nBands, nClasses: N_CLASSES })
  const ours = [...graph.parameterShapes()].sort()
  expect(ours).toEqual([...torchShapes(name, nBands)].sort())
}

/** Our network with torchvision's weights has its logits of `stamps`. */
export async function expectTorchLogits(
  architecture: string,
  weights: string,
  stamps: Tensor,
  path: (name: string) => string,
): Promise<void> {
  const [n, nBands, sizePx] = stamps.shape
  const theirs = await torchLogits(architecture, weights, stamps, path)
  const logits = await ourLogits(await imported(architecture, weights, { nBands, sizePx }), stamps)
  expect(logits.shape).toEqual([n, N_CLASSES])
  expect(largestDifference(logits.data, theirs.data)).toBeLessThan(1e-4)
}

export async function ourLogits(model: Uint8Array, stamps: Tensor): Promise<Tensor> {
  const session = await openSession(model)
  const { logits } = await session.run({ stamps })
  await session.release()
  return logits
}

export function drawnStamps(n: number, nBands: number, sizePx: number): Tensor {
  return normalTensor(new Random(sizePx), [n, nBands, sizePx, sizePx])
}
