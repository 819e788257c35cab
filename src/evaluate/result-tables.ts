/** The evaluation as tables, for programs: everything that its page shows, and every object. */
import { type Table, type TableRecord, tableOfRecords } from '../tables/index.js'
import type { ReliabilityBin } from './calibration.js'
import { type Classified, rowInFile } from './classified.js'
import { precisions, recalls } from './confusion-matrix.js'
import type { Evaluation } from './evaluation.js'
import type { Measure, OverallMeasures } from './measures.js'
import type { BinnedValues, Subject } from './subject.js'

/**
 * Tables by name. Column names end in `_two` where classes 1 and 2 count as one class, 3 and 4 as
 * the other.
 *
 * @example resultTables(evaluation).get('summary')?.names // ['predictions', 'measure', ...]
 */
export function resultTables(evaluation: Evaluation): Map<string, Table> {
  const { subjects } = evaluation
  const each = (records: (subject: Subject) => TableRecord[]) =>
    subjects.flatMap((subject) =>
      records(subject).map((record) => ({ predictions: subject.name, ...record })),
    )
  const tables = {
    summary: each(summaryRecords),
    classes: each(classRecords),
    confusion: each(confusionRecords),
    fields: each(fieldRecords),
    magnitude: each(({ magnitude }) => binRecords(magnitude)),
    crowding: each(({ crowding }) => binRecords(crowding)),
    reliability: each(reliabilityRecords),
    thresholds: each(thresholdRecords),
    mcnemar: duelRecords(evaluation),
    people: peopleRecords(evaluation),
    objects: each(objectRecords),
    unmatched: each(unmatchedRecords),
  }
  return new Map(Object.entries(tables).map(([name, records]) => [name, tableOfRecords(records)]))
}

/** A measure as three columns: its value, and the ends of its interval where it has one. */
function measureCells(name: string, { value, interval }: Omit<Measure, 'n'>): TableRecord {
  return { [name]: value, [`${name}_low`]: interval?.low, [`${name}_high`]: interval?.high }
}

function summaryRecords({ measures, calibration }: Subject): TableRecord[] {
  const row = (measure: string, classes: string, { n, ...rest }: Measure) => ({
    ...{ measure, classes, n },
    ...measureCells('value', rest),
  })
  const rows = (classes: string, overall: OverallMeasures) => [
    row('accuracy', classes, overall.accuracy),
    row('balanced accuracy', classes, overall.balancedAccuracy),
    row("Cohen's kappa", classes, overall.kappa),
  ]
  const scores = calibration && [
    row('Brier score', 'four', { value: calibration.brier, n: calibration.n }),
    row('Brier score', 'two', { value: calibration.brierCluster, n: calibration.n }),
    row('expected calibration error', 'four', {
      value: calibration.predicted.ece,
      n: calibration.n,
    }),
    row('expected calibration error', 'two', { value: calibration.cluster.ece, n: calibration.n }),
  ]
  return [
    ...rows('four', measures.fourClasses),
    ...rows('two', measures.twoClasses),
    ...(scores ?? []),
  ]
}

function classRecords({ measures }: Subject): TableRecord[] {
  return [...measures.classes, measures.cluster].map(({ recall, precision, f1 }, k) => ({
    class: k < 4 ? `${k + 1}` : '1 or 2',
    n_truth: recall.n,
    n_predicted: precision.n,
    ...measureCells('recall', recall),
    ...measureCells('precision', precision),
    ...measureCells('f1', f1),
  }))
}

function confusionRecords({ measures, byField }: Subject): TableRecord[] {
  const fields = byField.length > 1 ? byField : []
  const matrices = [
    { field: 'all', matrix: measures.matrix },
    ...fields.flatMap(({ join, measures }) =>
      measures ? [{ field: join.field, matrix: measures.matrix }] : [],
    ),
  ]
  return matrices.flatMap(({ field, matrix }) =>
    matrix.flatMap((row, t) => {
      const total = row.reduce((sum, n) => sum + n, 0)
      return row.map((n, p) => {
        const counts = { field, truth: t + 1, predicted: p + 1, n }
        return { ...counts, row_percent: (100 * n) / total }
      })
    }),
  )
}

function fieldRecords({ byField }: Subject): TableRecord[] {
  const none = { value: Number.NaN }
  return byField.map(({ join, measures }) => ({
    field: join.field,
    n_compared: join.nCompared,
    n_inspected: join.nInspected,
    n_inspected_without_prediction: join.nWithoutPrediction,
    n_inspected_prediction_without_class: join.nWithoutClass,
    n_predictions: join.nPredictions,
    n_predictions_not_inspected: join.nNotInspected,
    n_predictions_without_truth: join.nWithoutTruth,
    matched_by: join.join.by,
    radius: join.join.radius,
    median_offset: join.join.medianOffset,
    unit: join.join.unit,
    ...measureCells('accuracy', measures?.fourClasses.accuracy ?? none),
    ...measureCells('accuracy_two', measures?.twoClasses.accuracy ?? none),
    ...measureCells('balanced_accuracy', measures?.fourClasses.balancedAccuracy ?? none),
    ...measureCells('kappa', measures?.fourClasses.kappa ?? none),
    ...perClass('recall', measures && recalls(measures.matrix)),
    ...perClass('precision', measures && precisions(measures.matrix)),
  }))
}

function perClass(name: string, values: readonly number[] | undefined): TableRecord {
  return Object.fromEntries([0, 1, 2, 3].map((k) => [`${name}_${k + 1}`, values?.[k]]))
}

function binRecords(values: BinnedValues | undefined): TableRecord[] {
  if (!values) return []
  return values.bins.map((bin) => ({
    ...{ of: values.name, unit: values.unit, low: bin.low, high: bin.high },
    ...{ median: bin.median, n: bin.n },
    ...{ accuracy: bin.accuracy, accuracy_low: bin.interval.low, accuracy_high: bin.interval.high },
    accuracy_two: bin.accuracyTwo,
    accuracy_two_low: bin.intervalTwo.low,
    accuracy_two_high: bin.intervalTwo.high,
    expected_accuracy: bin.expected,
  }))
}

function reliabilityRecords({ calibration }: Subject): TableRecord[] {
  if (!calibration) return []
  const rows = (of: string, bins: readonly ReliabilityBin[]) =>
    bins.map(({ low, high, n, expected, realised, interval }) => ({
      ...{ of, low, high, n, expected, realised },
      ...{ realised_low: interval.low, realised_high: interval.high },
    }))
  return [
    ...rows('predicted class', calibration.predicted.bins),
    ...rows('cluster', calibration.cluster.bins),
  ]
}

function thresholdRecords({ thresholds = [] }: Subject): TableRecord[] {
  return thresholds.map((sample) => ({
    ...{ of: String(sample.of), threshold: sample.threshold, n: sample.n },
    completeness: sample.completeness,
    completeness_low: sample.completenessInterval.low,
    completeness_high: sample.completenessInterval.high,
    purity: sample.purity,
    purity_low: sample.purityInterval.low,
    purity_high: sample.purityInterval.high,
  }))
}

function duelRecords({ duels }: Evaluation): TableRecord[] {
  return duels.flatMap(({ first, second, n, fourClasses, twoClasses }) =>
    [fourClasses, twoClasses].map(({ accuracies, ...test }, i) => ({
      ...{ first, second, classes: i === 0 ? 'four' : 'two', n },
      ...{ accuracy_first: accuracies[0], accuracy_second: accuracies[1] },
      ...{ only_first_right: test.onlyFirst, only_second_right: test.onlySecond },
      ...{ p_exact: test.pExact, chi2: test.chi2, p_chi2: test.pChi2 },
    })),
  )
}

function peopleRecords({ people }: Evaluation): TableRecord[] {
  return people.map(({ field, basis, n, nUnexplained, fourClasses, twoClasses, classes }) => ({
    ...{ field, basis, n, n_unexplained: nUnexplained },
    ...measureCells('pairwise', fourClasses.pairwise),
    pairwise_at_least: fourClasses.atLeast,
    ...measureCells('fleiss_kappa', fourClasses.kappa),
    ...measureCells('pairwise_two', twoClasses.pairwise),
    pairwise_two_at_least: twoClasses.atLeast,
    ...measureCells('fleiss_kappa_two', twoClasses.kappa),
    ...Object.assign({}, ...classes.map((of, k) => measureCells(`class_${k + 1}`, of))),
  }))
}

/** One row for each object that was compared; rows of the files count from 1. */
function objectRecords({ comparison, magnitude, crowding }: Subject): TableRecord[] {
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
function unmatchedRecords({ comparison }: Subject): TableRecord[] {
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
