/** Catalogues of a simulated field: columns like LEGUS's (Calzetti+2015), then the truth. */
import { type Column, Table } from '../tables/index.js'
import type { Wcs } from '../wcs/index.js'
import { type Measured, nDetections } from './field-photometry.js'
import type { Nuisances } from './nuisances.js'
import type { ColumnsOfPeople } from './people-columns.js'
import { type FieldPlan, thousandth } from './plan-field.js'
import type { PlannedSource } from './planned-source.js'

/**
 * The table of some sources.
 *
 * @param rows indices of the sources in `plan.sources` and `measured`
 * @param wcs coordinates of the mosaics
 * @param people what people say of the field's sources
 */
export function candidateTable(
  plan: FieldPlan,
  measured: Measured,
  rows: readonly number[],
  wcs: Wcs,
  people: ColumnsOfPeople,
): Table {
  const { seed, distanceMpc, population } = plan.options
  const sources = rows.map((row) => plan.sources[row])
  return new Table(
    [
      { name: 'id', values: Int32Array.from(rows, (_, i) => i + 1) },
      ...positionColumns(sources, wcs),
      ...photometryColumns(plan, measured, rows),
      { name: 'n_filters', values: Int16Array.from(rows, (row) => nDetections(measured, row)) },
      { name: 'class', values: Int16Array.from(sources, ({ classValue }) => classValue) },
      { name: 'sub_class', values: sources.map(({ subClass }) => subClass) },
      ...people(rows),
      ...truthColumns(plan, sources),
      ...formColumns(sources),
    ],
    {
      comments: [
        'simulated by starsift: the classes, and all columns that begin with true_, are the truth',
        `seed ${seed}, distance ${distanceMpc} Mpc, population ${population.name}`,
        ...(plan.options.nuisances ? [drawnText(plan.options.nuisances)] : []),
      ],
    },
  )
}

/** What was drawn for a varied field, in one line. */
function drawnText({ ofBand, bands, notVaried, ...nuisances }: Nuisances): string {
  const { depth, pixfrac, scatterPx, offsetPx, crowding, sizeFactor, foregroundEbv } = nuisances
  const short = (value: number) => Number(value.toFixed(3))
  const shifts = bands.map(({ letter, filter }) => [filter, ofBand[letter].shiftPx.map(short)])
  const drawn = {
    ...{ depth: short(depth), pixfrac: short(pixfrac), scatterPx: short(scatterPx) },
    ...{ offsetPx: offsetPx.map(short), crowding: short(crowding), sizeFactor: short(sizeFactor) },
    ...{ foregroundEbv: short(foregroundEbv), shiftsPx: Object.fromEntries(shifts) },
    ...(notVaried.length > 0 && { notVaried }),
  }
  return `drawn: ${JSON.stringify(drawn)}`
}

function positionColumns(sources: readonly PlannedSource[], wcs: Wcs): Column[] {
  const pixel = (name: 'x' | 'y'): Column => ({
    name,
    values: Float64Array.from(sources, ({ at, listed = at }) => thousandth(listed[name] + 1)),
    unit: 'pix',
    description: 'first pixel is 1',
  })
  const sky = sources.map(({ at, listed = at }) => wcs.pixelToSky(listed.x, listed.y))
  return [
    pixel('x'),
    pixel('y'),
    { name: 'ra', values: Float64Array.from(sky, ({ ra }) => ra), unit: 'deg' },
    { name: 'dec', values: Float64Array.from(sky, ({ dec }) => dec), unit: 'deg' },
  ]
}

function photometryColumns(
  { options: { bands } }: FieldPlan,
  { magnitudes, errors, ci }: Measured,
  rows: readonly number[],
): Column[] {
  const column = (name: string, values: Float64Array): Column => ({
    name,
    values: Float64Array.from(rows, (row) => values[row]),
    unit: 'mag',
  })
  const ofBands = bands.flatMap(({ letter, filter }) => [
    column(`mag_${filter.toLowerCase()}`, magnitudes[letter]!),
    column(`err_${filter.toLowerCase()}`, errors[letter]!),
  ])
  return [...ofBands, column('ci', ci)]
}

/** The forms of a varied field. */
function formColumns(sources: readonly PlannedSource[]): Column[] {
  if (!sources.some(({ morphology }) => morphology !== undefined)) return []
  const values = sources.map(({ morphology = '' }) => morphology)
  return [{ name: 'true_form', values, description: 'how the shape was drawn' }]
}

function truthColumns(
  { options: { bands } }: FieldPlan,
  sources: readonly PlannedSource[],
): Column[] {
  const of = (value: (source: PlannedSource) => number) => Float64Array.from(sources, value)
  return [
    { name: 'true_x', values: of(({ x }) => x + 1), unit: 'pix', description: 'first pixel is 1' },
    { name: 'true_y', values: of(({ y }) => y + 1), unit: 'pix', description: 'first pixel is 1' },
    ...bands.map(
      ({ letter, filter }): Column => ({
        name: `true_mag_${filter.toLowerCase()}`,
        values: of(({ magnitudes }) => magnitudes[letter]),
        unit: 'mag',
      }),
    ),
    { name: 'true_lane_ebv', values: of(({ reddening }) => reddening), unit: 'mag' },
    { name: 'true_r_eff', values: of(radiusOf), unit: 'pix', description: 'of a single profile' },
    {
      name: 'true_shape',
      values: sources.map(({ lights }) => JSON.stringify(lights.map(({ shape }) => shape))),
      description: 'JSON',
    },
  ]
}

function radiusOf({ lights: [{ shape }] }: PlannedSource): number {
  return 'rEffPx' in shape ? shape.rEffPx : Number.NaN
}
