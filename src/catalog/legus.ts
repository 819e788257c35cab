/**
 * The layouts of LEGUS cluster catalogues (Calzetti+2015, Adamo+2017; MAST high-level products
 * `hlsp_legus_hst_*_multiband_*.tab`): white-space tables without a header line, whose columns
 * differ from field to field. The name of the field and the number of columns tell the layout; the
 * values are checked.
 */
import { InputError } from '../errors.js'
import { type ClassScheme, FIVE_IS_UNSEEN, PLAIN_SCHEME } from './classes.js'

/** The columns of a LEGUS catalogue. */
export interface LegusLayout {
  /** `legus`, or `legus/<field>` for fields with a layout of their own. */
  readonly id: string
  /** Where the classes are, and what differs from the standard layout. */
  readonly remark: string
  /** Fields with this layout, as in file names; empty for the standard layout. */
  readonly fields: readonly string[]
  /** Possible numbers of columns. */
  readonly counts: readonly number[]
  /** Names of the columns from the 34th (the 36th for NGC 1313) on. */
  readonly tail: readonly string[]
  /** Whether there are two more columns after y. */
  readonly hasMosaicPosition?: boolean
  readonly scheme: ClassScheme
}

const RANGE = [35, 36, 37, 38, 39, 40]

/** The first is the standard layout; the others belong to some fields. */
export const LEGUS_LAYOUTS: readonly LegusLayout[] = [
  {
    id: 'legus',
    remark: 'class in column 34, mean of the votes in column 35',
    fields: [],
    counts: [35, 36, 37, 38],
    tail: ['class', 'class_mean'],
    scheme: PLAIN_SCHEME,
  },
  {
    id: 'legus/ngc1313',
    remark: 'two more columns after y, so class is column 36 and the mean column 37',
    fields: ['ngc1313-e', 'ngc1313-w'],
    counts: [37],
    hasMosaicPosition: true,
    tail: ['class', 'class_mean'],
    scheme: PLAIN_SCHEME,
  },
  {
    id: 'legus/ngc3351',
    remark: 'column 34 is a selection flag, class is column 35',
    fields: ['ngc3351', 'ngc4242', 'ngc45'],
    counts: RANGE,
    tail: ['selected', 'class'],
    scheme: PLAIN_SCHEME,
  },
  {
    id: 'legus/ngc5474',
    remark: 'class in column 34, its quality in column 35',
    fields: ['ngc5474'],
    counts: RANGE,
    tail: ['class', 'class_quality'],
    scheme: PLAIN_SCHEME,
  },
  {
    id: 'legus/ngc4449',
    remark: 'class in column 34, where 5 means not inspected',
    fields: ['ngc4449'],
    counts: [38],
    tail: ['class'],
    scheme: FIVE_IS_UNSEEN,
  },
  {
    id: 'legus/ngc1566',
    remark: 'class is column 36, the mode of three humans; 34 and 37-39 are partly by machine',
    fields: ['ngc1566'],
    counts: [39],
    tail: [
      'class_hybrid',
      'class_method',
      'class',
      'class_machine',
      'class_checked',
      'class_reclassified',
    ],
    scheme: PLAIN_SCHEME,
  },
]

/** What tells the layout of a table. */
export interface LegusHint {
  /** Path of the file: its name may have the field. Messages name it too. */
  source?: string
  /** Field as the user gives it, e.g. `NGC 1313-e`. */
  field?: string
  nColumns: number
}

/** The layout of a table. */
export interface LegusChoice {
  layout: LegusLayout
  /** The field as in file names, e.g. `ngc628-c`. */
  field?: string
  /** Which layout was taken, and why. */
  note: string
}

/**
 * The layout of a LEGUS table without names.
 *
 * A field that {@link LEGUS_LAYOUTS} names has the layout given there. Any other field has the
 * standard layout. Without a field, only a table of 35 columns is sure to have the standard layout.
 *
 * @throws InputError if the number of columns is not one of the layout's, or the field is not known
 *   and is needed
 */
export function legusLayout({ source, field: given, nColumns }: LegusHint): LegusChoice {
  const field = given ? fieldName(given) : fieldOfPath(source ?? '')
  const [standard] = LEGUS_LAYOUTS
  const own = LEGUS_LAYOUTS.find((layout) => field && layout.fields.includes(field))
  const layout = own ?? standard
  const counts = field ? layout.counts : [35]
  if (!counts.includes(nColumns)) throw unknownLayout(source, field, layout, nColumns)
  const why = own
    ? `field ${field}`
    : field
      ? `field ${field} has no layout of its own in starsift, so the standard one was taken`
      : 'no field is named, and 35 columns are those of the standard layout'
  return { layout, field, note: `LEGUS layout ${layout.id} (${layout.remark}): ${why}` }
}

/**
 * A name of a field as in file names.
 *
 * @example fieldName('NGC 0628-c') // 'ngc628-c'
 */
export function fieldName(given: string): string {
  return given
    .toLowerCase()
    .replace(/[\s_]/g, '')
    .replace(/^([a-z]+)0+(?=\d)/, '$1')
}

/** The field in a LEGUS file name; in other file names, a field with a layout of its own. */
export function fieldOfPath(path: string): string | undefined {
  const file = path.split(/[\\/]/).at(-1)!.toLowerCase()
  const published = /^hlsp_legus_hst_[^_]+_([^_]+)_/.exec(file)
  if (published) return fieldName(published[1])
  const words = file.split(/[_.]/).map(fieldName)
  return LEGUS_LAYOUTS.flatMap((layout) => layout.fields).find((field) => words.includes(field))
}

function unknownLayout(
  source: string | undefined,
  field: string | undefined,
  layout: LegusLayout,
  nColumns: number,
): InputError {
  const known = LEGUS_LAYOUTS.filter((other) => other.fields.length > 0).map(
    (other) => `${other.fields.join(', ')} (${spell(other.counts)} columns)`,
  )
  return new InputError({
    what: 'a table without column names that is not a LEGUS catalogue known to starsift',
    where: source,
    expected: field ? `${spell(layout.counts)} columns for field ${field}` : '35 columns',
    got: `${nColumns} columns${field ? '' : ' and no field in the file name'}`,
    remedy:
      'add a header line that names the columns (id x y ...), or keep the field in the file name ' +
      `as in ..._ngc1313-e_...; layouts of their own: ${known.join(', ')}; ` +
      `any other LEGUS field: ${spell(LEGUS_LAYOUTS[0].counts)} columns`,
  })
}

function spell(counts: readonly number[]): string {
  return counts.length === 1 ? `${counts[0]}` : `${counts[0]}-${counts.at(-1)}`
}
