/** Features of four classes, of which one never varies, and stamps whose distance is asked. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { Random } from '../../src/random.js'
import { noveltiesOf, noveltySpace } from '../../src/train/novelty-fit.js'

const N = 300
export const [N_FEATURES, N_CLASSES] = [12, 4]

function drawn() {
  const random = new Random(8)
  const row = (label: number) =>
    Array.from({ length: N_FEATURES }, (_, i) =>
      i === 3 ? 0 : 5 + label * (i % 3) + (1 + i) * random.normal(),
    )
  const labels = Uint8Array.from({ length: N }, (_, i) => i % N_CLASSES)
  const features = Float32Array.from([...labels].flatMap((label) => row(label)))
  const asked = Float32Array.from(
    Array.from({ length: 50 }, (_, i) => row(i % 9).map((x, k) => (k === 3 ? i / 10 : x))).flat(),
  )
  return { labels, features, asked }
}

/** For novelty.py. */
export function writeFeatures(folder: string): void {
  const { labels, features, asked } = drawn()
  writeFileSync(join(folder, 'features.f32'), features)
  writeFileSync(join(folder, 'labels.u8'), labels)
  writeFileSync(join(folder, 'asked.f32'), asked)
}

export function expectDistances(expected: readonly number[]): void {
  const { labels, features, asked } = drawn()
  const found = noveltiesOf(asked, noveltySpace(features, labels, N_CLASSES))
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) expect(found[i] / value - 1).toBeCloseTo(0, 4)
}
