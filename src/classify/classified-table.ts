/**
 * What a classification adds to a catalogue: columns, and in the table itself whose classes they
 * are, for a file is copied without its report.
 */
import { fileNameOf } from '../bytes/index.js'
import { areTheFour, isUnclassified, meaningText, setSeparator } from '../catalog/index.js'
import {
  blankScores,
  type ClassSets,
  classesOfCard,
  type Model,
  type ModelCard,
  type Scores,
  setMembers,
} from '../models/index.js'
import { SOFTWARE } from '../software.js'
import { type Column, refuseTaken, type Table, withHistoryLines } from '../tables/index.js'
import type { Orientations } from './orientations.js'

/** The beginning of the names of all columns of a classification, unless another is asked for. */
const DEFAULT_PREFIX = 'ml'

/** How the columns of a classification are named, and what made them. */
interface Naming {
  readonly orientations: Orientations
  /** Default `ml`. */
  readonly prefix?: string
}

/** The catalogue with its scores and with their history. */
export function classifiedTable(
  catalogue: Table,
  scores: Scores,
  model: Model,
  naming: Naming,
): Table {
  const table = withScores(catalogue, scores, model.card, naming.prefix)
  return withHistory(table, { path: model.name, model, ...naming })
}

/**
 * The catalogue with the columns of a classification, still without classes: to find out before the
 * work whether the result can be written.
 *
 * @throws InputError if the catalogue has such columns already
 */
export function unclassifiedTable(catalogue: Table, card: ModelCard, prefix?: string): Table {
  const scores = blankScores(new Uint32Array(catalogue.nRows), card.classes.length)
  return withScores(catalogue, scores, card, prefix)
}

/**
 * The input's columns as they were, then ml_class, ml_p1 ..., ml_set, ml_qual, ml_entropy,
 * ml_flags; ml_set where the card has thresholds.
 *
 * @throws InputError if the input has such columns already
 */
function withScores(table: Table, scores: Scores, card: ModelCard, prefix = DEFAULT_PREFIX): Table {
  const columns = scoreColumns(scores, card, prefix)
  refuseTaken(table, columns)
  return table.withColumns(columns)
}

function scoreColumns(
  { classes, probabilities, ...doubts }: Scores,
  { classes: kinds, sets }: Pick<ModelCard, 'classes' | 'sets'>,
  prefix: string,
): Column[] {
  const unclassified = Uint8Array.from(doubts.flags, (bits) => (isUnclassified(bits) ? 1 : 0))
  return [
    {
      name: `${prefix}_class`,
      values: labelValues(classes, kinds),
      missing: unclassified,
      description: classText(kinds),
      ucd: 'meta.code.class',
    },
    ...kinds.map(({ value, name, label = value }, k) => ({
      name: `${prefix}_p${value}`,
      values: everyNth(probabilities, kinds.length, k),
      description: `probability of class ${label}${`${label}` === name ? '' : ` (${name})`}`,
      ucd: 'stat.probability',
    })),
    ...(sets
      ? [
          {
            name: `${prefix}_set`,
            values: setTexts({ classes, probabilities }, kinds, sets),
            missing: unclassified,
            description:
              "the classes that hold a person's answer with " +
              `${Math.round(100 * sets.coverage)} %, see docs/reference/files.md`,
            ucd: 'meta.code.class',
          },
        ]
      : []),
    ...doubtColumns(doubts, prefix),
  ]
}

/** The labels of the classes of each row, in their order; empty where there is no class. */
function setTexts(
  { classes, probabilities }: Pick<Scores, 'classes' | 'probabilities'>,
  kinds: ModelCard['classes'],
  sets: ClassSets,
): string[] {
  const places = new Map(kinds.map(({ value }, k) => [value, k + 1]))
  const chosen = Uint8Array.from(classes, (value) => places.get(value) ?? 0)
  const members = setMembers({ classes: chosen, probabilities }, sets)
  const labels = kinds.map(({ value, label = value }) => `${label}`)
  const separator = setSeparator(labels)
  return Array.from(chosen, (_, row) =>
    labels.filter((_, k) => members[row * labels.length + k]).join(separator),
  )
}

/** The user's own numbers or words, where the card has them; empty or 0 where there is no class. */
function labelValues(classes: Uint8Array, kinds: ModelCard['classes']): Column['values'] {
  if (kinds.every(({ label }) => label === undefined)) return Int16Array.from(classes)
  const labels = new Map(kinds.map(({ value, label = value }) => [value, label]))
  if (kinds.some(({ label }) => typeof label === 'string')) {
    return Array.from(classes, (value) => `${labels.get(value) ?? ''}`)
  }
  return Int32Array.from(classes, (value) => Number(labels.get(value) ?? 0))
}

/** What the classes are. Programs read it where they are a user's own. */
function classText(kinds: ModelCard['classes']): string {
  const list = classesOfCard({ classes: kinds })
  if (!areTheFour(list)) return meaningText(list)
  return kinds.map(({ value, name }) => `${value} ${name}`).join(', ')
}

function doubtColumns(
  { quality, entropy, flags }: Pick<Scores, 'quality' | 'entropy' | 'flags'>,
  prefix: string,
): Column[] {
  return [
    {
      name: `${prefix}_qual`,
      values: quality,
      description: 'share of the ensemble that agrees; 1 for a single model',
      ucd: 'meta.code.qual',
    },
    {
      name: `${prefix}_entropy`,
      values: entropy,
      description: 'entropy of the probabilities: 0 certain, 1 all classes equally probable',
      ucd: 'stat.value',
    },
    {
      name: `${prefix}_flags`,
      values: Int32Array.from(flags),
      description: 'quality flags, see docs/conventions.md',
      ucd: 'meta.code',
    },
  ]
}

function everyNth(values: Float32Array, n: number, first: number): Float32Array {
  return Float32Array.from({ length: values.length / n }, (_, row) => values[row * n + first])
}

export interface Classifier {
  /** As the user named the model. */
  readonly path: string
  readonly model: Pick<Model, 'card' | 'manifest'> & Partial<Pick<Model, 'precision'>>
  readonly orientations: Orientations
  /** Default `ml`. */
  readonly prefix?: string
}

/**
 * The table with its history, after that of an earlier run. ECSV keeps it among the metadata, FITS
 * as HISTORY, other text does not keep it. It has no date, so that the same run gives the same
 * bytes.
 */
export function withHistory(
  table: Table,
  { path, model, orientations, prefix = DEFAULT_PREFIX }: Classifier,
): Table {
  const { card, precision } = model
  const computed = precision === 'int8' ? ', precision: int8' : ''
  return withHistoryLines(table, [
    `${prefix}_* by ${SOFTWARE}, orientations: ${orientations}${computed}`,
    `model ${fileNameOf(path)}, architecture ${card.architecture}, graph SHA-256:`,
    ...graphsOf(model),
  ])
}

/** SHA-256 of the graph of each network of a model. */
export function graphsOf({ card, manifest }: Pick<Model, 'card' | 'manifest'>): string[] {
  return manifest?.members.map(({ graphSha256 }) => graphSha256) ?? [card.graphSha256]
}
