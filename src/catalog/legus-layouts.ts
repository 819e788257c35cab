/** The layouts of LEGUS cluster catalogues: which columns they have, and which fields have them. */
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
    fields: ['ngc5474', 'eso486-g021'],
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
  {
    id: 'legus/ngc4248',
    remark: 'class in column 34, no mean of the votes',
    fields: ['ngc4248', 'ngc4485'],
    counts: [34],
    tail: ['class'],
    scheme: PLAIN_SCHEME,
  },
  {
    id: 'legus/ngc3274',
    remark: 'class in column 34, a selection flag in column 35',
    fields: ['ngc3274'],
    counts: RANGE,
    tail: ['class', 'selected'],
    scheme: PLAIN_SCHEME,
  },
]

/** A LEGUS table whose columns from the 34th on are not known. */
export const UNKNOWN_TAIL: LegusLayout = {
  id: 'legus/unknown',
  remark: 'the columns from 34 on have no names',
  fields: [],
  counts: RANGE,
  tail: [],
  scheme: FIVE_IS_UNSEEN,
}
