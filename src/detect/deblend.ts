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
  const cores = coresOf(graph, options)
  if (cores.length < 2) return [graph]
  return shared(graph, cores)
}

/** What is above one level and connected; a tree of such parts grows from the peaks down. */
interface Part {
  /** Its first pixel; the others follow in the chain `next`. */
  readonly head: number
  tail: number
  n: number
  /** Sum of the values. */
  sum: number
  /** The sources in it, each the first n pixels of a chain; undefined while it is one source. */
  cores: Core[] | undefined
}

interface Core {
  readonly head: number
  readonly n: number
}

/** The pixels of each source at the level where it parts from the others. */
function coresOf(graph: PixelGraph, options: Deblending): Int32Array[] {
  const { values } = graph
  const total = values.reduce((sum, value) => sum + value, 0)
  const levels = levelsOf(values, options)
  const next = new Int32Array(values.length).fill(-1)
  const parts = new Parts(graph, next)
  for (let level = options.nLevels - 1; level >= 0; level--) {
    // The parts of the level above, which this level may join.
    const cut = cutAt(level + 1, options, levels.peak)
    const isSource = (part: Part) =>
      part.cores !== undefined ||
      (part.n >= options.leastPixels && part.sum - cut * part.n > options.leastShare * total)
    parts.lowerTo(levels.pixels[level], isSource)
  }
  const [whole] = parts.all()
  return (whole.cores ?? []).map(({ head, n }) => chain(head, n, next))
}

function chain(head: number, n: number, next: Int32Array): Int32Array {
  const pixels = new Int32Array(n)
  for (let i = 0, at = head; i < n; i++, at = next[at]) pixels[i] = at
  return pixels
}

function cutAt(level: number, { threshold, nLevels }: Deblending, peak: number): number {
  return threshold * (peak / threshold) ** (level / nLevels)
}

/** The pixels of each level. */
function levelsOf(values: Float32Array, { threshold, nLevels }: Deblending) {
  const peak = values.reduce((most, value) => Math.max(most, value))
  const perLevel = nLevels / Math.log(peak / threshold)
  const pixels: number[][] = Array.from({ length: nLevels }, () => [])
  for (let i = 0; i < values.length; i++) {
    const level = Math.floor(perLevel * Math.log(values[i] / threshold))
    pixels[Math.min(Math.max(level, 0), nLevels - 1)].push(i)
  }
  return { peak, pixels }
}

class Parts {
  private readonly parents: Int32Array
  private readonly parts = new Map<number, Part>()

  constructor(
    private readonly graph: PixelGraph,
    private readonly next: Int32Array,
  ) {
    this.parents = new Int32Array(graph.values.length).fill(-1)
  }

  all(): Part[] {
    return [...this.parts.values()]
  }

  /** Adds the pixels of a level. Parts that they join become one. */
  lowerTo(pixels: readonly number[], isSource: (part: Part) => boolean): void {
    const joined = new Map<number, Part[]>()
    for (const pixel of pixels) this.parents[pixel] = pixel
    for (const pixel of pixels) this.parts.set(pixel, this.single(pixel))
    const old = new Set(pixels)
    for (const pixel of pixels) {
      for (let k = 0; k < N_NEIGHBOURS; k++) {
        const other = this.graph.neighbours[N_NEIGHBOURS * pixel + k]
        if (other >= 0 && this.parents[other] >= 0) this.join(pixel, other, joined, old)
      }
    }
    for (const [root, before] of joined) {
      const part = this.parts.get(this.root(root))
      if (part) part.cores = coresTogether(before, isSource)
    }
  }

  private single(pixel: number): Part {
    const sum = this.graph.values[pixel]
    return { head: pixel, tail: pixel, n: 1, sum, cores: undefined }
  }

  /** @param joined for each root, the parts of the level above in it, as they were there */
  private join(
    a: number,
    b: number,
    joined: Map<number, Part[]>,
    fresh: ReadonlySet<number>,
  ): void {
    const [rootA, rootB] = [this.root(a), this.root(b)]
    if (rootA === rootB) return
    const [partA, partB] = [this.parts.get(rootA)!, this.parts.get(rootB)!]
    const before = [rootA, rootB].flatMap((root) => {
      const part = this.parts.get(root)!
      return joined.get(root) ?? (fresh.has(root) ? [] : [{ ...part }])
    })
    const [into, root, from, gone] =
      partA.n >= partB.n ? [partA, rootA, partB, rootB] : [partB, rootB, partA, rootA]
    this.parents[gone] = root
    this.next[into.tail] = from.head
    into.tail = from.tail
    into.n += from.n
    into.sum += from.sum
    this.parts.delete(gone)
    joined.delete(gone)
    joined.set(root, before)
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
  return {
    x: Int32Array.from(pixels, (i) => x[i]),
    y: Int32Array.from(pixels, (i) => y[i]),
    values: Float32Array.from(pixels, (i) => values[i]),
  }
}

interface Gaussian {
  readonly x: number
  readonly y: number
  readonly peak: number
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
    ...{ x: isophote.x, y: isophote.y, peak: isophote.peak },
    ...{ xx: yy / (2 * determinant), yy: xx / (2 * determinant), xy: -isophote.xy / determinant },
  }
}

/** By the logarithm of the brightness, which does not run out of digits far away. */
function brightest(gaussians: readonly Gaussian[], x: number, y: number): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY]
  for (const [k, { x: cx, y: cy, peak, xx, yy, xy }] of gaussians.entries()) {
    const [dx, dy] = [x - cx, y - cy]
    const log = Math.log(peak) - (xx * dx * dx + yy * dy * dy + xy * dx * dy)
    if (log > most) [best, most] = [k, log]
  }
  return best
}
