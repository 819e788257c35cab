/** The columns that a classification adds to a catalogue. */
import { isUnclassified } from '../catalog/flags.js'
import { InputError } from '../errors.js'
import type { ModelCard } from '../models/card.js'
import type { Column, Table } from '../tables/index.js'

export interface Scores {
  /** Class of each row, 0 where there is none. */
  readonly classes: Uint8Array
  /** nRows x nClasses. */
  readonly probabilities: Float32Array
  /** Share of the networks that voted for the class, NaN where there is none. */
  readonly quality: Float32Array
  /** Of the probabilities, 0 to 1: {@link relativeEntropy}; NaN where there is no class. */
  readonly entropy: Float32Array
  readonly flags: Uint32Array
}

/** Scores of rows that nobody has looked at yet. */
export function blankScores(flags: Uint32Array, nClasses: number): Scores {
  const { length } = flags
  return {
    classes: new Uint8Array(length),
    probabilities: new Float32Array(length * nClasses).fill(Number.NaN),
    quality: new Float32Array(length).fill(Number.NaN),
    entropy: new Float32Array(length).fill(Number.NaN),
    flags,
  }
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
      values: classes.length === 0 ? new Float32Array() : every(probabilities, nClasses, k),
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
      description: 'quality flags, see docs/reference/flags.md',
      ucd: 'meta.code',
    },
  ]
  refuseTaken(table, columns)
  return table.withColumns(columns)
}

function every(values: Float32Array, step: number, first: number): Float32Array {
  return Float32Array.from({ length: values.length / step }, (_, row) => values[row * step + first])
}

/** Without regard to case: FITS tables know none in names. */
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
