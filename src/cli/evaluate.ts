import { Command } from 'commander'
import {
  areTheFour,
  type ClassList,
  entriesOf,
  hasTwoSides,
  numberWord,
  type OwnClass,
} from '../catalog/index.js'
import { CommandError } from '../errors.js'
import type {
  Duel,
  Evaluation,
  HumanAgreement,
  Measure,
  Radius,
  SetCoverage,
  Subject,
} from '../evaluate/index.js'
import { type EvaluateOptions, evaluate } from '../verbs/index.js'
import {
  columnOptions,
  each,
  formatOption,
  hduOption,
  jsonOption,
  oneOf,
  originOption,
  resultsOption,
  seedOption,
  strictOption,
  typedCommand,
  withOptions,
  wordList,
} from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine } from './progress.js'

type ParsedOptions = Omit<EvaluateOptions, 'predictions'> & { json?: boolean }

const MATCHES = ['auto', 'id', 'position'] as const

export function evaluateVerb(): Command {
  const command = new Command('evaluate')
    .description('compare predicted classes with classes by people, for each field')
    .usage('[predictions...] --truth <files> --out <dir> [options]')
    .argument('[predictions...]', 'tables with predicted classes, from any program')
    .requiredOption(
      '--truth <files...>',
      'catalogues with classes by people, or folders of labels, one a field',
    )
    .addOption(resultsOption())
    .option('--class-column <c>', 'column of the predicted classes: its name or number')
    .option('--truth-column <c>', 'column of the classes by people: its name or number')
    .option('--classes <file>', 'classes of your own: a recipe (.yaml), a model or a run')
    .option('--scores <file>', 'scores of the predictions: .npy, rows x classes')
    .option('--compare <files...>', 'tables with other predictions for the same objects')
    .option('--compare-column <c>', 'column of the classes in the tables of --compare')
    .option(
      '--name <name>',
      'name of the predictions on pages and figures; a second one is of --compare',
      each(String),
    )
    .option('--baseline', 'add predictions from photometry alone')
    .option('--votes <list>', "columns with single people's classes, e.g. ann,bob,eve", wordList)
    .option('--match <how>', 'match rows by: auto, id, position', oneOf('--match', MATCHES), 'auto')
    .option('--radius <r>', 'largest distance of a match, e.g. 1px or 0.1arcsec', radiusNamed)
    .option('--magnitude <c>', 'column of the magnitude for bins (default: V)')
    .addOption(hduOption())
    .addOption(formatOption())
    .addOption(originOption())
  return withOptions(command, columnOptions())
    .addOption(seedOption('the bootstrap and the baseline'))
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift evaluate predictions.csv --truth ngc1566.tab --out evaluation/`

async function run(predictions: string[], { json, ...options }: ParsedOptions): Promise<void> {
  const { evaluation, page } = await evaluate({
    ...options,
    predictions,
    command: typedCommand(),
    onNote: printNote,
    onProgress: progressLine('figures'),
    onDownload: downloadLine(),
  })
  if (json) printJson(jsonOf(evaluation, page))
  else print(textOf(evaluation, page))
}

/** @example radiusNamed('0.1arcsec') // { value: 0.1, unit: 'arcsec' } */
function radiusNamed(text: string): Radius {
  const found = /^([\d.]+)\s*(px|arcsec)$/.exec(text)
  const value = Number(found?.[1])
  if (found && value > 0) return { value, unit: found[2] as Radius['unit'] }
  throw new CommandError({
    what: '--radius',
    expected: 'a length in px or arcsec, e.g. 1px or 0.1arcsec',
    got: text,
  })
}

/** What programs read: every number that a paper would state in its text. */
export function jsonOf({ subjects, duels, people, seed, nResamples }: Evaluation, page: string) {
  const { list } = subjects[0].comparison
  const asked = <T>(all: T, two: T) => ({
    [areTheFour(list) ? 'fourClasses' : 'allClasses']: all,
    ...(hasTwoSides(list) && { twoClasses: two }),
  })
  return {
    page,
    ...ownClasses(list),
    predictions: subjects.map(({ name, comparison, measures, calibration, onVotes, sets }) => ({
      name,
      n: comparison.n,
      fields: comparison.fields.map(matched),
      matrix: measures.matrix,
      ...asked(overall(measures.fourClasses), overall(measures.twoClasses)),
      recalls: measures.classes.map(({ recall }) => ends(recall)),
      precisions: measures.classes.map(({ precision }) => ends(precision)),
      ...(calibration && {
        brier: calibration.brier,
        ...(hasTwoSides(list) && { brierCluster: calibration.brierCluster }),
        ece: calibration.predicted.ece,
      }),
      ...(onVotes && { onVotes }),
      ...(sets && { sets }),
    })),
    mcnemar: duels.map(({ fourClasses, twoClasses, ...duel }) => ({
      ...duel,
      ...asked(fourClasses, twoClasses),
    })),
    people: people.map(({ field, basis, n, fourClasses, twoClasses }) => ({
      ...{ field, basis, n },
      pairwise: ends(fourClasses.pairwise),
      ...(hasTwoSides(list) && { pairwiseTwo: ends(twoClasses.pairwise) }),
      kappa: ends(fourClasses.kappa),
    })),
    ...{ seed, nResamples },
  }
}

/** Classes of one's own, in the order of the matrix and the recalls. */
function ownClasses(list: ClassList) {
  return areTheFour(list) ? {} : { classes: entriesOf(list) }
}

function matched({ field, join, ...counts }: Subject['comparison']['fields'][number]) {
  const { by, radius, unit, medianOffset } = join
  const { nCompared, nInspected, nWithoutPrediction, nWithoutClass } = counts
  const { nPredictions, nNotInspected, nWithoutTruth } = counts
  return {
    ...{ field, by, radius, unit },
    ...(!Number.isNaN(medianOffset) && { medianOffset }),
    ...{ nCompared, nInspected, nWithoutPrediction, nWithoutClass },
    ...{ nPredictions, nNotInspected, nWithoutTruth, nPositionMismatch: join.apart.length },
  }
}

/** What people read. */
export function textOf({ subjects, duels, people }: Evaluation, page: string): string {
  return [
    ...subjects.flatMap(subjectLines),
    ...duels.map(duelLine),
    ...people.map((one) => peopleLine(one, subjects[0].comparison.list)),
    `page: ${page}`,
    '',
  ].join('\n')
}

function subjectLines(subject: Subject): string[] {
  const { name, comparison, measures, calibration, onVotes, sets } = subject
  const { fourClasses, twoClasses, classes } = measures
  const nFields = comparison.fields.length
  const { list } = comparison
  const word = ({ label }: OwnClass) => (typeof label === 'number' ? `class ${label}` : label)
  const recalls = classes.map(({ recall }, k) => `${word(list[k])} ${percent(recall.value)}`)
  const line = (of: string, { accuracy, kappa }: typeof twoClasses) =>
    `  ${of} classes: ${share(accuracy)}, kappa ${kappa.value.toFixed(3)}`
  return [
    `${name}: ${comparison.n} objects in ${nFields} field${nFields === 1 ? '' : 's'}`,
    line(numberWord(list.length), fourClasses),
    ...(hasTwoSides(list) ? [line('two', twoClasses)] : []),
    `  recall: ${recalls.join(', ')}`,
    ...(calibration
      ? [
          `  Brier score ${calibration.brier.toFixed(3)}, expected calibration error ` +
            calibration.predicted.ece.toFixed(3),
        ]
      : []),
    ...(onVotes
      ? [
          `  on votes: Brier score ${onVotes.brier.toFixed(3)}, expected calibration error ` +
            onVotes.ece.toFixed(3),
        ]
      : []),
    ...(sets ? [setLine(sets.votes ?? sets.classes, sets.votes ? 'votes' : 'classes', list)] : []),
  ]
}

/** How often the sets of classes hold what people say. */
function setLine(
  [all, ...each]: readonly SetCoverage[],
  answers: 'votes' | 'classes',
  list: ClassList,
): string {
  const said = each.map(({ covered }, k) => `${list[k].label} ${percent(covered)}`)
  return (
    `  sets of ${all.size.toFixed(2)} classes hold ${percent(all.covered)} of the ${answers} ` +
    `(${said.join(', ')})`
  )
}

function duelLine({ first, second, n, fourClasses }: Duel): string {
  const [one, other] = fourClasses.accuracies
  return (
    `${first} against ${second} on ${n} objects: ${percent(one)} and ${percent(other)}, ` +
    `McNemar's p = ${Number(fourClasses.pExact.toPrecision(2))}`
  )
}

function peopleLine(
  { field, basis, n, fourClasses, twoClasses }: HumanAgreement,
  list: ClassList,
): string {
  const two = hasTwoSides(list) ? `, ${percent(twoClasses.pairwise.value)} in two` : ''
  return (
    `agreement of people, ${field} (${n} objects, from ${basis}): ` +
    `${percent(fourClasses.pairwise.value)} in ${numberWord(list.length)} classes${two}`
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
