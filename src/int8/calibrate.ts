/** Measures the ranges of a network's pictures on stamps. */
import type { Graph, Tensor } from '../nn/index.js'
import { recognise } from './recognise.js'
import type { ChannelRanges, Ranges } from './scales.js'

/** Gives the points of the graph as outputs, by their names. */
export function showPoints(graph: Graph): readonly string[] {
  const { points } = recognise(graph)
  for (const [name, value] of points) graph.output(name, value)
  return [...points.keys()]
}

/** The ranges of all values that were seen so far. */
export class RangeMeter {
  private readonly low = new Map<string, Float64Array>()
  private readonly high = new Map<string, Float64Array>()

  /** @param values (batch, channels, height, width) */
  see(name: string, { shape: [batch, channels, height, width], data }: Tensor): void {
    const low = this.low.get(name) ?? new Float64Array(channels).fill(Number.POSITIVE_INFINITY)
    const high = this.high.get(name) ?? new Float64Array(channels).fill(Number.NEGATIVE_INFINITY)
    const pixels = height * width
    for (let i = 0; i < batch * channels; i++) {
      const c = i % channels
      for (let k = i * pixels; k < (i + 1) * pixels; k++) {
        if (data[k] < low[c]) low[c] = data[k]
        if (data[k] > high[c]) high[c] = data[k]
      }
    }
    this.low.set(name, low)
    this.high.set(name, high)
  }

  get ranges(): Ranges {
    const of = (name: string): ChannelRanges => ({
      low: [...this.low.get(name)!],
      high: [...this.high.get(name)!],
    })
    return Object.fromEntries([...this.low.keys()].map((name) => [name, of(name)]))
  }
}
