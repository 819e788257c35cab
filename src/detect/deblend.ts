/**
 * Blobs of several sources, taken apart as SExtractor does it (Bertin & Arnouts 1996, section 5).
 *
 * The blob is cut at levels between the threshold and its peak, in equal ratios. Where it falls
 * into parts at a level, a part is a source if it holds a share of the blob's light or more above
 * that level, and if another part does so too. The pixels that no part has go to the source whose
 * light, continued as a Gaussian, is brightest there.
 */
import type { Blob } from './blobs.js'
import { type Isophote, isophoteOf, type SourcePixels } from './isophote.js'
import { N_NEIGHBOURS, type PixelGraph, pixelGraph } from './neighbour-pixels.js'

export interface Deblending {
  readonly width: number
  readonly threshold: number
  /** Number of levels; default of SExtractor: 32. */
  readonly nLevels: number
  /** Share of the blob's light from which a part counts; default of SExtractor: 0.005. */
  readonly leastShare: number
  /** A part of fewer pixels is none. */
  readonly leastPixels: number
}

/**
 * The sources of a blob: one, or several.
 *
 * @returns the pixels of each
 */
export function deblended(blob: Blob, options: Deblending): SourcePixels[] {
  const graph = pixelGraph(blob.places, blob.values, options.width)
  if (hasOnePeak(graph)) return [graph]
  const cores = coresOf(graph, options)
  if (cores.length < 2) return [graph]
  return shared(graph, cores)
}

/** Where only one pixel is as bright as all that it touches, no level falls into parts. */
function hasOnePeak({ values, neighbours }: PixelGraph): boolean {
  let nPeaks = 0
  for (let i = 0; i < values.length && nPeaks < 2; i++) {
    let k = 0
    while (k < N_NEIGHBOURS && !(values[neighbours[N_NEIGHBOURS * i + k]] > values[i])) k++
    if (k === N_NEIGHBOURS) nPeaks++
  }
  return nPeaks < 2
}

/** What is above one level and connected; a tree of such parts grows from the peaks down. */
interface Part {
  /** Its first pixel; the others follow in the chain `next`. */
  readonly head: number
  readonly n: number
  /** Sum of the values. */
  readonly sum: number
  /** The sources in it, each the first n pixels of a chain; undefined while it is one source. */
  readonly cores: Core[] | undefined
}

interface Core {
  readonly head: number
  readonly n: number
}

/** The pixels of each source at the level where it parts from the others. */
function coresOf(graph: PixelGraph, options: Deblending): Int32Array[] {
  const { values } = graph
  const total = values.reduce((sum, value) => sum + value, 0)
  const { peak, pixelsOf } = levelsOf(values, options)
  const parts = new Parts(graph)
  for (let level = options.nLevels - 1; level >= 0; level--) {
    // The parts of the level above, which this level may join.
    const isSource = ({ cores, n, sum }: Part) =>
      cores !== undefined ||
      (n >= options.leastPixels &&
        sum - cutAt(level + 1, options, peak) * n > options.leastShare * total)
    parts.lowerTo(pixelsOf(level), isSource)
  }
  return parts.coresOfAll().map(({ head, n }) => parts.chain(head, n))
}

function cutAt(level: number, { threshold, nLevels }: Deblending, peak: number): number {
  return threshold * (peak / threshold) ** (level / nLevels)
}

/** The pixels of each level, in their order. */
function levelsOf(values: Float32Array, { threshold, nLevels }: Deblending) {
  const peak = values.reduce((most, value) => Math.max(most, value))
  const perLevel = nLevels / Math.log(peak / threshold)
  const levels = new Int32Array(values.length)
  const ends = new Int32Array(nLevels + 1)
  for (let i = 0; i < values.length; i++) {
    const level = Math.floor(perLevel * Math.log(values[i] / threshold))
    levels[i] = Math.min(Math.max(level, 0), nLevels - 1)
    ends[levels[i] + 1]++
  }
  for (let level = 0; level < nLevels; level++) ends[level + 1] += ends[level]
  const [pixels, at] = [new Int32Array(values.length), ends.slice()]
  for (let i = 0; i < values.length; i++) pixels[at[levels[i]]++] = i
  return { peak, pixelsOf: (level: number) => pixels.subarray(ends[level], ends[level + 1]) }
}

/** The parts, each known by one of its pixels, the root. */
class Parts {
  private readonly parents: Int32Array
  /** The level at which a pixel came, counted from the peak. */
  private readonly steps: Int32Array
  private step = 0
  // Of the part whose root a pixel is.
  private readonly heads: Int32Array
  private readonly tails: Int32Array
  private readonly counts: Int32Array
  private readonly sums: Float64Array
  private readonly cores = new Map<number, Core[]>()
  private readonly next: Int32Array

  constructor(private readonly graph: PixelGraph) {
    const n = graph.values.length
    this.parents = new Int32Array(n).fill(-1)
    this.next = new Int32Array(n).fill(-1)
    ;[this.steps, this.heads] = [new Int32Array(n), new Int32Array(n)]
    ;[this.tails, this.counts] = [new Int32Array(n), new Int32Array(n)]
    this.sums = new Float64Array(n)
  }

  /** The sources of the blob, once all levels are there. */
  coresOfAll(): readonly Core[] {
    return this.cores.get(this.root(0)) ?? []
  }

  /** The first n pixels from `head` on. */
  chain(head: number, n: number): Int32Array {
    const pixels = new Int32Array(n)
    for (let i = 0, at = head; i < n; i++, at = this.next[at]) pixels[i] = at
    return pixels
  }

  /** Adds the pixels of a level. Parts that they join become one. */
  lowerTo(pixels: Int32Array, isSource: (part: Part) => boolean): void {
    this.step++
    for (const pixel of pixels) this.begin(pixel)
    const joined = new Map<number, Part[]>()
    for (const pixel of pixels) {
      for (let k = 0; k < N_NEIGHBOURS; k++) {
        const other = this.graph.neighbours[N_NEIGHBOURS * pixel + k]
        if (other >= 0 && this.parents[other] >= 0) this.join(pixel, other, joined)
      }
    }
    for (const [root, before] of joined) {
      const cores = coresTogether(before, isSource)
      if (cores) this.cores.set(root, cores)
      else this.cores.delete(root)
    }
  }

  private begin(pixel: number): void {
    this.parents[pixel] = pixel
    this.steps[pixel] = this.step
    this.heads[pixel] = pixel
    this.tails[pixel] = pixel
    this.counts[pixel] = 1
    this.sums[pixel] = this.graph.values[pixel]
  }

  /** @param joined for each root, the parts of the level above in it, as they were there */
  private join(a: number, b: number, joined: Map<number, Part[]>): void {
    const [rootA, rootB] = [this.root(a), this.root(b)]
    if (rootA === rootB) return
    const before = both(this.partsBefore(rootA, joined), this.partsBefore(rootB, joined))
    const [root, gone] = this.counts[rootA] >= this.counts[rootB] ? [rootA, rootB] : [rootB, rootA]
    this.parents[gone] = root
    this.next[this.tails[root]] = this.heads[gone]
    this.tails[root] = this.tails[gone]
    this.counts[root] += this.counts[gone]
    this.sums[root] += this.sums[gone]
    if (!before) return
    joined.delete(gone)
    joined.set(root, before)
  }

  /** Undefined for pixels of this level alone. */
  private partsBefore(root: number, joined: Map<number, Part[]>): Part[] | undefined {
    const known = joined.get(root)
    if (known || this.steps[root] === this.step) return known
    const [head, n, sum] = [this.heads[root], this.counts[root], this.sums[root]]
    return [{ head, n, sum, cores: this.cores.get(root) }]
  }

  private root(pixel: number): number {
    const { parents } = this
    let root = pixel
    while (parents[root] !== root) root = parents[root]
    for (let at = pixel; parents[at] !== root; ) {
      const up = parents[at]
      parents[at] = root
      at = up
    }
    return root
  }
}

function both(a: Part[] | undefined, b: Part[] | undefined): Part[] | undefined {
  return a && b ? [...a, ...b] : (a ?? b)
}

/** Sources of the parts that become one: undefined while they are one source. */
function coresTogether(
  before: readonly Part[],
  isSource: (part: Part) => boolean,
): Core[] | undefined {
  const sources = before.filter(isSource)
  if (sources.length === 0) return undefined
  if (sources.length === 1) return sources[0].cores
  return sources.flatMap(({ cores, head, n }) => cores ?? [{ head, n }])
}

/** Every pixel to the core that has it, or whose Gaussian is brightest there. */
function shared(graph: PixelGraph, cores: readonly Int32Array[]): SourcePixels[] {
  const owners = new Int32Array(graph.values.length).fill(-1)
  for (const [k, pixels] of cores.entries()) for (const pixel of pixels) owners[pixel] = k
  const gaussians = cores.map((pixels) => gaussianOf(isophoteOf(picked(graph, pixels))))
  const members: number[][] = cores.map(() => [])
  for (let i = 0; i < owners.length; i++) {
    const owner = owners[i] >= 0 ? owners[i] : brightest(gaussians, graph.x[i], graph.y[i])
    members[owner].push(i)
  }
  return members.map((pixels) => picked(graph, pixels))
}

function picked({ x, y, values }: PixelGraph, pixels: ArrayLike<number>): SourcePixels {
  const n = pixels.length
  const out = { x: new Int32Array(n), y: new Int32Array(n), values: new Float32Array(n) }
  for (let i = 0; i < n; i++) {
    out.x[i] = x[pixels[i]]
    out.y[i] = y[pixels[i]]
    out.values[i] = values[pixels[i]]
  }
  return out
}

interface Gaussian {
  readonly x: number
  readonly y: number
  readonly logPeak: number
  /** Half the inverse of the matrix of second moments. */
  readonly xx: number
  readonly yy: number
  readonly xy: number
}

/** Least extent of a core, px^2: the moments of few pixels may be 0. */
const LEAST_VARIANCE = 0.5

function gaussianOf(isophote: Isophote): Gaussian {
  const [xx, yy] = [isophote.xx, isophote.yy].map((value) => Math.max(value, LEAST_VARIANCE))
  const determinant = Math.max(xx * yy - isophote.xy ** 2, LEAST_VARIANCE ** 2)
  return {
    ...{ x: isophote.x, y: isophote.y, logPeak: Math.log(isophote.peak) },
    ...{ xx: yy / (2 * determinant), yy: xx / (2 * determinant), xy: -isophote.xy / determinant },
  }
}

/** By the logarithm of the brightness, which does not run out of digits far away. */
function brightest(gaussians: readonly Gaussian[], x: number, y: number): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY]
  for (let k = 0; k < gaussians.length; k++) {
    const { x: cx, y: cy, logPeak, xx, yy, xy } = gaussians[k]
    const dx = x - cx
    const dy = y - cy
    const log = logPeak - (xx * dx * dx + yy * dy * dy + xy * dx * dy)
    if (log > most) [best, most] = [k, log]
  }
  return best
}
