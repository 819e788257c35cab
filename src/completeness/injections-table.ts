/** Every injection as a row, with what became of it. */
import { type Column, resultColumn, Table } from '../tables/index.js'
import type { Outcome } from './injection.js'

/** A column of the table before it has values. */
type ColumnOf = readonly [
  name: string,
  value: (outcome: Outcome) => number | string,
  description: string,
  unit?: string,
]

/** @param filters of the bands, in the order of the magnitudes; @param v index of V */
export function injectionsTable(
  outcomes: readonly Outcome[],
  filters: readonly string[],
  v: number,
): Table {
  const numbers = Int32Array.from(outcomes, (_, i) => i + 1)
  const columns = [...paintedColumns(filters, filters[v]), ...foundColumns(filters[v])]
  return new Table([
    { ...resultColumn('id', numbers), description: 'number of the injection' },
    ...columns.map(
      ([name, value, description, unit]): Column => ({
        ...resultColumn(name, outcomes.map(value) as number[]),
        ...{ description, ...(unit && { unit }) },
      }),
    ),
  ])
}

/** What was painted, and where. */
function paintedColumns(filters: readonly string[], ofV: string): ColumnOf[] {
  return [
    ['round', ({ round }) => round + 1, 'round in which it was painted'],
    ['kind', ({ kind }) => kind, 'cluster or star'],
    ['x', ({ x }) => fitsPlace(x), 'where it was painted; first pixel is 1', 'pix'],
    ['y', ({ y }) => fitsPlace(y), 'where it was painted; first pixel is 1', 'pix'],
    ['r_eff', ({ rEffPx }) => rEffPx, 'half-light radius; 0 for a star', 'pix'],
    ...filters.map(
      (filter, k): ColumnOf => [
        `true_mag_${filter.toLowerCase()}`,
        ({ magnitudes }) => magnitudes[k],
        'in the main aperture, without noise and neighbours; none: no light',
        'mag',
      ],
    ),
    ['sky', ({ sky }) => sky, `electrons of a pixel of the background in ${ofV}`, 'ct/s'],
    ['sky_scatter', ({ skyScatter }) => skyScatter, 'scatter of these pixels', 'ct/s'],
  ]
}

/** What was found there. */
function foundColumns(ofV: string): ColumnOf[] {
  return [
    ['fate', ({ fate }) => fate, 'kept, or where it was lost'],
    ['distance', ({ distancePx }) => distancePx, 'from it to its detection', 'pix'],
    ['found_x', ({ foundX }) => fitsPlace(foundX), 'of the detection; first pixel is 1', 'pix'],
    ['found_y', ({ foundY }) => fitsPlace(foundY), 'of the detection; first pixel is 1', 'pix'],
    ['mag', ({ magnitude }) => magnitude, `of the detection in ${ofV}, main aperture`, 'mag'],
    ['err', ({ error }) => error, 'error of mag', 'mag'],
    ['ci', ({ ci }) => ci, `concentration index of the detection in ${ofV}`, 'mag'],
    ['ml_class', ({ classValue }) => classValue, 'class by the network; 0 for none'],
    ['ml_p_cluster', ({ probability }) => probability, 'that it is a cluster'],
  ]
}

/** A position in which the first pixel is 1, to a thousandth of a pixel. */
function fitsPlace(px: number): number {
  return Math.round(1000 * (px + 1)) / 1000
}
