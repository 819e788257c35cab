/**
 * Cuts that make candidates of sources. Nothing is left out: each cut becomes a column, and a note
 * says how many sources pass it. LEGUS inspected sources with a CI above a cut, an error below 0.3
 * mag in four bands or more, and M_V of -6 or brighter (Calzetti+2015, AJ 149, 51; Adamo+2017).
 * PHANGS-HST took sources in a region of the inner and outer MCI (Thilker+2022, MNRAS 509, 4094).
 */
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import {
  distanceModulusOf,
  type FieldPhotometry,
  LARGEST_ERROR_MAG,
  photometryColumns,
  vBand,
} from '../photometry/index.js'
import { type Column, numbersOf } from '../tables/index.js'
import {
  areaOf,
  cornersText,
  isInside,
  MCI_REGION,
  type MciCorner,
  regionText,
} from './mci-region.js'

/** The numbers of the cuts; undefined for a cut that is not made. */
export interface Cuts {
  /** Least CI in V, mag. */
  readonly ci: number | undefined
  /** Least number of bands with an error below `err`. */
  readonly bands: number | undefined
  /** mag */
  readonly err: number
  /** Largest, so faintest, absolute magnitude in V, Vega. */
  readonly mv: number | undefined
  /** Corners of a region of inner and outer MCI. */
  readonly mci: readonly MciCorner[] | undefined
}

export const CUT_PRESETS = ['legus', 'phangs'] as const
export type CutPreset = (typeof CUT_PRESETS)[number]

/** LEGUS's cuts in CI go from 1.2 to 1.4 mag from field to field. */
const PRESETS: Readonly<Record<CutPreset, Cuts>> = {
  legus: { ci: 1.35, bands: 4, err: LARGEST_ERROR_MAG, mv: -6, mci: undefined },
  phangs: {
    ...{ ci: undefined, bands: undefined, err: LARGEST_ERROR_MAG, mv: undefined },
    mci: MCI_REGION,
  },
}

const LEAST_CORNERS = 3

export interface CutWords {
  readonly preset: CutPreset
  /** Numbers in place of those of the preset; null for a cut that is not made. */
  readonly numbers?: { readonly [Name in keyof Cuts]?: Cuts[Name] | null }
  readonly distanceMpc?: number
}

/**
 * The numbers of the cuts.
 *
 * @param nBands of the field
 * @throws InputError if the distance is missing, nothing needs it or `err`, there are not so many
 *   bands, or the region has fewer than three corners
 */
export function cutsOf({ preset, numbers = {}, distanceMpc }: CutWords, nBands: number): Cuts {
  const asked = Object.entries(numbers).map(([name, value]) => [name, value ?? undefined])
  const cuts: Cuts = { ...PRESETS[preset], ...Object.fromEntries(asked) }
  if (cuts.mv !== undefined && !(distanceMpc! > 0)) {
    throw new InputError({
      what: `--cuts ${preset}: the cut in M_V needs the distance of the galaxy`,
      expected: '--distance-mpc',
      remedy: `give it, or leave the cut out with --cuts ${preset},mv=none`,
    })
  }
  if (cuts.mv === undefined && distanceMpc !== undefined) {
    throw new InputError({
      what: `--cuts ${preset} without the cut in M_V`,
      expected: 'no --distance-mpc, for nothing else needs it',
      got: `${distanceMpc}`,
      remedy: 'leave out --distance-mpc, or make the cut, e.g. mv=-6',
    })
  }
  refuseNumbers(cuts, { preset, numbers })
  if (cuts.bands !== undefined && cuts.bands > nBands) {
    throw new InputError({
      what: `--cuts ${preset}: sources in ${cuts.bands} bands`,
      expected: `as many mosaics or more`,
      got: `${nBands}`,
      remedy: `say how many bands they must be in, e.g. --cuts ${preset},bands=${nBands}`,
    })
  }
  return cuts
}

/** Numbers that do nothing, and regions without an area, are refused. */
function refuseNumbers({ bands, mci }: Cuts, { preset, numbers = {} }: CutWords): void {
  if (bands === undefined && numbers.err !== undefined) {
    throw new InputError({
      what: `--cuts ${preset}: err without the cut in bands`,
      expected: 'bands=N with it, for nothing else needs it',
      got: `err=${numbers.err}`,
    })
  }
  if (mci !== undefined && !(mci.length >= LEAST_CORNERS && areaOf(mci) > 0)) {
    throw new InputError({
      what: `--cuts ${preset}: the region of mci`,
      expected: `${LEAST_CORNERS} corners or more, with an area between them`,
      got: cornersText(mci),
    })
  }
}

/**
 * A column for each cut, 1 where a source passes, and `selected`, 1 where it passes all. A source
 * without the number that a cut needs does not pass it.
 *
 * @throws InputError if a cut needs a Vega magnitude in V, a band that is V, or stars, and there is
 *   none
 */
export function cutColumns(
  photometry: FieldPhotometry,
  words: CutWords,
): { columns: Column[]; notes: Notes } {
  const cuts = cutsOf(words, photometry.bands.length)
  const made = [
    ciCut(photometry, cuts),
    bandsCut(photometry, cuts),
    mvCut(photometry, cuts, words.distanceMpc),
    mciCut(photometry, cuts),
  ].filter((cut) => cut !== undefined)
  const n = photometry.bands[0].flags.length
  const selected = Int16Array.from({ length: n }, (_, row) =>
    made.every(({ passes }) => passes(row)) ? 1 : 0,
  )
  const notes = new Notes()
  const columns = made.map(({ name, description, passes }): Column => {
    const values = Int16Array.from({ length: n }, (_, row) => (passes(row) ? 1 : 0))
    notes.say(`cut_${name}, ${description}: ${counted(values)} pass`)
    return { name: `cut_${name}`, values, description: `1: ${description}`, ucd: 'meta.code' }
  })
  notes.say(`selected, all cuts: ${counted(selected)}; no source is left out`)
  const all = { name: 'selected', values: selected, description: PASSES_ALL }
  return { columns: [...columns, { ...all, ucd: 'meta.code' }], notes }
}

function counted(values: Int16Array): string {
  return `${values.reduce((sum, value) => sum + value, 0)} of ${values.length}`
}

/** Each becomes a column `cut_NAME`. */
export const CUT_NAMES = ['ci', 'bands', 'mv', 'mci'] as const

/** The description of the column `selected`. */
export const PASSES_ALL = '1: passes all cuts'

interface Cut {
  readonly name: (typeof CUT_NAMES)[number]
  readonly description: string
  passes(row: number): boolean
}

function ciCut({ bands }: FieldPhotometry, { ci: least }: Cuts): Cut | undefined {
  if (least === undefined) return undefined
  const { ci, calibration } = vBand(bands)
  return {
    ...{ name: 'ci', description: `CI in ${calibration.filter} of ${least} mag or more` },
    passes: (row) => ci[row] >= least,
  }
}

function bandsCut({ bands }: FieldPhotometry, { bands: least, err }: Cuts): Cut | undefined {
  if (least === undefined) return undefined
  const largest = (err * Math.LN10) / 2.5
  const isIn = ({ apertures }: FieldPhotometry['bands'][number], row: number) => {
    const { flux, error } = apertures[apertures.length - 1]
    return flux[row] > 0 && error[row] < largest * flux[row]
  }
  return {
    ...{ name: 'bands', description: `${least} bands or more with an error below ${err} mag` },
    passes: (row) => bands.filter((band) => isIn(band, row)).length >= least,
  }
}

function mvCut(
  photometry: FieldPhotometry,
  { mv }: Cuts,
  distanceMpc: number | undefined,
): Cut | undefined {
  if (mv === undefined) return undefined
  const { filter, vega } = vBand(photometry.bands).calibration
  if (vega === undefined) {
    throw new InputError({
      what: `the cut in M_V: no Vega zero point for ${filter}`,
      remedy: `give it with --zero-point ${filter}=MAG, or leave the cut out with mv=none`,
    })
  }
  const column = photometryColumns(photometry).find(
    ({ name }) => name === `mag_${filter.toLowerCase()}`,
  )!
  const magnitudes = numbersOf(column)
  const faintest = mv + distanceModulusOf(distanceMpc!)
  return {
    name: 'mv',
    description: `M_V of ${mv} or brighter: ${filter} of ${faintest.toFixed(2)} (Vega, measured)`,
    passes: (row) => magnitudes[row] <= faintest,
  }
}

function mciCut({ bands, mci, noMci }: FieldPhotometry, { mci: corners }: Cuts): Cut | undefined {
  if (corners === undefined) return undefined
  const { filter } = vBand(bands).calibration
  if (!mci) {
    throw new InputError({
      what: `the cut in mci_in and mci_out, which cannot be measured: ${noMci}`,
      remedy: 'give another mosaic in V, or leave the cut out with mci=none',
    })
  }
  // Before the work nothing is measured yet.
  if (!mci.stars && bands[0].flags.length > 0) {
    throw new InputError({
      what: `the cut in mci_in and mci_out: too few sources in ${filter} are surely stars`,
      expected: '5 or more that are bright, isolated, without flags, as concentrated as a star',
      remedy: 'leave the cut out with mci=none',
    })
  }
  const { inner, outer } = mci
  return {
    name: 'mci',
    description: `mci_in and mci_out in ${filter} inside ${regionText(corners)}`,
    passes: (row) => isInside(corners, inner.value[row], outer.value[row]),
  }
}
