/** The moments of the user's stamps, beside a slow computation of them. */
import { expect, test } from 'vitest'
import type { Adaptable } from '../../src/adaptation/adaptable.js'
import { isForeign, mixed, momentsOf, ownStatistics } from '../../src/adaptation/index.js'
import type { ShownStamps } from '../../src/adaptation/shown-stamps.js'
import { type Architecture, throughStages } from '../../src/models/index.js'
import { batchNorm, flatten, linear } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

const [N_BANDS, SIDE, N] = [2, 4, 150]
const stages: Architecture['stages'] = [
  { name: 'norm', apply: (graph, x) => flatten(graph, batchNorm(graph, x, 'norm'), 'flat') },
  { name: 'fc', apply: (graph, x, nClasses) => linear(graph, x, 'fc', nClasses) },
]
const architecture: Architecture = {
  ...{ name: 'norm', description: 'for tests', sizePx: SIDE, window: 'centred', stages },
  network: (graph, stamps, nClasses) => throughStages(stages, graph, stamps, nClasses),
}

function pictures(): Float32Array {
  const random = new Random(3)
  const nPixels = SIDE ** 2
  return Float32Array.from({ length: N * N_BANDS * nPixels }, (_, i) =>
    Math.floor(i / nPixels) % N_BANDS === 0 ? 5 + 2 * random.normal() : -1 + random.normal(),
  )
}

/** In pieces that do not fill the batches. */
async function* pieces(all: Float32Array) {
  const length = all.length / N
  for (let first = 0; first < N; first += 40) {
    yield all.slice(first * length, Math.min(N, first + 40) * length)
  }
}

const weights = new Map(
  ['weight', 'bias', 'running_mean', 'running_var'].map((name) => [
    `norm.${name}`,
    { shape: [N_BANDS], data: new Float32Array(N_BANDS).fill(name === 'bias' ? 0 : 1) },
  ]),
)

test('means and variances over the full batches of 64', async () => {
  const all = pictures()
  const adaptable = { architecture, weights, shape: { nBands: N_BANDS, nClasses: 4 } }
  const stamps = { picture: [N_BANDS, SIDE, SIDE] }
  const shown = { stamps, pictures: () => pieces(all) } as unknown as ShownStamps
  const found = await momentsOf(adaptable as unknown as Adaptable, shown)
  expect([...found.keys()].sort()).toEqual(['norm.running_mean', 'norm.running_var'])
  for (const band of [0, 1]) {
    const batches = [0, 1].map((batch) => momentsByHand(all, batch, band))
    const mean = (batches[0].mean + batches[1].mean) / 2
    const variance = (batches[0].variance + batches[1].variance) / 2
    expect(found.get('norm.running_mean')!.data[band]).toBeCloseTo(mean, 4)
    expect(found.get('norm.running_var')!.data[band]).toBeCloseTo(variance, 3)
  }
})

/** Bessel's correction is in the variance. */
function momentsByHand(all: Float32Array, batch: number, band: number) {
  const nPixels = SIDE ** 2
  const values: number[] = []
  for (let stamp = 64 * batch; stamp < 64 * (batch + 1); stamp++) {
    const start = (stamp * N_BANDS + band) * nPixels
    values.push(...all.subarray(start, start + nPixels))
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, variance: squares / (values.length - 1) }
}

test('a share of the way to them; what is no statistic stays', () => {
  const of = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) })
  const weights = new Map([
    ['a.running_mean', of(0, 4)],
    ['fc.weight', of(7)],
  ])
  const moved = mixed(weights, new Map([['a.running_mean', of(2, 8)]]), 0.25)
  expect([...moved.get('a.running_mean')!.data]).toEqual([0.5, 5])
  expect(moved.get('fc.weight')).toBe(weights.get('fc.weight'))
})

test('foreign: more than half of the stamps are above their own thresholds', () => {
  expect(isForeign([4, 9, 9], [5, 5, 10])).toBe(false)
  expect(isForeign([4, 9, 9], [5, 5, 5])).toBe(true)
  expect(isForeign([5, 5, 5], [5, 5, 5])).toBe(false)
  expect(isForeign([4, 9], [5, 5])).toBe(false)
  expect(isForeign([Number.NaN, 9, 1], [5, 5, 5])).toBe(true)
})

test('stamps that lack a band are far from the whole ones, and that alone moves nothing', async () => {
  const nFeatures = N_BANDS * SIDE ** 2
  const whitening = Float32Array.from({ length: nFeatures ** 2 }, (_, i) =>
    i % (nFeatures + 1) === 0 ? 1 : 0,
  )
  const novelty = { threshold: 1, quantile: 0.99, missing: [{ bands: ['B'], threshold: 1e6 }] }
  const adaptable = {
    ...{ architecture, weights, nFeatures, shape: { nBands: N_BANDS, nClasses: 4 } },
    space: { whitening, means: new Float32Array(4 * nFeatures) },
    file: { card: { bands: [{ name: 'A' }, { name: 'B' }], novelty } },
  }
  const shareWhere = async (missing: (row: number) => number) => {
    const rows = Array.from({ length: N }, (_, row) => row)
    const stamps = { picture: [N_BANDS, SIDE, SIDE] }
    const shown = { stamps, rows, missing: rows.map(missing), pictures: () => pieces(pictures()) }
    const given = [adaptable as unknown as Adaptable, shown as unknown as ShownStamps] as const
    return (await ownStatistics(...given)).share
  }
  expect(await shareWhere(() => 0)).toBeGreaterThan(0)
  expect(await shareWhere((row) => (row < 80 ? 0b10 : 0))).toBe(0)
  expect(await shareWhere((row) => (row < 70 ? 0b10 : 0))).toBeGreaterThan(0)
})
