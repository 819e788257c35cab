/** The columns of pixel positions of a catalogue. */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { type Column, numbersOf, type Table } from '../tables/index.js'
import { PLAIN_SCHEME } from './classes.js'
import {
  askedColumn,
  hasLayout,
  POSITION_LAYOUTS,
  type PositionLayout,
  positionColumn,
  unitOf,
} from './known-columns.js'
import { type Pairs, withoutPlaces } from './no-place.js'
import { withoutSentinels } from './sentinels.js'
import { statedOrigin } from './stated-origin.js'

/** Columns of pixel positions. */
export interface PixelColumns {
  readonly x: Column
  readonly y: Column
  /** Layout of the catalogue, which tells codes of classes and sentinels. */
  readonly layout: PositionLayout
  /** Number of the centre of the first pixel, if the names or the file tell; and who says so. */
  readonly origin?: { readonly value: 0 | 1; readonly by: string }
}

/** Names or numbers of the columns that the user asks for. */
export interface AskedPixels {
  readonly x: string
  readonly y: string
}

const UNKNOWN: PositionLayout = {
  ...{ id: 'generic', of: 'an unknown program', x: 'x', y: 'y', scheme: PLAIN_SCHEME },
}

/** Units of pixels, as programs write them; none is one too. */
const PIXELS = /^(|pix|pixels?|px|-|none|dimensionless|image)$/i

/**
 * The columns of pixel positions, if the catalogue has any.
 *
 * @param notes gets a doubt where asked columns have another unit
 * @throws InputError if a column that is asked for is not there
 */
export function pixelColumns(
  table: Table,
  asked: AskedPixels | undefined,
  notes: Notes,
): PixelColumns | undefined {
  const known = POSITION_LAYOUTS.find((layout) => hasLayout(table, layout))
  if (!asked) {
    if (!known) return undefined
    const [x, y] = [positionColumn(table, known.x)!, positionColumn(table, known.y)!]
    return { x, y, layout: known, ...originOf(table, x, y, known) }
  }
  const [x, y] = [askedColumn(table, asked.x), askedColumn(table, asked.y)]
  const of = POSITION_LAYOUTS.find(
    (layout) =>
      hasLayout(table, layout) &&
      positionColumn(table, layout.x) === x &&
      positionColumn(table, layout.y) === y,
  )
  const other = otherUnit(x) ?? otherUnit(y)
  if (other)
    notes.doubt(
      `columns ${x.name}, ${y.name} have the ${other}; they are taken as pixels, as asked`,
    )
  return { x, y, layout: known ?? of ?? UNKNOWN, ...originOf(table, x, y, of) }
}

/** What the file states goes before what its maker usually does. */
function originOf(table: Table, x: Column, y: Column, layout: PositionLayout | undefined) {
  const stated = statedOrigin(table, x, y)
  if (stated !== undefined && stated !== layout?.origin) {
    return { origin: { value: stated, by: 'the file itself' } }
  }
  return layout?.origin === undefined ? {} : { origin: { value: layout.origin, by: layout.of } }
}

/** The unit of a column, where it is not that of pixels. */
export function otherUnit(column: Column): string | undefined {
  const unit = unitOf(column)
  return PIXELS.test(unit) ? undefined : `unit ${unit}`
}

/**
 * The numbers of the columns, NaN where a row has no position.
 *
 * @param notes gets lines on cells that are no numbers and on numbers that mean no position
 * @throws InputError if they do not hold numbers
 */
export function pixelPlaces(table: Table, { x, y, layout }: PixelColumns, notes: Notes): Pairs {
  const [xs, ys] = [x, y].map((column) => {
    const numbers = numbersOf(column, table.meta.source, notes)
    const values = withoutSentinels(numbers, table, layout.id, column.name)
    return values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
  })
  return withoutPlaces({ x: xs, y: ys }, [x.name, y.name], notes)
}

/** @throws InputError always: the columns of x and y are not in pixels */
export function notPixels(table: Table, { x, y }: PixelColumns, unit: string): InputError {
  return new InputError({
    what: `columns ${x.name}, ${y.name} do not hold pixels`,
    where: table.meta.source,
    expected: 'pixels: the unit pix, or none',
    got: unit,
    remedy:
      'name other columns with --x and --y, or right ascension and declination with --ra and ' +
      `--dec; --x ${x.name} --y ${y.name} takes the numbers as pixels all the same`,
  })
}
