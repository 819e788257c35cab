/** Detection on made fields with known truth, and against slow and obvious ways. */
import { describe, expect, test } from 'vitest'
import { blobsOf } from '../../src/detect/blobs.js'
import { chiThreshold } from '../../src/detect/chi-square.js'
import { cleaned } from '../../src/detect/clean.js'
import {
  type BandToDetect,
  type DetectionOptions,
  detectSources,
  measureBackground,
  rowsInMemory,
  type SourcePixels,
} from '../../src/detect/index.js'
import { gaussianKernel, smoothedRows } from '../../src/detect/smoothing.js'
import { Random } from '../../src/random.js'
import { type MadeField, makeField, paint } from './made-field.js'

async function bandOf({ width, height, pixels }: MadeField): Promise<BandToDetect> {
  const image = rowsInMemory(width, height, pixels)
  return { image, background: await measureBackground(image) }
}

async function found(field: MadeField, options: DetectionOptions = {}) {
  return detectSources([await bandOf(field)], { threshold: 3, fwhmPx: 2.5, ...options })
}

/** A field of noise and the sources given: flux, place, width. */
function withSources(...sources: [x: number, y: number, flux: number, sigmaPx: number][]) {
  const field = makeField({ seed: 9, nSources: 0 })
  for (const [x, y, flux, sigmaPx] of sources) paint(field, { x, y, flux, sigmaPx })
  return field
}

async function* rowsOfArray(values: Float32Array, width: number) {
  for (let y = 0; y * width < values.length; y++) {
    yield { y, row: values.slice(y * width, (y + 1) * width) }
  }
}

describe('sources of a made field', () => {
  const field = makeField({ seed: 11, nSources: 80 })

  test('every bright one is found at its place, and nothing else', async () => {
    const sources = await found(field)
    const isNear = (a: { x: number; y: number }, b: { x: number; y: number }) =>
      Math.hypot(a.x - b.x, a.y - b.y) < 1
    const bright = field.sources.filter(
      (one) =>
        one.flux > 1 &&
        field.sources.every(
          (other) => other === one || Math.hypot(other.x - one.x, other.y - one.y) > 8,
        ),
    )
    const lost = bright.filter((one) => !sources.some((source) => isNear(source, one)))
    expect(bright.length).toBeGreaterThan(10)
    expect(lost).toEqual([])
    // Two that are closer than about 4 px are one source, between them.
    const strange = sources.filter(({ x, y }) =>
      field.sources.every((one) => Math.hypot(one.x - x, one.y - y) > 3),
    )
    expect(strange).toEqual([])
  })

  test('come in ascending order of y, with shapes', async () => {
    const sources = await found(withSources([80, 200, 20, 1.3], [60, 40, 20, 1.3]))
    expect(sources.map(({ y }) => Math.round(y))).toEqual([40, 200])
    for (const { major, minor, isAtEdge, isDeblended } of sources) {
      expect(major / minor).toBeLessThan(1.1)
      expect(major).toBeGreaterThan(1.2)
      expect([isAtEdge, isDeblended]).toEqual([false, false])
    }
  })

  test('noise alone gives none', async () => {
    expect(await found(makeField({ seed: 12, nSources: 0 }))).toEqual([])
  })
})

describe('deblending', () => {
  const pair = withSources([100, 100, 20, 1.3], [105, 100, 12, 1.3])

  test('two peaks are two sources', async () => {
    const sources = await found(pair)
    expect(sources.map(({ isDeblended }) => isDeblended)).toEqual([true, true])
    const xs = sources.map(({ xPeak }) => xPeak).sort((a, b) => a - b)
    expect(xs).toEqual([100, 105])
  })

  test('without it they are one', async () => {
    expect(await found(pair, { deblendShare: 1 })).toHaveLength(1)
  })

  test('every pixel belongs to one source', async () => {
    const placesOf = async (deblendShare: number) => {
      const places: number[] = []
      const onPixels = ({ x, y }: SourcePixels) => {
        places.push(...Array.from(x, (at, i) => y[i] * 256 + at))
      }
      await found(pair, { onPixels, deblendShare })
      return places.sort((a, b) => a - b)
    }
    expect(await placesOf(0.005)).toEqual(await placesOf(1))
  })

  test('three peaks in a row are three', async () => {
    const three = withSources([60, 60, 20, 1.3], [65, 60, 16, 1.3], [70, 61, 12, 1.3])
    expect((await found(three)).map(({ xPeak }) => xPeak).sort()).toEqual([60, 65, 70])
  })
})

describe('cleaning', () => {
  /** A round source of this light at x, y; its faintest pixel that counts. */
  const round = (x: number, sum: number, extent: number, faintest: number) => {
    const box = { x0: 0, y0: 0, x1: 1, y1: 1 }
    const moments = { xx: extent ** 2, yy: extent ** 2, xy: 0, major: extent, minor: extent }
    const nPixels = Math.round(20 * extent ** 2)
    const place = { x, y: 50, xPeak: x, yPeak: 50, angleDeg: 0, box }
    return { isophote: { ...place, ...moments, sum, nPixels, peak: sum / 10 }, faintest }
  }

  test('takes a bump on the wings of a brighter source away, and no other', () => {
    const bright = round(50, 1e5, 4, 100)
    const [bump, far, strong] = [round(60, 10, 1, 2), round(120, 10, 1, 2), round(61, 900, 1, 90)]
    expect([...cleaned([bright, bump, far, strong], 1.5, 1)]).toEqual([1, 0, 1, 1])
  })

  test('keeps the brighter of two', () => {
    const pair = [round(50, 1e5, 4, 100), round(53, 2e5, 4, 1)]
    expect([...cleaned(pair, 1.5, 1)]).toEqual([1, 1])
  })

  test('is left out where it is not wanted', async () => {
    const field = makeField({ seed: 15, nSources: 300, fluxes: [0.3, 300] })
    const [kept, left] = [await found(field, { clean: 0 }), await found(field)]
    expect(left.length).toBeLessThanOrEqual(kept.length)
    const indices = kept.map(({ index }) => index)
    expect(left.every(({ index }) => indices.includes(index))).toBe(true)
  })
})

describe('edges and gaps', () => {
  test('a source at the edge says so', async () => {
    const [source] = await found(withSources([1, 90, 20, 1.3]))
    expect(source.isAtEdge).toBe(true)
  })

  test('a gap holds no source, and its border makes none', async () => {
    const field = makeField({ seed: 13, nSources: 0 })
    for (let y = 50; y < 200; y++) field.pixels.fill(0, y * 256 + 100, y * 256 + 140)
    expect(await found(field)).toEqual([])
  })
})

describe('several bands', () => {
  const bandsWith = async (flux: number) =>
    Promise.all(
      [31, 32, 33, 34].map((seed) => {
        const field = makeField({ seed, nSources: 0 })
        paint(field, { x: 120.3, y: 77.6, flux, sigmaPx: 1.1 })
        return bandOf(field)
      }),
    )

  test.each(['chi-square', 'mean'] as const)('%s finds what no band shows alone', async (how) => {
    const bands = await bandsWith(0.16)
    const options = { threshold: 1.05, fwhmPx: 2.5, leastPixels: 5, combination: how }
    for (const band of bands) expect(await detectSources([band], options)).toEqual([])
    const [source, ...others] = await detectSources(bands, options)
    expect(others).toEqual([])
    expect(Math.hypot(source.x - 120.3, source.y - 77.6)).toBeLessThan(1)
  })

  test('of two sizes are refused', async () => {
    const bands = [
      await bandOf(makeField({ seed: 1 })),
      await bandOf(makeField({ seed: 1, width: 200 })),
    ]
    await expect(detectSources(bands)).rejects.toThrow(/bands of several sizes.*got 200 x 256 px/)
  })

  test('a chi-square image passes its threshold as often as one band does', () => {
    const [random, t] = [new Random(8), chiThreshold(2, 3)]
    let n = 0
    for (let i = 0; i < 100_000; i++) {
      const chi = Math.hypot(...[1, 2, 3].map(() => Math.max(0, random.normal())))
      if (chi > t) n++
    }
    expect(Math.abs(n / 100_000 - 0.02275)).toBeLessThan(4 * Math.sqrt(0.02275 / 100_000))
    expect(chiThreshold(2, 1)).toBe(2)
  })
})

describe('a threshold too low', () => {
  test('stops at the limit, with a word', async () => {
    const field = makeField({ seed: 14, nSources: 0 })
    const options = { threshold: 0.5, leastPixels: 1, maxCandidates: 50 }
    await expect(found(field, { ...options, where: 'a.fits' })).rejects.toThrow(
      /a\.fits: more than 50 detections above 0\.5 sigma.*raise --threshold/,
    )
  })

  test('options out of range are refused', async () => {
    const field = makeField({ seed: 14, nSources: 0, width: 64, height: 64 })
    await expect(found(field, { threshold: 0 })).rejects.toThrow(/option threshold.*got 0/)
    await expect(found(field, { leastPixels: 2.5 })).rejects.toThrow(/option leastPixels/)
    await expect(found(field, { fwhmPx: -1 })).rejects.toThrow(/width of the PSF/)
  })
})

test('blobs are those of a flood fill', async () => {
  const [width, height, threshold] = [37, 41, 0.3]
  const random = new Random(2)
  const values = Float32Array.from({ length: width * height }, () => random.normal())
  const blobs: string[] = []
  const options = { width, threshold, leastPixels: 3 }
  for await (const { places, values: kept } of blobsOf(rowsOfArray(values, width), options)) {
    expect(kept).toEqual(places.map((place) => values[place]))
    blobs.push([...places].sort((a, b) => a - b).join())
  }
  expect(blobs.sort()).toEqual(flooded(values, width, threshold, 3).sort())
  expect(blobs.length).toBeGreaterThan(5)
})

function flooded(values: Float32Array, width: number, threshold: number, least: number): string[] {
  const seen = new Set<number>()
  const blobs: string[] = []
  for (const start of values.keys()) {
    if (!(values[start] > threshold) || seen.has(start)) continue
    const blob = [start]
    seen.add(start)
    for (let i = 0; i < blob.length; i++) {
      const [x, y] = [blob[i] % width, Math.floor(blob[i] / width)]
      for (const [dx, dy] of NEIGHBOURS) {
        const at = (y + dy) * width + x + dx
        if (x + dx < 0 || x + dx >= width || !(values[at] > threshold) || seen.has(at)) continue
        seen.add(at)
        blob.push(at)
      }
    }
    if (blob.length >= least) blobs.push(blob.sort((a, b) => a - b).join())
  }
  return blobs
}

const NEIGHBOURS = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy]))

describe('the matched filter', () => {
  const [width, height] = [20, 17]
  const kernel = gaussianKernel(2)
  const smoothed = async (values: Float32Array) => {
    const out: number[] = []
    for await (const { row } of smoothedRows(rowsOfArray(values, width), { width, height }, kernel))
      out.push(...row)
    return out
  }

  test('is the sum over the kernel', async () => {
    const random = new Random(4)
    const values = Float32Array.from({ length: width * height }, () => random.normal())
    const out = await smoothed(values)
    const { weights, reach } = kernel
    for (const [x, y] of [
      [8, 8],
      [5, 11],
      [reach, reach],
    ]) {
      let sum = 0
      for (let i = -reach; i <= reach; i++) {
        for (let k = -reach; k <= reach; k++) {
          sum += weights[i + reach] * weights[k + reach] * values[(y + i) * width + x + k]
        }
      }
      expect(out[y * width + x]).toBeCloseTo(sum, 5)
    }
  })

  test('has the same noise at edges and beside gaps', async () => {
    const random = new Random(6)
    const squares = new Float64Array(width * height)
    const nRounds = 400
    for (let round = 0; round < nRounds; round++) {
      const values = Float32Array.from({ length: width * height }, () => random.normal())
      for (let y = 0; y < height; y++) values[y * width + 10] = Number.NaN
      ;(await smoothed(values)).forEach((value, i) => {
        squares[i] += (value / kernel.noiseAfter) ** 2 / nRounds
      })
    }
    for (const x of [0, 1, 5, 9, 11, 19]) {
      expect(Math.abs(squares[8 * width + x] - 1)).toBeLessThan(0.3)
      expect(Math.abs(squares[x] - 1)).toBeLessThan(0.3)
    }
    expect(squares[8 * width + 10]).toBeNaN()
  })
})
