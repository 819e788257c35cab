/** Rows of the tables on bins, reliability and thresholds. */
import type { TableRecord } from '../tables/index.js'
import type { ReliabilityBin } from './calibration.js'
import type { BinnedValues, Subject } from './subject.js'

export function binRecords(values: BinnedValues | undefined): TableRecord[] {
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

export function reliabilityRecords({ calibration }: Subject): TableRecord[] {
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

export function thresholdRecords({ thresholds = [] }: Subject): TableRecord[] {
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
