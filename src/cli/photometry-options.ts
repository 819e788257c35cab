/** Options of photometry, which `measure` and `detect` share, and what they mean. */
import { type Command, Option } from 'commander'
import { CUT_PRESETS, type CutWords, type MciCorner } from '../detect/index.js'
import { CommandError } from '../errors.js'
import {
  CORRECTED_SOURCES,
  NOISE_MODELS,
  type PhotometryWords,
  SKY_ESTIMATORS,
} from '../photometry/index.js'
import { numberList, oneOf, positive } from './options.js'

/** As commander gives them. */
export interface ParsedPhotometry
  extends Pick<PhotometryWords, 'noise' | 'ebv' | 'saturation' | 'correction' | 'detectedFrom'> {
  readonly apertures?: number[]
  readonly sky?: number[]
  readonly skyEstimator?: PhotometryWords['estimator']
  readonly zeroPoint?: Record<string, number>
}

export function withPhotometryOptions(command: Command): Command {
  return command
    .option('--apertures <list>', 'radii, px; the last is the main one (default: 1,3,4)', radii)
    .option('--sky <in,out>', 'radii of the sky annulus, px (default: 7,8)', numberList('--sky'))
    .option('--sky-estimator <s>', 'median (default) or mode', estimator)
    .option('--noise <name>', 'correlated (default: as measured) or white', noise)
    .option('--detected-from <s>', 'sigma below which there is a limit (default: 3)', sigma)
    .addOption(zeroPointOption())
    .option('--ebv <mag>', 'E(B-V) of the Galaxy; its extinction is given back', ebv)
    .option('--saturation <n>', 'e-/s from which pixels are saturated', positive('--saturation'))
    .option('--correction <of>', 'add the aperture correction of stars or clusters', corrected)
}

const radii = numberList('--apertures')
const estimator = oneOf('--sky-estimator', SKY_ESTIMATORS)
const noise = oneOf('--noise', NOISE_MODELS)
const sigma = positive('--detected-from')
export const corrected = oneOf('--correction', ['none', ...CORRECTED_SOURCES])

export function ebv(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 10) return value
  throw new CommandError({ what: '--ebv', expected: '0 to 10 mag', got: text })
}

/** Several times: `--zero-point F475W=25.79`. */
export const zeroPointOption = () =>
  new Option('--zero-point <f=mag>', 'Vega mag of 1 e-/s, e.g. F475W=25.79; repeatable').argParser(
    (text: string, before: Record<string, number> = {}) => {
      const [filter, mag, ...others] = text.split('=').map((word) => word.trim())
      const value = Number(mag)
      if (filter && mag && others.length === 0 && Number.isFinite(value)) {
        return { ...before, [filter.toUpperCase()]: value }
      }
      throw new CommandError({
        what: '--zero-point',
        expected: 'FILTER=MAG, once for each filter, e.g. F475W=25.79',
        got: text,
      })
    },
  )

/** The options in the words of the library. */
export function photometryWords({
  apertures,
  sky,
  skyEstimator,
  zeroPoint,
  ...words
}: ParsedPhotometry): PhotometryWords {
  if (sky && sky.length !== 2) {
    throw new CommandError({ what: '--sky', expected: 'two radii, e.g. 7,8', got: sky.join(',') })
  }
  return {
    ...{ noise: words.noise, ebv: words.ebv, saturation: words.saturation },
    ...{ correction: words.correction, detectedFrom: words.detectedFrom },
    ...{ radiiPx: apertures, estimator: skyEstimator, zeroPoints: zeroPoint },
    annulus: sky && { innerPx: sky[0], outerPx: sky[1] },
  }
}

/** Cuts, and the distance that one of them needs. */
export const cutOptions = () => [
  new Option('--cuts <list>', 'add columns of cuts: legus, phangs or legus,mv=none').argParser(
    cutList,
  ),
  new Option('--distance-mpc <d>', 'of the galaxy, for the cut in M_V').argParser(
    positive('--distance-mpc'),
  ),
]

export type ParsedCuts = Pick<CutWords, 'preset' | 'numbers'>

const CUT_NUMBERS = ['ci', 'bands', 'err', 'mv'] as const

/**
 * @example cutList('legus,mv=none') // { preset: 'legus', numbers: { mv: null } }
 * @example cutList('phangs,mci=0.3:0.2/2:0.4/2:2') // a region with three corners
 */
function cutList(text: string): ParsedCuts {
  const [word, ...changes] = text.split(',').map((part) => part.trim())
  const preset = CUT_PRESETS.find((name) => name === word)
  const entries = changes.map(cutChange)
  if (preset && entries.every((entry) => entry !== undefined)) {
    return { preset, numbers: Object.assign({}, ...entries) }
  }
  throw new CommandError({
    what: '--cuts',
    expected:
      `${CUT_PRESETS.join(' or ')}, then ${CUT_NUMBERS.join('=N, ')}=N, ` +
      'mci=IN:OUT/IN:OUT/IN:OUT with all corners of a region; none for no cut',
    got: text,
  })
}

/** A number or a region by its name, null for none; undefined where they are not right. */
function cutChange(change: string): ParsedCuts['numbers'] | undefined {
  const [name, value, ...others] = change.split('=')
  if (others.length > 0 || !value) return undefined
  if (name === 'mci') {
    const corners = value === 'none' ? null : mciCorners(value)
    return corners === undefined ? undefined : { mci: corners }
  }
  const known = CUT_NUMBERS.find((number) => number === name)
  const number = value === 'none' && name !== 'err' ? null : Number(value)
  return known && (number === null || Number.isFinite(number)) ? { [known]: number } : undefined
}

const LEAST_CORNERS = 3

/** @example mciCorners('0.3:0.2/2:0.4/2:2') // undefined for fewer than three, or other words */
function mciCorners(text: string): MciCorner[] | undefined {
  const corners = text.split('/').map((corner) => corner.split(':'))
  const isNumber = (word: string) => word.trim() !== '' && Number.isFinite(Number(word))
  const areRight = corners.every((corner) => corner.length === 2 && corner.every(isNumber))
  if (corners.length < LEAST_CORNERS || !areRight) return undefined
  return corners.map(([inner, outer]) => ({ inner: Number(inner), outer: Number(outer) }))
}

/** @throws CommandError for a distance that nothing needs */
export function cutWords(
  cuts: ParsedCuts | undefined,
  distanceMpc: number | undefined,
): CutWords | undefined {
  if (cuts) return { ...cuts, ...(distanceMpc !== undefined && { distanceMpc }) }
  if (distanceMpc === undefined) return undefined
  throw new CommandError({ what: '--distance-mpc without --cuts', expected: '--cuts legus' })
}
