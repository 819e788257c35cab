/** A stamp shown in several orientations gets the mean of their logits. */
import { afterAll, expect, test } from 'vitest'
import { type ClassifyOptions, classify } from '../../src/classify/index.js'
import type { Session } from '../../src/nn/index.js'
import { temporaryFolder } from '../fits/files.js'
import { candidatesIn, mixedRows, openField } from './small-field.js'
import { SIZE_PX, smallModel } from './small-model.js'

const field = await openField(temporaryFolder(), 1)
const model = await smallModel()
afterAll(async () => {
  await model.session.release()
  await field.close()
})

/** Pixels (y, x) of the first band that are the four logits: no two of them at the same distance from the centre. */
const SEEN = [
  [0, 0],
  [0, 1],
  [1, 2],
  [2, 2],
] as const
const shown: Float32Array[] = []
const looking: Session = {
  device: 'cpu',
  async run({ stamps: { shape, data } }) {
    const [n, nBands, side] = shape
    const length = nBands * side * side
    shown.push(data.slice())
    const logits = Float32Array.from({ length: 4 * n }, (_, i) => {
      const [y, x] = SEEN[i % 4]
      return data[Math.floor(i / 4) * length + y * side + x]
    })
    const novelty = Float32Array.from({ length: n }, (_, i) => data[i * length])
    return {
      logits: { shape: [n, 4], data: logits },
      novelty: { shape: [n, 1], data: novelty },
    }
  },
  release: async () => {},
}

const run = (options: ClassifyOptions) =>
  classify(
    { field, candidates: candidatesIn(mixedRows(1)), card: model.card, session: looking },
    options,
  )

const last = SIZE_PX - 1
const TURNS: Record<2 | 8, (y: number, x: number) => (readonly [number, number])[]> = {
  2: (y, x) => [
    [y, x],
    [last - y, last - x],
  ],
  8: (y, x) =>
    [
      [y, x],
      [x, y],
    ].flatMap(([v, u]) => [
      [v, u] as const,
      [last - v, u] as const,
      [v, last - u] as const,
      [last - v, last - u] as const,
    ]),
}

test.each([2, 8] as const)('%i orientations', async (orientations) => {
  shown.length = 0
  const { probabilities } = await run({ orientations })
  expect(shown).toHaveLength(orientations)
  const [stamp] = shown
  const logits = SEEN.map(([y, x]) => {
    const values = TURNS[orientations](y, x).map(([v, u]) => stamp[v * SIZE_PX + u])
    return values.reduce((sum, value) => sum + value, 0) / values.length
  })
  const powers = logits.map((v) => Math.exp(v))
  const sum = powers.reduce((a, b) => a + b)
  for (const [k, power] of powers.entries()) expect(probabilities[k]).toBeCloseTo(power / sum, 5)
})

test('by default one, as it is', async () => {
  shown.length = 0
  const answers = [await run({}), await run({ orientations: 1 })]
  expect(shown).toHaveLength(2)
  expect(answers[0].probabilities).toEqual(answers[1].probabilities)
})

test('eight orientations of a mirrored field: the same answer', async () => {
  shown.length = 0
  await run({ orientations: 8 })
  const sums = shown.map((stamps) => stamps.reduce((sum, value) => sum + value, 0))
  for (const sum of sums) expect(sum).toBeCloseTo(sums[0], 3)
  const distinct = new Set(shown.map((stamps) => stamps.slice(0, 2 * SIZE_PX).join()))
  expect(distinct.size).toBe(8)
})
