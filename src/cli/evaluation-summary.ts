/** What `starsift evaluate` prints. */
import type { Duel, Evaluation, HumanAgreement, Measure, Subject } from '../evaluate/index.js'

/** For programs: every number that a paper would state in its text. */
export function evaluationJson(
  { subjects, duels, people, seed, nResamples }: Evaluation,
  page: string,
) {
  return {
    page,
    predictions: subjects.map(({ name, comparison, measures, calibration }) => ({
      name,
      n: comparison.n,
      fields: comparison.fields.map(matched),
      matrix: measures.matrix,
      fourClasses: overall(measures.fourClasses),
      twoClasses: overall(measures.twoClasses),
      recalls: measures.classes.map(({ recall }) => ends(recall)),
      precisions: measures.classes.map(({ precision }) => ends(precision)),
      ...(calibration && {
        brier: calibration.brier,
        brierCluster: calibration.brierCluster,
        ece: calibration.predicted.ece,
      }),
    })),
    mcnemar: duels,
    people: people.map(({ field, basis, n, fourClasses, twoClasses }) => ({
      ...{ field, basis, n },
      pairwise: ends(fourClasses.pairwise),
      pairwiseTwo: ends(twoClasses.pairwise),
      kappa: ends(fourClasses.kappa),
    })),
    ...{ seed, nResamples },
  }
}

function matched({ field, join, ...counts }: Subject['comparison']['fields'][number]) {
  const { by, radius, unit, medianOffset } = join
  const { nCompared, nInspected, nWithoutPrediction, nWithoutClass } = counts
  const { nPredictions, nNotInspected, nWithoutTruth } = counts
  return {
    ...{ field, by, radius, unit },
    ...(!Number.isNaN(medianOffset) && { medianOffset }),
    ...{ nCompared, nInspected, nWithoutPrediction, nWithoutClass },
    ...{ nPredictions, nNotInspected, nWithoutTruth },
  }
}

/** For people. */
export function evaluationText({ subjects, duels, people }: Evaluation, page: string): string {
  return [
    ...subjects.flatMap(subjectLines),
    ...duels.map(duelLine),
    ...people.map(peopleLine),
    `page: ${page}`,
    '',
  ].join('\n')
}

function subjectLines({ name, comparison, measures, calibration }: Subject): string[] {
  const { fourClasses, twoClasses, classes } = measures
  const nFields = comparison.fields.length
  const recalls = classes.map(({ recall }, k) => `class ${k + 1} ${percent(recall.value)}`)
  return [
    `${name}: ${comparison.n} objects in ${nFields} field${nFields === 1 ? '' : 's'}`,
    `  four classes: ${share(fourClasses.accuracy)}, kappa ${fourClasses.kappa.value.toFixed(3)}`,
    `  two classes: ${share(twoClasses.accuracy)}, kappa ${twoClasses.kappa.value.toFixed(3)}`,
    `  recall: ${recalls.join(', ')}`,
    ...(calibration
      ? [
          `  Brier score ${calibration.brier.toFixed(3)}, expected calibration error ` +
            calibration.predicted.ece.toFixed(3),
        ]
      : []),
  ]
}

function duelLine({ first, second, n, fourClasses }: Duel): string {
  const [one, other] = fourClasses.accuracies
  return (
    `${first} against ${second} on ${n} objects: ${percent(one)} and ${percent(other)}, ` +
    `McNemar's p = ${Number(fourClasses.pExact.toPrecision(2))}`
  )
}

function peopleLine({ field, basis, n, fourClasses, twoClasses }: HumanAgreement): string {
  return (
    `people among each other, ${field} (${n} objects, from ${basis}): ` +
    `${percent(fourClasses.pairwise.value)} in four classes, ` +
    `${percent(twoClasses.pairwise.value)} in two`
  )
}

function overall(measures: Subject['measures']['fourClasses']) {
  const { accuracy, balancedAccuracy, kappa } = measures
  return { accuracy: ends(accuracy), balancedAccuracy: ends(balancedAccuracy), kappa: ends(kappa) }
}

function ends({ value, interval, n }: Measure) {
  return { value, ...interval, n }
}

function share({ value, interval }: Measure): string {
  const range = interval && ` (${percent(interval.low)} to ${percent(interval.high)})`
  return `${percent(value)} right${range ?? ''}`
}

function percent(value: number): string {
  return Number.isNaN(value) ? 'none' : `${(100 * value).toFixed(1)} %`
}
