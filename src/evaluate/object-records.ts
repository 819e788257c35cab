/** Rows of the tables of objects: those that were compared, and those that found no partner. */
import type { TableRecord } from '../tables/index.js'
import { type Classified, rowInFile } from './classified.js'
import type { Subject } from './subject.js'

/** One row an object; rows of the files count from 1. */
export function objectRecords({ comparison, magnitude, crowding }: Subject): TableRecord[] {
  const { n, fields, field, truthRow, predictionRow, truth, predicted, probabilities } = comparison
  return Array.from({ length: n }, (_, i) => {
    const { truth: table, predictions, field: name } = fields[field[i]]
    return {
      field: name,
      id: idOf(table, truthRow[i]),
      truth_row: rowInFile(table, truthRow[i]) + 1,
      prediction_row: rowInFile(predictions, predictionRow[i]) + 1,
      ...{ truth: truth[i], predicted: predicted[i] },
      ...Object.fromEntries([0, 1, 2, 3].map((k) => [`p${k + 1}`, probabilities?.[4 * i + k]])),
      magnitude: magnitude?.values[i],
      neighbour_5: crowding?.values[i],
    }
  })
}

/** Inspected objects without a prediction, and predictions that match no row of the truth. */
export function unmatchedRecords({ comparison }: Subject): TableRecord[] {
  return comparison.fields.flatMap(({ field, truth, predictions, join }) => {
    const rows = (table: string, set: Classified, which: readonly number[]) =>
      which.map((row) => ({
        ...{ field, table, id: idOf(set, row), row: rowInFile(set, row) + 1 },
        class: set.classes[row] || undefined,
      }))
    const inspected = join.unmatchedTruth.filter((row) => truth.classes[row] > 0)
    return [
      ...rows('truth', truth, inspected),
      ...rows('predictions', predictions, join.unmatchedPredictions),
    ]
  })
}

function idOf({ id }: Classified, row: number): string | undefined {
  return id?.[row]
}
