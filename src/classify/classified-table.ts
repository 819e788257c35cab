/**
 * What a classification adds to a catalogue: columns, and in the table itself whose classes they
 * are, for a file is copied without its report.
 */
import { fileNameOf } from '../bytes/index.js'
import { isUnclassified } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { blankScores, type Model, type ModelCard, type Scores } from '../models/index.js'
import { SOFTWARE } from '../software.js'
import { type Column, Table } from '../tables/index.js'
import type { Orientations } from './orientations.js'

/** The catalogue with its scores and with their history. */
export function classifiedTable(
  catalogue: Table,
  scores: Scores,
  model: Model,
  orientations: Orientations,
): Table {
  const table = withScores(catalogue, scores, model.card)
  return withHistory(table, { path: model.name, model, orientations })
}

/**
 * The catalogue with the columns of a classification, still without classes: to find out before the
 * work whether the result can be written.
 *
 * @throws InputError if the catalogue has such columns already
 */
export function unclassifiedTable(catalogue: Table, card: ModelCard): Table {
  const scores = blankScores(new Uint32Array(catalogue.nRows), card.classes.length)
  return withScores(catalogue, scores, card)
}

/**
 * The input's columns as they were, then ml_class, ml_p1 ..., ml_qual, ml_entropy, ml_flags.
 *
 * @throws InputError if the input has such columns already
 */
export function withScores(
  table: Table,
  { classes, probabilities, quality, entropy, flags }: Scores,
  { classes: kinds }: Pick<ModelCard, 'classes'>,
): Table {
  const nClasses = kinds.length
  const unclassified = Uint8Array.from(flags, (bits) => (isUnclassified(bits) ? 1 : 0))
  const columns: Column[] = [
    {
      name: 'ml_class',
      values: Int16Array.from(classes),
      missing: unclassified,
      description: kinds.map(({ value, name }) => `${value} ${name}`).join(', '),
      ucd: 'meta.code.class',
    },
    ...kinds.map(({ value, name }, k) => ({
      name: `ml_p${value}`,
      values: everyNth(probabilities, nClasses, k),
      description: `probability of class ${value} (${name})`,
      ucd: 'stat.probability',
    })),
    {
      name: 'ml_qual',
      values: quality,
      description: 'share of the ensemble that agrees; 1 for a single model',
      ucd: 'meta.code.qual',
    },
    {
      name: 'ml_entropy',
      values: entropy,
      description: 'entropy of the probabilities: 0 certain, 1 all classes equally probable',
      ucd: 'stat.value',
    },
    {
      name: 'ml_flags',
      values: Int32Array.from(flags),
      description: 'quality flags, see docs/conventions.md',
      ucd: 'meta.code',
    },
  ]
  refuseTaken(table, columns)
  return table.withColumns(columns)
}

function everyNth(values: Float32Array, n: number, first: number): Float32Array {
  return Float32Array.from({ length: values.length / n }, (_, row) => values[row * n + first])
}

/** Names that differ in case alone are the same, as they are in FITS tables. */
function refuseTaken(table: Table, columns: readonly Column[]): void {
  const names = table.names.map((name) => name.toLowerCase())
  const taken = columns.map(({ name }) => name).filter((name) => names.includes(name))
  if (taken.length === 0) return
  throw new InputError({
    what: `the catalogue already has ${taken.join(', ')}`,
    where: table.meta.source,
    remedy: 'rename those columns, or give the catalogue it was made from',
  })
}

export interface Classifier {
  /** As the user named the model. */
  readonly path: string
  readonly model: Pick<Model, 'card' | 'manifest'>
  readonly orientations: Orientations
}

/**
 * The table with its history. ECSV keeps it among the metadata, FITS as HISTORY, other text does
 * not keep it. It has no date, so that the same run gives the same bytes.
 */
export function withHistory(
  table: Table,
  { path, model: { card, manifest }, orientations }: Classifier,
): Table {
  const hashes = manifest?.members.map(({ graphSha256 }) => graphSha256) ?? [card.graphSha256]
  const history = [
    `ml_* by ${SOFTWARE}, orientations: ${orientations}`,
    `model ${fileNameOf(path)}, architecture ${card.architecture}, graph SHA-256:`,
    ...hashes,
  ]
  return new Table(table.columns, { ...table.meta, history })
}
