/** The figures of an evaluation and their captions. */
import {
  type AccuracyBin,
  type BinnedValues,
  type Evaluation,
  FEWEST_OBJECTS,
  type Subject,
} from '../evaluate/index.js'
import {
  type AccuracySeries,
  accuracyFigure,
  classRecallsFigure,
  completenessPurityFigure,
  confusionFigure,
  MOST_SERIES,
  manyRecallsFigure,
  reliabilityFigure,
} from '../figures/index.js'
import { classWords } from './class-words.js'
import { count } from './html.js'
import type { PlannedFigure } from './result-folder.js'

export interface EvaluationFigure extends PlannedFigure {
  /** Name of the predictions that the figure shows. */
  readonly subject: string
  readonly kind: FigureKind
  /** Whether it needs the width of the page. */
  readonly isWide?: boolean
}

type FigureKind = 'confusion' | 'recalls' | 'magnitude' | 'crowding' | 'reliability' | 'thresholds'

const INTERVALS = 'Vertical bars are 95 % intervals (Wilson).'

/**
 * All figures, subject by subject. With several subjects, names of files end with the subject's
 * name.
 */
export function plannedFigures({ subjects }: Evaluation): EvaluationFigure[] {
  return subjects.flatMap((subject) => {
    const suffix = subjects.length > 1 ? `-${fileSlug(subject.name)}` : ''
    return figuresOf(subject).map((figure) => ({
      ...figure,
      subject: subject.name,
      name: `${figure.kind}${suffix}`,
    }))
  })
}

type Drawn = Omit<EvaluationFigure, 'name' | 'subject'>

function figuresOf(subject: Subject): Drawn[] {
  const { magnitude, crowding } = subject
  return [
    confusion(subject),
    recallsByField(subject),
    ...(magnitude ? [binned('magnitude', subject, magnitude, magnitudeTitle(magnitude))] : []),
    ...(crowding ? [binned('crowding', subject, crowding, neighbourTitle(crowding))] : []),
    ...calibrated(subject),
  ]
}

function confusion({ name, measures, comparison }: Subject): Drawn {
  return {
    kind: 'confusion',
    ...(comparison.list.length > MOST_SERIES && { isWide: true }),
    spec: confusionFigure({
      matrix: measures.matrix,
      labels: classWords(comparison.list).labels,
      rows: 'class by people',
      columns: `class by ${name}`,
    }),
    caption:
      `Classes by people (rows) against classes by ${name} (columns). Numbers are objects, and ` +
      `per cent of the row; n = ${count(comparison.n)}.`,
  }
}

function recallsByField({ name, byField, measures, comparison }: Subject): Drawn {
  const { series } = classWords(comparison.list)
  const isMany = series.length > MOST_SERIES
  const fields = byField.flatMap(({ join, measures }) =>
    measures
      ? [
          {
            field: `${join.field} (n = ${count(join.nCompared)})`,
            recalls: measures.classes.map(({ recall }) => recall.value),
            intervals: measures.classes.map(({ recall }) => recall.interval),
          },
        ]
      : [],
  )
  return {
    kind: 'recalls',
    spec: isMany
      ? manyRecallsFigure(
          series,
          measures.classes.map(({ recall }) => recall),
        )
      : classRecallsFigure(fields, series),
    caption:
      `Recall of each class by ${name}: of the objects that people gave this class, the share ` +
      `that ${name} gave it too; n = ${count(comparison.n)}${
        isMany && byField.length > 1 ? `, all ${byField.length} fields together` : ''
      }. Bars are 95 % intervals (bootstrap; ` +
      `Wilson at 0 and 1); a class of fewer than ${FEWEST_OBJECTS} objects has none.`,
  }
}

function binned(
  kind: 'magnitude' | 'crowding',
  subject: Subject,
  { bins, values }: BinnedValues,
  title: string,
): Drawn {
  const n = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
  const { all, isTwo } = classWords(subject.comparison.list)
  const expected: AccuracySeries = {
    name: `${all}, expected`,
    points: bins.map(({ median, expected = Number.NaN }) => ({ median, accuracy: expected })),
  }
  const two = ({ median, accuracyTwo, intervalTwo }: AccuracyBin) => ({
    ...{ median, accuracy: accuracyTwo, interval: intervalTwo },
  })
  const hasExpected = kind === 'magnitude' && subject.calibration !== undefined
  const series: AccuracySeries[] = [
    { name: all, points: bins },
    ...(isTwo ? [{ name: 'two classes', points: bins.map(two) }] : []),
    ...(hasExpected ? [expected] : []),
  ]
  const said = hasExpected ? ' Expected is the mean probability of the predicted classes.' : ''
  return {
    kind,
    spec: accuracyFigure(series, title, { isLogarithmic: kind === 'crowding' }),
    caption:
      `Accuracy of ${subject.name} against ${title}, n = ${count(n)}. Each point is at the ` +
      `median of its bin (${bins.length} bins). ` +
      `${INTERVALS}${said}`,
  }
}

function calibrated({ name, calibration, thresholds, comparison }: Subject): Drawn[] {
  if (!calibration || !thresholds) return []
  const words = classWords(comparison.list)
  const { predicted, cluster, n, nClusters } = calibration
  const ofClusters = {
    name: `${words.cluster}, ECE ${cluster.ece.toFixed(3)}`,
    bins: cluster.bins,
  }
  const series = [
    { name: `predicted class, ECE ${predicted.ece.toFixed(3)}`, bins: predicted.bins },
    ...(words.hasClusters ? [ofClusters] : []),
  ]
  const isOne = comparison.list.filter(({ isCluster }) => isCluster).length === 1
  const samples: Drawn = {
    kind: 'thresholds',
    spec: completenessPurityFigure(thresholds.filter(({ of }) => of === 'cluster')),
    caption:
      `Samples of clusters (${isOne ? 'class' : 'classes'} ${words.clusters('and')}) by ${name}, ` +
      `with ${words.clusterProbability} at or above the ` +
      `threshold: completeness among n = ${count(nClusters)} clusters, and purity, with 95 % ` +
      'intervals (Wilson).',
  }
  return [
    {
      kind: 'reliability',
      spec: reliabilityFigure(series),
      caption:
        `Reliability of ${name}, n = ${count(n)}: how often a prediction is true, against its ` +
        `probability. On the dashed line the probabilities are calibrated. ${INTERVALS}`,
    },
    ...(words.hasClusters ? [samples] : []),
  ]
}

function neighbourTitle({ unit }: BinnedValues): string {
  return `distance to the fifth neighbour (${unit})`
}

function magnitudeTitle({ name, unit }: BinnedValues): string {
  return `${name === 'mag_v' ? 'V' : name} (${unit})`
}

/** A name as it is used in names of files. @example fileSlug('Our net (2)') // 'our-net-2' */
export function fileSlug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'predictions'
  )
}
