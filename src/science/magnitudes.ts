/**
 * Magnitudes of a column, whatever it holds: magnitudes of a system that its unit or its name says,
 * or fluxes per frequency, which become AB magnitudes. Slopes and differences do not depend on the
 * system; colours do. Nothing is turned from AB to Vega, because that takes the spectrum of Vega
 * through each filter.
 */
import { measured, measuredMagnitudes } from '../catalog/index.js'
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import type { Column, Table } from '../tables/index.js'

/** What the magnitude 0 means. */
export type MagnitudeSystem = 'Vega' | 'AB' | 'ST'

/** The words of `--magnitudes`. */
export const MAGNITUDE_SYSTEMS = ['vega', 'ab', 'st'] as const
export type MagnitudeWord = (typeof MAGNITUDE_SYSTEMS)[number]

const NAMED: Readonly<Record<MagnitudeWord, MagnitudeSystem>> = { vega: 'Vega', ab: 'AB', st: 'ST' }

/** AB magnitude of 1 in these units: -2.5 log10(f / erg/s/cm2/Hz) - 48.60 (Oke & Gunn 1983). */
const FLUXES: readonly (readonly [RegExp, number])[] = [
  [/^jy$/, 8.9],
  [/^mjy$/, 16.4],
  [/^(?:[uµμ]|micro)jy$/, 23.9],
  [/^njy$/, 31.4],
  [/^erg(?:\/s\/cm(?:\^|\*\*)?2\/hz|s-1cm-2hz-1|\.s-1\.cm-2\.hz-1)$/, -48.6],
]
/** A prefix in capitals is a million. */
const MEGAJANSKY = /^MJy$/

/** A column as magnitudes. */
export interface ReadMagnitudes {
  /** NaN where a row has none. */
  readonly values: Float64Array
  /** Absent where neither the unit nor the name says it. */
  readonly system?: MagnitudeSystem
}

/**
 * The magnitudes of a column.
 *
 * @param notes gets a line where fluxes were turned
 * @throws InputError for a unit of neither magnitudes nor a flux per frequency, such as e-/s
 */
export function magnitudesIn(
  table: Table,
  layout: string,
  column: Column,
  notes: Notes,
): ReadMagnitudes {
  const unit = column.unit?.trim() ?? ''
  const plain = unit.replaceAll(/[\s()[\]_]/g, '').toLowerCase()
  const zero = MEGAJANSKY.test(unit) ? -6.1 : FLUXES.find(([name]) => name.test(plain))?.[1]
  if (zero !== undefined) {
    notes.say(`column ${column.name}: fluxes in ${unit}, turned to AB magnitudes`)
    const values = measured(table, layout, column.name).map((flux) =>
      flux > 0 && flux < Infinity ? zero - 2.5 * Math.log10(flux) : Number.NaN,
    )
    return { values, system: 'AB' }
  }
  if (!/^(?:|-+|none|dimensionless)$|mag/.test(plain)) throw noMagnitude(table, column, unit)
  const system = systemIn(plain) ?? systemIn(column.name.toLowerCase())
  const values = measuredMagnitudes(table, layout, column.name)
  return { values, ...(system && { system }) }
}

function systemIn(words: string): MagnitudeSystem | undefined {
  if (/vega/.test(words)) return 'Vega'
  const [, found] = /(?:^|mag|_)(ab|st)(?:mag|$)/.exec(words) ?? []
  return found === undefined ? undefined : NAMED[found as MagnitudeWord]
}

/**
 * The one system of all magnitudes.
 *
 * @param found by column, what says it
 * @param asked what the user says of columns that do not say it; default: Vega
 * @throws InputError if there are two systems
 */
export function oneSystem(
  found: ReadonlyMap<string, MagnitudeSystem | undefined>,
  asked: MagnitudeWord | undefined,
  table: Table,
): MagnitudeSystem {
  const usual = NAMED[asked ?? 'vega']
  const systems = new Set([...found.values()].map((system) => system ?? usual))
  const against = asked !== undefined && !systems.has(usual)
  if (systems.size <= 1 && !against) return [...systems][0] ?? usual
  const list = [...found].map(([name, system]) => `${name} ${system ?? `${usual} (not said)`}`)
  throw new InputError({
    what: 'magnitudes of different systems',
    where: table.meta.source,
    expected: against ? `${usual}, as asked` : 'one system in all columns',
    got: list.join(', '),
    remedy: 'say with --magnitudes what the others are, or turn them into one system',
  })
}

function noMagnitude(table: Table, { name }: Column, unit: string): InputError {
  return new InputError({
    what: `column ${name} holds no magnitudes`,
    where: table.meta.source,
    expected: 'mag, or a flux in Jy, mJy, uJy, nJy or erg/s/cm2/Hz',
    got: `unit ${unit}`,
    remedy: 'turn it into magnitudes, or name another column with --column',
  })
}
