/** Sources in mosaics: from the bands to a list of places and shapes. */
import { InputError } from '../errors.js'
import { type Blob, blobsOf } from './blobs.js'
import { cleaned } from './clean.js'
import { type Deblending, deblended } from './deblend.js'
import { type Isophote, isophoteOf, nthLargest, type SourcePixels } from './isophote.js'
import { type BandToDetect, type Combination, significanceRows } from './significance.js'
import { gaussianKernel } from './smoothing.js'

export interface DetectionOptions {
  /** sigma of a pixel's noise that pixels must exceed after the filter; default 1.5. */
  readonly threshold?: number
  /** Least number of connected pixels; default 5. */
  readonly leastPixels?: number
  /** Full width at half maximum of the PSF, px, for the filter; 0 for none; default 2. */
  readonly fwhmPx?: number
  /** Several bands as one image; default `chi-square`. */
  readonly combination?: Combination
  /** Default 32. */
  readonly deblendLevels?: number
  /** Share of a blob's light from which a part is a source; 1 for no deblending; default 0.005. */
  readonly deblendShare?: number
  /** Slope of the wings for cleaning; 0 for none; default 1. */
  readonly clean?: number
  /** More detections are an error; default 1,000,000. */
  readonly maxCandidates?: number
  /** The files, for errors. */
  readonly where?: string
  /** Called with the pixels of each detection before it is cleaned, and its number from 0. */
  onPixels?(pixels: SourcePixels, index: number): void
}

/** A source as it was detected; positions are 0-based. */
export interface DetectedSource extends Isophote {
  /** Number in the order of detection, from 0. */
  readonly index: number
  /** Whether it was taken apart from others. */
  readonly isDeblended: boolean
  /** Whether its pixels reach the edge of the image. */
  readonly isAtEdge: boolean
}

export const DETECTION_DEFAULTS = {
  threshold: 1.5,
  leastPixels: 5,
  fwhmPx: 2,
  combination: 'chi-square',
  deblendLevels: 32,
  deblendShare: 0.005,
  clean: 1,
  maxCandidates: 1_000_000,
} as const

/** SExtractor takes parts of so many pixels, or of the least number of a source if it is less. */
const LEAST_PART = 3

/**
 * The sources of one band, or of several together.
 *
 * @param bands one size; from blue to red or in any order
 * @returns in ascending order of y
 * @throws InputError for an option out of range, bands of several sizes, or more detections than
 *   `maxCandidates`
 * @example
 * const background = await measureBackground(mosaic)
 * const sources = await detectSources([{ image: mosaic, background }], { threshold: 3 })
 */
export async function detectSources(
  bands: readonly BandToDetect[],
  options: DetectionOptions = {},
): Promise<DetectedSource[]> {
  const settings = { ...DETECTION_DEFAULTS, ...options }
  checkSettings(settings)
  const { width, height } = bands[0].image
  const { threshold, leastPixels, combination, where } = settings
  const kernel = gaussianKernel(settings.fwhmPx)
  const rows = significanceRows(bands, { kernel, combination, threshold })
  const found = new FoundSources({ width, height }, settings)
  for await (const blob of blobsOf(rows, { width, threshold, leastPixels, where })) found.add(blob)
  return found.cleaned()
}

type Settings = typeof DETECTION_DEFAULTS extends infer D
  ? { readonly [K in keyof D]: K extends 'combination' ? Combination : number } & Pick<
      DetectionOptions,
      'where' | 'onPixels'
    >
  : never

class FoundSources {
  private readonly sources: (DetectedSource & { faintest: number })[] = []
  private readonly deblending: Deblending

  constructor(
    private readonly size: { readonly width: number; readonly height: number },
    private readonly settings: Settings,
  ) {
    const { threshold, deblendLevels, deblendShare, leastPixels } = settings
    this.deblending = {
      ...{ width: size.width, threshold, nLevels: deblendLevels, leastShare: deblendShare },
      leastPixels: Math.min(LEAST_PART, leastPixels),
    }
  }

  add(blob: Blob): void {
    const parts = deblended(blob, this.deblending)
    for (const pixels of parts) {
      if (pixels.values.length < this.settings.leastPixels) continue
      const isophote = isophoteOf(pixels)
      const index = this.sources.length
      this.settings.onPixels?.(pixels, index)
      this.sources.push({
        ...{ ...isophote, index, isDeblended: parts.length > 1, isAtEdge: this.isAtEdge(isophote) },
        faintest: nthLargest(pixels.values, this.settings.leastPixels),
      })
    }
    if (this.sources.length > this.settings.maxCandidates) throw this.tooMany()
  }

  cleaned(): DetectedSource[] {
    const { threshold, clean } = this.settings
    const sources = this.sources.sort((a, b) => a.y - b.y || a.x - b.x)
    if (clean === 0) return sources.map(withoutFaintest)
    const cleanable = sources.map(({ faintest, ...isophote }) => ({ isophote, faintest }))
    const stays = cleaned(cleanable, threshold, clean)
    return sources.filter((_, i) => stays[i] === 1).map(withoutFaintest)
  }

  private isAtEdge({ box }: Isophote): boolean {
    const { width, height } = this.size
    return box.x0 === 0 || box.y0 === 0 || box.x1 === width || box.y1 === height
  }

  private tooMany(): InputError {
    const { maxCandidates, threshold, where } = this.settings
    const { box } = this.sources[this.sources.length - 1]
    return new InputError({
      what: `more than ${maxCandidates} detections above ${threshold} sigma`,
      where,
      expected: `${maxCandidates} or fewer`,
      got: `${this.sources.length} up to row ${box.y1} of ${this.size.height}`,
      remedy: 'raise --threshold, or --max-candidates if the field is that rich',
    })
  }
}

function withoutFaintest({
  faintest: _,
  ...source
}: DetectedSource & { faintest: number }): DetectedSource {
  return source
}

type Ranges = readonly (readonly [keyof Settings, least: number, most: number, whole?: boolean])[]

const RANGES: Ranges = [
  ['threshold', 0.1, 1e6],
  ['leastPixels', 1, 1e6, true],
  ['deblendLevels', 1, 1024, true],
  ['deblendShare', 0, 1],
  ['clean', 0, 10],
  ['maxCandidates', 1, 1e9, true],
]

function checkSettings(settings: Settings): void {
  for (const [name, least, most, isWhole] of RANGES) {
    const value = settings[name] as number
    if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) continue
    throw new InputError({
      what: `option ${name} of the detection`,
      expected: `${isWhole ? 'a whole number from ' : ''}${least} to ${most}`,
      got: `${value}`,
    })
  }
}
