/** An explanation as a person sees it: pictures, words, and what was said without each band. */
import type { CandidateSet } from '../catalog/index.js'
import type { FitsMosaicSet } from '../cutouts/index.js'
import type { Gallery, Model } from '../models/index.js'
import { lonePicture, type RgbPicture } from '../viewing/index.js'
import { type ExplainUse, explainRows } from './explain-rows.js'
import {
  bandNames,
  decisiveBands,
  type Explanations,
  type RowExplanation,
  type Said,
} from './explanation.js'
import { mapPicture, peaksOf } from './peaks.js'

export interface SaidPicture {
  readonly picture: RgbPicture
  readonly said: string
}

/** The stamp in colour, a map of all bands, and a map of each. */
export function picturesOf(row: RowExplanation, of: Explanations): SaidPicture[] {
  const names = bandNames(of)
  const shown = [{ picture: lonePicture(row.stamp, of.sizePx), said: 'in colour' }]
  const seen = row.bandMaps.flatMap((map, band) => (map ? [band] : []))
  const middle = seen[Math.floor(seen.length / 2)]
  if (row.map && seen.length > 1) {
    const picture = mapPicture(row.stamp[middle], row.map, of)
    shown.push({ picture, said: `patch on all bands (over ${names[middle]})` })
  }
  for (const band of seen) {
    const picture = mapPicture(row.stamp[band], row.bandMaps[band]!, of)
    shown.push({ picture, said: `patch on ${names[band]}` })
  }
  return shown
}

/** What matters most, in a sentence; empty for a row without a class. */
export function inWords(row: RowExplanation, of: Explanations): string {
  if (row.said.class === 0) return ''
  const names = decisiveBands(row).map((band) => bandNames(of)[band])
  const bands =
    names.length > 0
      ? `another class without ${names.join(' or without ')}`
      : row.without.some((said) => said !== null) && 'the same class without any one band'
  const peaks = row.map ? peaksOf(row.map, row, of) : {}
  const light = [peaks.for, peaks.against].flatMap((peak) => {
    if (!peak) return []
    const times = Math.exp(-peak.fall)
    const digits = times < 0.01 ? times.toExponential(0) : times.toFixed(2)
    return [`p times ${digits} without the light at x ${peak.x}, y ${peak.y}`]
  })
  return [bands, ...light].filter(Boolean).join('; ')
}

/** A stamp of training in colour. */
export function examplePicture({ pictures, sidePx }: Gallery, index: number): RgbPicture {
  const length = 3 * sidePx ** 2
  const rgb = pictures.slice(index * length, (index + 1) * length)
  return { width: sidePx, height: sidePx, rgb }
}

/** A picture that goes through JSON: its bytes as base64. */
export interface SentPicture {
  readonly said: string
  readonly sidePx: number
  /** Red, green and blue; the first row is the top. */
  readonly rgb: string
}

/** What a page shows of a row. It goes through JSON as it is. */
export interface ShownExplanation {
  readonly said: Said
  readonly words: string
  readonly without: readonly { readonly band: string; readonly said: Said | null }[]
  readonly pictures: readonly SentPicture[]
  /** Null where the model has no gallery. */
  readonly nearest:
    | readonly {
        readonly class: number
        readonly distance: number
        readonly picture: SentPicture
      }[]
    | null
}

/**
 * The explanation of a row, for a page.
 *
 * @param use as for `explainRows`
 * @throws InputError as `explainRows`
 * @example (await shownExplanation({ field, candidates, model }, 11)).words
 */
export async function shownExplanation(
  input: { field: FitsMosaicSet; candidates: CandidateSet; model: Model },
  row: number,
  use: ExplainUse = {},
): Promise<ShownExplanation> {
  const all = await explainRows(input, [row], use)
  const [one] = all.rows
  const names = bandNames(all)
  const { gallery } = all
  return {
    said: one.said,
    words: inWords(one, all),
    without: names.flatMap((band, i) => (all.bands[i] ? [{ band, said: one.without[i] }] : [])),
    pictures: one.said.class === 0 ? [] : picturesOf(one, all).map(sent),
    nearest:
      gallery && one.nearest
        ? one.nearest.map(({ index, class: value, distance, from }) => ({
            ...{ class: value, distance },
            picture: sent({ picture: examplePicture(gallery, index), said: from }),
          }))
        : null,
  }
}

function sent({ picture: { width, rgb }, said }: SaidPicture): SentPicture {
  let text = ''
  for (const byte of rgb) text += String.fromCharCode(byte)
  return { said, sidePx: width, rgb: btoa(text) }
}
