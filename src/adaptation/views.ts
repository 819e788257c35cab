/** What a network makes of every view of the stamps, up to its last stage. */
import { openTrunk, stampExamples, type Variation } from '../loop/index.js'
import type { SessionOptions, Weights } from '../nn/index.js'
import { type Adaptable, trunkOf } from './adaptable.js'
import type { Showing } from './showings.js'
import type { ShownStamps } from './shown-stamps.js'

/**
 * Features of each view, (n, nFeatures); the views of each showing follow each other.
 *
 * @param weights of the trunk
 * @param onStamps is told of every stamp in every view
 */
export async function featuresOfViews(
  adaptable: Adaptable,
  weights: Weights,
  { rows, stamps, pictures }: ShownStamps,
  showings: readonly Showing[],
  { onStamps, ...options }: SessionOptions & { onStamps?(n: number): void } = {},
): Promise<Float32Array[]> {
  const { picture } = stamps
  const { architecture, nFeatures } = adaptable
  const trunk = await openTrunk(
    { ...options, name: architecture.name, trunk: trunkOf(adaptable), weights },
    picture,
  )
  const views: Float32Array[] = []
  try {
    for (const { symmetries, ...showing } of showings) {
      const found = symmetries.map(() => new Float32Array(rows.length * nFeatures))
      let first = 0
      for await (const part of pictures(showing)) {
        const n = part.length / picture.reduce((product, side) => product * side, 1)
        const labels = new Uint8Array(n)
        const examples = stampExamples({ stamps: part, shape: [n, ...picture], labels })
        const seen = trunk.examplesOf(examples, false)
        const all = Uint32Array.from(labels.keys())
        for (const [view, symmetry] of symmetries.entries()) {
          const variations = new Array<Variation>(n).fill({ symmetry, hidden: 0 })
          found[view].set(await seen.read(all, variations), first * nFeatures)
        }
        first += n
        onStamps?.(n * symmetries.length)
      }
      views.push(...found)
    }
    return views
  } finally {
    await trunk.release()
  }
}
