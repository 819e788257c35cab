/**
 * Which layout of {@link LEGUS_LAYOUTS} a table has, told by its columns. The first 33 are the same
 * in all of them, or shifted by two (NGC 1313). Behind them stand classes 0-4, and means of votes,
 * flags, qualities, in an order that differs:
 *
 *   - a mean of votes is 0 where the class is 0, and has fractions (or equals the class)
 *   - a selection flag is 0 or 1
 *   - a quality is a whole number that is not the class
 *   - NGC 1566 has hybrid classes first, which are those of humans where humans looked
 */
import { Notes, rowsWhere } from '../notes.js'
import { cellKind, numbersOf, type Table } from '../tables/index.js'
import { LEGUS_LAYOUTS, type LegusLayout } from './legus-layouts.js'

/** Columns before the classes. */
const N_HEAD = 33
/** So large a share of the rows must fit, since single cells may be wrong. */
const MOST = 0.9

/** @returns undefined if the columns do not tell, or are not those of a LEGUS table */
export function layoutByColumns(table: Table): LegusLayout | undefined {
  const shift = shiftOf(table)
  if (shift === undefined) return undefined
  const tail = columnsFrom(table, N_HEAD + shift)
  const layout = layoutOfTail(tail)
  if (shift === 0 || layout === undefined) return layout
  return layout === named('legus') ? named('legus/ngc1313') : undefined
}

/**
 * Whether the classes may be in the first column of two, although the columns do not tell: not
 * where the first has flags alone and the second higher codes.
 */
export function mayBeStandard(table: Table): boolean {
  const [first, second] = columnsFrom(table, N_HEAD)
  return !second || !isFlag(first) || !second.some((value) => value >= 2)
}

function named(id: string): LegusLayout {
  return LEGUS_LAYOUTS.find((layout) => layout.id === id)!
}

/** Columns between y and right ascension: none, or two. Undefined for no LEGUS table. */
export function shiftOf(table: Table): 0 | 2 | undefined {
  return ([0, 2] as const).find((shift) => {
    if (table.columns.length <= N_HEAD + shift) return false
    const [ra, dec] = columnsFrom(table, 3 + shift)
    const [nFilters] = columnsFrom(table, N_HEAD - 1 + shift)
    return (
      fits(ra, (value) => value >= 0 && value < 360) &&
      fits(dec, (value) => Math.abs(value) <= 90) &&
      fits(nFilters, (value) => isWhole(value, 5) || value === 200)
    )
  })
}

function columnsFrom(table: Table, first: number): Float64Array[] {
  const { source } = table.meta
  return table.columns
    .slice(first)
    .map((column) =>
      ['numbers', 'nothing'].includes(cellKind(column))
        ? numbersOf(column, source, new Notes())
        : new Float64Array(table.nRows).fill(Number.POSITIVE_INFINITY),
    )
}

function layoutOfTail([first, second, ...rest]: readonly Float64Array[]): LegusLayout | undefined {
  if (!fits(first, (value) => isWhole(value, 5))) return undefined
  if (!second) return isFlag(first) ? undefined : named('legus/ngc4248')
  if (isHybrid(first, rest)) return named('legus/ngc1566')
  if (share(first, (value) => value === 5) > 1 - MOST) return named('legus/ngc4449')
  const isUncertain = isFlag(first) && second.every(Number.isInteger)
  if (!isUncertain && isMean(second, first)) return named('legus')
  if (!fits(second, (value) => isWhole(value, 5))) return undefined
  if (isFlag(first)) return kindsOf(second) >= 3 ? named('legus/ngc3351') : undefined
  return isFlag(second) ? named('legus/ngc3274') : named('legus/ngc5474')
}

/** Whether these are means of the votes whose mode are the classes. */
function isMean(means: Float64Array, classes: Float64Array): boolean {
  const inspected = rowsWhere(classes.length, (row) => classes[row] > 0)
  const isConsistent =
    fits(means, (value, row) => (value === 0) === (classes[row] === 0)) &&
    share(inspected, (row) => means[row] >= 1 && means[row] <= 4) >= MOST
  const hasFractions = means.some((value) => !Number.isInteger(value) && value < 4)
  return (
    isConsistent && (hasFractions || share(inspected, (row) => means[row] === classes[row]) >= MOST)
  )
}

/** NGC 1566: of the four columns behind the method, the first has the classes by humans. */
function isHybrid(hybrid: Float64Array, [humans, ...others]: readonly Float64Array[]): boolean {
  if (others.length !== 3 || kindsOf(humans) < 2) return false
  const areCodes = [humans, ...others].every((column) => fits(column, (value) => isWhole(value, 4)))
  const inspected = rowsWhere(humans.length, (row) => humans[row] > 0)
  return areCodes && share(inspected, (row) => hybrid[row] === humans[row]) >= MOST
}

/** 0 and 1 alone: no class above 1. */
function isFlag(values: Float64Array): boolean {
  return fits(values, (value) => value === 0 || value === 1)
}

/** Different classes among the values. */
function kindsOf(values: Float64Array): number {
  return new Set(values.filter((value) => isWhole(value, 4) && value > 0)).size
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most
}

/** Whether nearly all rows that have a value fit. */
function fits(values: Float64Array, holds: (value: number, row: number) => boolean): boolean {
  const rows = rowsWhere(values.length, (row) => !Number.isNaN(values[row]))
  return share(rows, (row) => holds(values[row], row)) >= MOST
}

/** Share of the items for which something holds; 1 if there are none. */
function share(items: ArrayLike<number>, holds: (item: number) => boolean): number {
  const n = Array.from(items).filter(holds).length
  return items.length === 0 ? 1 : n / items.length
}
