/** Every injection as a row, with what became of it. */
import { type Column, resultColumn, Table } from '../tables/index.js'
import type { Outcome } from './injection.js'

/** @param filters of the bands, in the order of the magnitudes; @param v index of V */
export function injectionsTable(
  outcomes: readonly Outcome[],
  filters: readonly string[],
  v: number,
): Table {
  const V = filters[v]
  const of = (
    name: string,
    value: (outcome: Outcome) => number | string,
    description: string,
    unit?: string,
  ): Column => ({
    ...resultColumn(name, outcomes.map(value) as number[]),
    ...{ description, ...(unit && { unit }) },
  })
  const place = (px: number) => Math.round(1000 * (px + 1)) / 1000
  return new Table([
    {
      ...resultColumn(
        'id',
        Int32Array.from(outcomes, (_, i) => i + 1),
      ),
      description: 'number of the injection',
    },
    of('round', ({ round }) => round + 1, 'round in which it was painted'),
    of('kind', ({ kind }) => kind, 'cluster or star'),
    of('x', ({ x }) => place(x), 'where it was painted; first pixel is 1', 'pix'),
    of('y', ({ y }) => place(y), 'where it was painted; first pixel is 1', 'pix'),
    of('r_eff', ({ rEffPx }) => rEffPx, 'half-light radius; 0 for a star', 'pix'),
    ...filters.map((filter, k) =>
      of(
        `true_mag_${filter.toLowerCase()}`,
        ({ magnitudes }) => magnitudes[k],
        'in the main aperture, without noise and neighbours',
        'mag',
      ),
    ),
    of('sky', ({ sky }) => sky, `electrons of a pixel of the background in ${V}`, 'ct/s'),
    of('sky_scatter', ({ skyScatter }) => skyScatter, 'scatter of these pixels', 'ct/s'),
    of('fate', ({ fate }) => fate, 'kept, or where it was lost'),
    of('distance', ({ distancePx }) => distancePx, 'from it to its detection', 'pix'),
    of('found_x', ({ foundX }) => place(foundX), 'of the detection; first pixel is 1', 'pix'),
    of('found_y', ({ foundY }) => place(foundY), 'of the detection; first pixel is 1', 'pix'),
    of('mag', ({ magnitude }) => magnitude, `of the detection in ${V}, main aperture`, 'mag'),
    of('err', ({ error }) => error, 'error of mag', 'mag'),
    of('ci', ({ ci }) => ci, `concentration index of the detection in ${V}`, 'mag'),
    of('ml_class', ({ classValue }) => classValue, 'class by the network; 0 for none'),
    of('ml_p_cluster', ({ probability }) => probability, 'that it is a cluster'),
  ])
}
