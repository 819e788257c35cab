/** What a user says of a measurement of completeness. */
import { definedOf } from '../defined.js'
import type { CutWords, FindWords } from '../detect/index.js'
import { InputError } from '../errors.js'
import type { ColourWords } from './colours.js'

export const PLACES = ['sources', 'uniform'] as const
export type PlacesWord = (typeof PLACES)[number]

/** How sources are found, measured and cut; and how they are injected. */
export interface CompletenessWords extends FindWords, ColourWords {
  /** A source is kept only if it passes these; default: none. */
  readonly cuts?: CutWords
  /** Default 1. */
  readonly seed?: number
  /** Number of injections; default 2000. */
  readonly nInjections?: number
  /** Share of them that are stars, 0 to 1; default 0.2. */
  readonly starShare?: number
  /** V from bright to faint, mag; default: about the depth of the field. */
  readonly magnitudes?: readonly [bright: number, faint: number]
  /** Least and largest half-light radius of clusters, px; default 0.5 to 4. */
  readonly sizesPx?: readonly [least: number, largest: number]
  /** Near sources of the field, so that most lie where most sources do, or anywhere. */
  readonly places?: PlacesWord
  /** Places of a catalogue, 0-based, in place of the sources that are found. */
  readonly near?: { readonly x: readonly number[]; readonly y: readonly number[] }
  /** Least distance of two injections of a round, px; default 60. */
  readonly apartPx?: number
  /** A detection within so many px is that of the injection; default 2. */
  readonly matchPx?: number
}

/** Words that have a default. */
type Defaults = Required<
  Pick<
    CompletenessWords,
    'seed' | 'nInjections' | 'starShare' | 'sizesPx' | 'places' | 'apartPx' | 'matchPx'
  >
>

export const COMPLETENESS_DEFAULTS: Defaults = {
  seed: 1,
  nInjections: 2000,
  starShare: 0.2,
  sizesPx: [0.5, 4],
  places: 'sources',
  apartPx: 60,
  matchPx: 2,
}

/** The words with the defaults of those that are not given. */
export function settingsOf<T extends object>(words: T): Omit<T, keyof Defaults> & Defaults {
  return { ...COMPLETENESS_DEFAULTS, ...definedOf(words) } as Omit<T, keyof Defaults> & Defaults
}

/** @throws InputError for a number out of range */
export function checkWords(words: Omit<CompletenessWords, 'weights'>): void {
  const { magnitudes, sizesPx, starShare, apartPx, nInjections, matchPx } = words
  check('--magnitudes', magnitudes, inOrder(magnitudes), 'bright,faint, e.g. 20,26')
  const isSize = inOrder(sizesPx) && (sizesPx?.[0] ?? 1) > 0 && (sizesPx?.[1] ?? 1) <= LARGEST_PX
  check('--sizes', sizesPx, isSize, `least,largest, above 0 to ${LARGEST_PX} px, e.g. 0.5,4`)
  check('--star-share', starShare, starShare! >= 0 && starShare! < 1, '0 or more, below 1')
  check('--apart', apartPx, apartPx! >= LEAST_APART_PX, `${LEAST_APART_PX} px or more`)
  check('--sources', nInjections, nInjections! >= 1, '1 or more')
  check('--match', matchPx, matchPx! > 0 && matchPx! <= 10, 'above 0 to 10 px')
}

/** A larger source leaves its aperture. */
const LARGEST_PX = 10
/** Nearer than this, the sky's annulus of one reaches the other. */
const LEAST_APART_PX = 25

function inOrder(range: readonly number[] | undefined): boolean {
  return range === undefined || (range.length === 2 && range[0] < range[1])
}

function check(what: string, given: unknown, isRight: boolean, expected: string): void {
  if (given === undefined || isRight) return
  throw new InputError({ what, expected, got: `${given}` })
}
