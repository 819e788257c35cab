/** A network that has a plane for each filter: what it is shown of a field, and what is missing. */
import { afterAll, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { flagNames } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { CLUSTER_CLASSES, modelBytes, readModel } from '../../src/models/index.js'
import { flatten, Graph, linear, openSession } from '../../src/nn/index.js'
import { temporaryFolder } from '../fits/files.js'
import { recording } from './recording-session.js'
import { candidatesIn, mixedRows, openField } from './small-field.js'
import { modelOf, SIZE_PX } from './small-model.js'

const N_PIXELS = SIZE_PX ** 2
/** Planes: F435W, F438W, F555W, F606W, F814W. */
const MEANS = [0.5, 100, -0.25, 200, 2]

const field = await openField(temporaryFolder(), 1)
const graph = new Graph('planes')
const input = graph.input('stamps', ['batch', MEANS.length, SIZE_PX, SIZE_PX])
graph.output('logits', linear(graph, flatten(graph, input, 'flat'), 'fc', 4))
const weights = new Map([
  ['fc.weight', { shape: [4, 5 * N_PIXELS], data: new Float32Array(20 * N_PIXELS).fill(0.01) }],
  ['fc.bias', { shape: [4], data: Float32Array.of(1, 2, 3, 4) }],
])
const facts = {
  architecture: 'small',
  bands: [
    { name: 'F435W', accepts: ['F435W', 'F438W'] },
    { name: 'F555W', accepts: ['F555W', 'F606W'] },
    { name: 'F814W', accepts: ['F814W'] },
  ],
  filters: 'apart' as const,
  fewestBands: 2,
  sizePx: SIZE_PX,
  window: 'centred' as const,
  normalisation: { kind: 'subtract' as const, means: MEANS },
  classes: CLUSTER_CLASSES,
  untrained: true,
  provenance: { description: 'by hand', software: 'test' },
}
const bytes = await modelBytes(graph, weights, facts)
const { card } = await readModel(memorySource(bytes, 'planes.onnx'))
const session = await openSession(bytes)
afterAll(async () => {
  await session.release()
  await field.close()
})

async function shown(filters: readonly (string | undefined)[]) {
  const { session: own, stamps } = recording(session)
  const mosaics = field.mosaics.flatMap((mosaic, i) =>
    filters[i] === undefined ? [] : [{ ...mosaic, band: filters[i] }],
  )
  const candidates = candidatesIn(mixedRows(1))
  const asked = { field: { ...field, mosaics }, candidates, model: modelOf(card, own) }
  const { scores } = await classifyCandidates(asked)
  return { stamp: stamps[0], flags: flagNames(scores.flags[0]) }
}

const planesSeen = (stamp: Float32Array) =>
  MEANS.map((_, plane) => stamp.subarray(plane * N_PIXELS, (plane + 1) * N_PIXELS))

test('a mosaic stands in the plane of its filter, with the numbers of that plane', async () => {
  const own = planesSeen((await shown(['F435W', 'F555W', 'F814W'])).stamp)
  const others = planesSeen((await shown(['F438W', 'F606W', 'F814W'])).stamp)
  const empty = new Float32Array(N_PIXELS)
  expect([own[1], own[3], others[0], others[2]]).toEqual([empty, empty, empty, empty])
  for (const [plane, twin] of [
    [0, 1],
    [2, 3],
  ]) {
    for (const [i, value] of own[plane].entries()) {
      expect(others[twin][i]).toBeCloseTo(value + MEANS[plane] - MEANS[twin], 4)
    }
  }
  expect(others[4]).toEqual(own[4])
})

test('missing is a band without any of its filters, not a plane', async () => {
  expect((await shown(['F438W', 'F555W', 'F814W'])).flags).toEqual([])
  const { stamp, flags } = await shown([undefined, 'F606W', 'F814W'])
  expect(flags).toEqual(['missing_bands'])
  expect(planesSeen(stamp).map((plane) => plane.every((value) => value === 0))).toEqual([
    ...[true, true, true, false, false],
  ])
})

test('a card with fewer numbers than planes is refused', async () => {
  const short = { ...facts, normalisation: { kind: 'subtract' as const, means: [1, 2, 3] } }
  const wrong = await modelBytes(graph, weights, short)
  await expect(readModel(memorySource(wrong, 'short.onnx'))).rejects.toThrow(
    'normalisation.means: needs one for each filter of each band',
  )
})
