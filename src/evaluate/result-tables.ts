/** The evaluation as tables, for programs: everything that its page shows, and every object. */
import { areTheFour, type ClassList, hasClusters, hasTwoSides } from '../catalog/index.js'
import { resultColumn, Table, type TableRecord, tableOfRecords } from '../tables/index.js'
import type { ReliabilityBin } from './calibration.js'
import type { SetCoverage } from './class-sets.js'
import { type Classified, rowInFile } from './classified.js'
import { precisions, recalls } from './confusion-matrix.js'
import type { Evaluation } from './evaluation.js'
import type { Measure, OverallMeasures } from './measures.js'
import type { BinnedValues, Subject } from './subject.js'

/**
 * Tables by name. Column names end in `_two` where all clusters count as one class, and the rest as
 * the other: of the four classes 1 and 2, and 3 and 4. Classes of one's own stand there by their
 * labels. Where they do not tell clusters from the rest, or are only two, there are no such
 * columns.
 *
 * @example resultTables(evaluation).get('summary')?.names // ['predictions', 'measure', ...]
 */
export function resultTables(evaluation: Evaluation): Map<string, Table> {
  const { subjects } = evaluation
  const isApart = subjects.some(({ comparison }) =>
    comparison.fields.some(({ join }) => join.apart.length > 0),
  )
  const each = (records: (subject: Subject) => TableRecord[]) =>
    subjects.flatMap((subject) =>
      records(subject).map((record) => ({ predictions: subject.name, ...record })),
    )
  const tables = {
    summary: each(summaryRecords),
    classes: each(classRecords),
    confusion: each(confusionRecords),
    fields: each(fieldRecords),
    magnitude: each(({ magnitude, comparison }) => binRecords(magnitude, comparison.list)),
    crowding: each(({ crowding, comparison }) => binRecords(crowding, comparison.list)),
    reliability: each(reliabilityRecords),
    thresholds: each(thresholdRecords),
    sets: each(setRecords),
    mcnemar: duelRecords(evaluation),
    people: peopleRecords(evaluation),
    objects: [],
    unmatched: each((subject) => unmatchedRecords(subject, isApart)),
  }
  const found = Object.entries(tables).map(([name, records]) => [name, tableOfRecords(records)])
  return new Map(found as [string, Table][]).set('objects', objectsTable(subjects))
}

/** A measure as three columns: its value, and the ends of its interval where it has one. */
function measureCells(name: string, { value, interval }: Omit<Measure, 'n'>): TableRecord {
  return { [name]: value, [`${name}_low`]: interval?.low, [`${name}_high`]: interval?.high }
}

function summaryRecords({ measures, calibration, onVotes, comparison }: Subject): TableRecord[] {
  const all = wordForAll(comparison.list)
  const isTwo = hasTwoSides(comparison.list)
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
    row('Brier score', all, { value: calibration.brier, n: calibration.n }),
    row('Brier score', 'two', { value: calibration.brierCluster, n: calibration.n }),
    row('expected calibration error', all, {
      value: calibration.predicted.ece,
      n: calibration.n,
    }),
    row('expected calibration error', 'two', { value: calibration.cluster.ece, n: calibration.n }),
  ]
  return [
    ...rows(all, measures.fourClasses),
    ...rows('two', measures.twoClasses),
    ...(scores ?? []),
    ...(onVotes
      ? [
          row('Brier score on votes', all, { value: onVotes.brier, n: onVotes.n }),
          row('expected calibration error on votes', all, { value: onVotes.ece, n: onVotes.n }),
        ]
      : []),
  ].filter(({ classes }) => isTwo || classes === all)
}

/** What the tables call all classes. */
function wordForAll(list: ClassList): string {
  return areTheFour(list) ? 'four' : 'all'
}

/** What the tables call all clusters together. */
function wordForClusters(list: ClassList, four: string): string {
  return areTheFour(list) ? four : 'all clusters'
}

function classRecords({ measures, comparison: { list } }: Subject): TableRecord[] {
  const clusters = hasTwoSides(list) ? [measures.cluster] : []
  return [...measures.classes, ...clusters].map(({ recall, precision, f1 }, k) => ({
    class: `${list[k]?.label ?? wordForClusters(list, '1 or 2')}`,
    n_truth: recall.n,
    n_predicted: precision.n,
    ...measureCells('recall', recall),
    ...measureCells('precision', precision),
    ...measureCells('f1', f1),
  }))
}

function confusionRecords({ measures, byField, comparison: { list } }: Subject): TableRecord[] {
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
        const counts = { field, truth: list[t].label, predicted: list[p].label, n }
        return { ...counts, row_percent: (100 * n) / total }
      })
    }),
  )
}

function fieldRecords({ byField, comparison: { list } }: Subject): TableRecord[] {
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
    n_position_mismatch: join.join.apart.length,
    matched_by: join.join.by,
    radius: join.join.radius,
    median_offset: join.join.medianOffset,
    unit: join.join.unit,
    ...measureCells('accuracy', measures?.fourClasses.accuracy ?? none),
    ...(hasTwoSides(list) && measureCells('accuracy_two', measures?.twoClasses.accuracy ?? none)),
    ...measureCells('balanced_accuracy', measures?.fourClasses.balancedAccuracy ?? none),
    ...measureCells('kappa', measures?.fourClasses.kappa ?? none),
    ...perClass('recall', list, measures && recalls(measures.matrix)),
    ...perClass('precision', list, measures && precisions(measures.matrix)),
  }))
}

function perClass(
  name: string,
  list: ClassList,
  values: readonly number[] | undefined,
): TableRecord {
  return Object.fromEntries(list.map(({ label }, k) => [`${name}_${label}`, values?.[k]]))
}

function binRecords(values: BinnedValues | undefined, list: ClassList): TableRecord[] {
  if (!values) return []
  return values.bins.map((bin) => ({
    ...{ of: values.name, unit: values.unit, low: bin.low, high: bin.high },
    ...{ median: bin.median, n: bin.n },
    ...{ accuracy: bin.accuracy, accuracy_low: bin.interval.low, accuracy_high: bin.interval.high },
    ...(hasTwoSides(list) && {
      accuracy_two: bin.accuracyTwo,
      accuracy_two_low: bin.intervalTwo.low,
      accuracy_two_high: bin.intervalTwo.high,
    }),
    expected_accuracy: bin.expected,
  }))
}

function reliabilityRecords({ calibration, comparison: { list } }: Subject): TableRecord[] {
  if (!calibration) return []
  const rows = (of: string, bins: readonly ReliabilityBin[]) =>
    bins.map(({ low, high, n, expected, realised, interval }) => ({
      ...{ of, low, high, n, expected, realised },
      ...{ realised_low: interval.low, realised_high: interval.high },
    }))
  return [
    ...rows('predicted class', calibration.predicted.bins),
    ...(hasClusters(list) ? rows(wordForClusters(list, 'cluster'), calibration.cluster.bins) : []),
  ]
}

/** How often `ml_set` holds the class by people, and a person's vote. */
function setRecords({ sets, comparison: { list } }: Subject): TableRecord[] {
  if (!sets) return []
  const rows = (answers: string, measured: readonly SetCoverage[]) =>
    measured.map(({ class: place, n, covered, interval, size }) => ({
      ...{ answers, class: place === 0 ? 'all' : `${list[place - 1].label}`, n, covered },
      ...{ covered_low: interval.low, covered_high: interval.high, mean_size: size },
    }))
  return [...rows('classes', sets.classes), ...rows('votes', sets.votes ?? [])]
}

function thresholdRecords({ thresholds = [], comparison: { list } }: Subject): TableRecord[] {
  const word = (of: 'cluster' | number) =>
    of === 'cluster' ? wordForClusters(list, of) : `${list[of - 1].label}`
  return thresholds.map((sample) => ({
    ...{ of: word(sample.of), threshold: sample.threshold, n: sample.n },
    completeness: sample.completeness,
    completeness_low: sample.completenessInterval.low,
    completeness_high: sample.completenessInterval.high,
    purity: sample.purity,
    purity_low: sample.purityInterval.low,
    purity_high: sample.purityInterval.high,
  }))
}

function duelRecords({ duels, subjects }: Evaluation): TableRecord[] {
  const { list } = subjects[0].comparison
  return duels.flatMap(({ first, second, n, fourClasses, twoClasses }) =>
    (hasTwoSides(list) ? [fourClasses, twoClasses] : [fourClasses]).map(
      ({ accuracies, ...test }, i) => ({
        ...{ first, second, classes: i === 0 ? wordForAll(list) : 'two', n },
        ...{ accuracy_first: accuracies[0], accuracy_second: accuracies[1] },
        ...{ only_first_right: test.onlyFirst, only_second_right: test.onlySecond },
        ...{ p_exact: test.pExact, chi2: test.chi2, p_chi2: test.pChi2 },
      }),
    ),
  )
}

function peopleRecords({ people, subjects }: Evaluation): TableRecord[] {
  const { list } = subjects[0].comparison
  return people.map(({ field, basis, n, nUnexplained, fourClasses, twoClasses, classes }) => ({
    ...{ field, basis, n, n_unexplained: nUnexplained },
    ...measureCells('pairwise', fourClasses.pairwise),
    pairwise_at_least: fourClasses.atLeast,
    ...measureCells('fleiss_kappa', fourClasses.kappa),
    ...(hasTwoSides(list) && {
      ...measureCells('pairwise_two', twoClasses.pairwise),
      pairwise_two_at_least: twoClasses.atLeast,
      ...measureCells('fleiss_kappa_two', twoClasses.kappa),
    }),
    ...Object.assign({}, ...classes.map((of, k) => measureCells(`class_${list[k].label}`, of))),
  }))
}

/**
 * One row for each object that was compared; rows of the files count from 1. There may be a million
 * of them, so they are no records.
 */
function objectsTable(subjects: readonly Subject[]): Table {
  const parts = subjects.map(objectColumns)
  const names = new Set(parts.flatMap((part) => Object.keys(part)))
  const nRows = subjects.map(({ comparison }) => comparison.n)
  const cells = (name: string, p: number) => parts[p][name] ?? new Float64Array(nRows[p])
  return new Table(
    [...names].map((name) => {
      const isOne = parts.length === 1
      const all = isOne ? cells(name, 0) : parts.flatMap((_, p): Cell[] => [...cells(name, p)])
      return resultColumn(name, all as readonly string[] | ArrayLike<number>)
    }),
  )
}

type Cell = string | number

function objectColumns(subject: Subject): Record<string, readonly string[] | Float64Array> {
  const { comparison, magnitude, crowding } = subject
  const { list } = comparison
  const { n, fields, field, truthRow, predictionRow, truth, predicted, probabilities } = comparison
  const numbers = (of: (i: number) => number | undefined) => {
    const values = new Float64Array(n)
    for (let i = 0; i < n; i++) values[i] = of(i) ?? Number.NaN
    return values
  }
  const texts = (of: (i: number) => string) => {
    const found = new Array<string>(n)
    for (let i = 0; i < n; i++) found[i] = of(i)
    return found
  }
  const isNumbered = list.every(({ label }) => typeof label === 'number')
  const labels = (codes: Uint8Array) =>
    isNumbered
      ? numbers((i) => Number(list[codes[i] - 1].label))
      : texts((i) => `${list[codes[i] - 1].label}`)
  const apart = fields.map(({ join }) => new Set(join.apart.a))
  return {
    predictions: texts(() => subject.name),
    field: texts((i) => fields[field[i]].field),
    id: texts((i) => idOf(fields[field[i]].truth, truthRow[i]) ?? ''),
    truth_row: numbers((i) => rowInFile(fields[field[i]].truth, truthRow[i]) + 1),
    prediction_row: numbers((i) => rowInFile(fields[field[i]].predictions, predictionRow[i]) + 1),
    truth: labels(truth),
    predicted: labels(predicted),
    ...Object.fromEntries(
      list.map((_, k) => [`p${k + 1}`, numbers((i) => probabilities?.[list.length * i + k])]),
    ),
    magnitude: numbers((i) => magnitude?.values[i]),
    neighbour_5: numbers((i) => crowding?.values[i]),
    ...(apart.some((rows) => rows.size > 0) && {
      position_mismatch: numbers((i) => (apart[field[i]].has(truthRow[i]) ? 1 : 0)),
    }),
  }
}

/**
 * Inspected objects without a prediction, and predictions that match no row of the truth; both rows
 * of a pair that an id joins and the positions contradict are here.
 */
function unmatchedRecords({ comparison }: Subject, isApart: boolean): TableRecord[] {
  return comparison.fields.flatMap(({ field, truth, predictions, join }) => {
    const [apartA, apartB] = [new Set(join.apart.a), new Set(join.apart.b)]
    const rows = (table: string, set: Classified, which: readonly number[], apart: Set<number>) =>
      which.map((row) => ({
        ...{ field, table, id: idOf(set, row), row: rowInFile(set, row) + 1 },
        class: set.list[set.classes[row] - 1]?.label,
        ...(isApart && { position_mismatch: apart.has(row) ? 1 : 0 }),
      }))
    const inspected = join.unmatchedTruth.filter((row) => truth.classes[row] > 0)
    return [
      ...rows('truth', truth, inspected, apartA),
      ...rows('predictions', predictions, join.unmatchedPredictions, apartB),
    ]
  })
}

function idOf({ id }: Classified, row: number): string | undefined {
  return id?.[row]
}
