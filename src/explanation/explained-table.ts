/** Explanations as a table, a row for each row that was chosen, and as JSON with the whole maps. */
import { flagNames } from '../catalog/index.js'
import type { ModelCard } from '../models/index.js'
import { SOFTWARE } from '../software.js'
import { type Column, Table } from '../tables/index.js'
import {
  bandNames,
  decisiveBands,
  type Explanations,
  type RowExplanation,
  type Said,
} from './explanation.js'
import { peaksOf } from './peaks.js'

type Rows = readonly RowExplanation[]

/** @param model as the user named it */
export function explainedTable(of: Explanations, model: string): Table {
  const { rows, card } = of
  const columns = [
    wholes('row', rows, ({ row }) => row + 1, 'row of the catalogue, from 1'),
    words('id', rows, ({ id }) => id, 'id in the catalogue'),
    words('flags', rows, ({ flags }) => flagNames(flags).join(' '), 'flags of the stamp'),
    ...saidColumns('', rows, card, ({ said }) => said, 'of the stamp as it is'),
    words(
      'decisive_bands',
      rows,
      (row) =>
        decisiveBands(row)
          .map((band) => bandNames(of)[band])
          .join(' '),
      'bands without which the class is another',
    ),
    ...bandNames(of).flatMap((name, band) =>
      saidColumns(
        `without_${name}_`,
        rows,
        card,
        ({ without }) => without[band],
        `without ${name}`,
      ),
    ),
    ...peakColumns(of),
    ...nearColumns(rows, card),
  ]
  const history = [`why a row has its class, by ${SOFTWARE}; model ${model}`]
  return new Table(columns, { history })
}

function saidColumns(
  prefix: string,
  rows: Rows,
  card: ModelCard,
  said: (row: RowExplanation) => Said | null,
  of: string,
): Column[] {
  return [
    words(`${prefix}class`, rows, (row) => labelOf(card, said(row)?.class ?? 0), `class ${of}`),
    ...card.classes.map(({ value, label = value }, k) =>
      numbers(
        `${prefix}p${value}`,
        rows,
        (row) => said(row)?.probabilities[k],
        `probability of class ${label} ${of}`,
      ),
    ),
  ]
}

/** The label of a class; empty for none. */
function labelOf({ classes }: ModelCard, value: number): string {
  const kind = classes.find((one) => one.value === value)
  return kind ? `${kind.label ?? kind.value}` : ''
}

function peakColumns(of: Explanations): Column[] {
  const { rows } = of
  const sides = [
    ['for', 'needs most for its class'],
    ['against', 'has most against its class'],
  ] as const
  const all = sides.flatMap(([side, what]) => {
    const peak = (row: RowExplanation) => (row.map ? peaksOf(row.map, row, of)[side] : undefined)
    const where = `centre of the patch that the row ${what}, 0-based px`
    return [
      numbers(`${side}_x`, rows, (row) => peak(row)?.x, where, 'pix'),
      numbers(`${side}_y`, rows, (row) => peak(row)?.y, where, 'pix'),
      numbers(`${side}_fall`, rows, (row) => peak(row)?.fall, 'fall of ln p under this patch'),
    ]
  })
  const each = bandNames(of).flatMap((name, band) =>
    sides.map(([side]) =>
      numbers(
        `${side}_fall_${name}`,
        rows,
        (row) => {
          const map = row.bandMaps[band]
          return map ? (peaksOf(map, row, of)[side]?.fall ?? 0) : undefined
        },
        `the same of a patch on ${name} alone; 0 where there is no such patch`,
      ),
    ),
  )
  return [...all, ...each]
}

function nearColumns(rows: Rows, card: ModelCard): Column[] {
  const n = Math.max(0, ...rows.map(({ nearest }) => nearest?.length ?? 0))
  return Array.from({ length: n }, (_, i) => {
    const name = `near${i + 1}_`
    const near = (row: RowExplanation) => row.nearest?.[i]
    const rank = `stamp of training number ${i + 1} in nearness`
    return [
      words(
        `${name}class`,
        rows,
        (row) => labelOf(card, near(row)?.class ?? 0),
        `class of the ${rank}`,
      ),
      numbers(`${name}distance`, rows, (row) => near(row)?.distance, `distance of the ${rank}`),
      words(`${name}from`, rows, (row) => near(row)?.from ?? '', `field and id of the ${rank}`),
    ]
  }).flat()
}

function words(
  name: string,
  rows: Rows,
  of: (row: RowExplanation) => string,
  description: string,
): Column {
  return { name, values: rows.map(of), description }
}

function wholes(
  name: string,
  rows: Rows,
  of: (row: RowExplanation) => number,
  description: string,
): Column {
  return { name, values: Int32Array.from(rows, of), description }
}

/** Empty where there is no number. */
function numbers(
  name: string,
  rows: Rows,
  of: (row: RowExplanation) => number | undefined,
  description: string,
  unit?: string,
): Column {
  const values = Float64Array.from(rows, (row) => of(row) ?? Number.NaN)
  return { name, values, description, ...(unit && { unit }) }
}

/** Everything but the pixels, for programs. NaN becomes null. */
export function explainedJson(of: Explanations, model: string): object {
  const { rows, card, bands, sizePx, grid, notes } = of
  return {
    software: SOFTWARE,
    model,
    graphSha256: card.graphSha256,
    classes: card.classes.map(({ value, name, label = value }) => ({ value, label, name })),
    bands: card.bands.map(({ name }, i) => ({ name, filter: bands[i] ?? null })),
    ...{ sizePx, grid, notes: [...notes] },
    rows: rows.map(({ stamp: _, row, window, flags, ...rest }) => ({
      ...{ row: row + 1, flags: flagNames(flags), window: window ?? null },
      ...rest,
    })),
  }
}
