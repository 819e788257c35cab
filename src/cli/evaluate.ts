import { Command } from 'commander'
import { CommandError } from '../errors.js'
import {
  type Evaluation,
  evaluate,
  type JoinOptions,
  peopleVotes,
  type Radius,
} from '../evaluate/index.js'
import { checkFolder } from '../files/index.js'
import { fileSlug, writeEvaluation } from '../report/index.js'
import { openPredictions, openTruths, type PredictionSet } from './evaluation-input.js'
import { evaluationJson, evaluationText } from './evaluation-summary.js'
import { jsonOption, oneOf, originOption, typedCommand, wholeNumber, wordList } from './options.js'
import { printNote, progressLine } from './progress.js'

interface Flags extends JoinOptions {
  truth: string[]
  out: string
  classColumn?: string
  truthColumn?: string
  scores?: string
  compare?: string[]
  compareColumn?: string
  baseline?: boolean
  votes?: string[]
  magnitude?: string
  origin?: 0 | 1
  seed: number
  json?: boolean
}

const MATCHES = ['auto', 'id', 'position'] as const

export function evaluateVerb(): Command {
  return new Command('evaluate')
    .description('compare predicted classes with those of people, field by field')
    .argument('[predictions...]')
    .requiredOption('--truth <files...>', 'catalogues with classes by people, one a field')
    .requiredOption('--out <dir>', 'folder for the page, tables and figures')
    .option('--class-column <c>', 'column of the predicted classes, or its number')
    .option('--truth-column <c>', 'column of the classes by people')
    .option('--scores <file>', 'scores of the predictions, rows x 4: .npy')
    .option('--compare <files...>', 'other predictions for the same objects')
    .option('--compare-column <c>', 'column of their classes')
    .option('--baseline', 'add trees on photometry, trained on other fields')
    .option('--votes <columns>', "columns of single people's classes, with commas", wordList)
    .option('--match <how>', MATCHES.join(', '), oneOf('--match', MATCHES), 'auto')
    .option('--radius <r>', 'for positions, e.g. 1px (default 0.1arcsec or 1px)', radiusNamed)
    .option('--magnitude <column>', 'magnitude for bins (default V)')
    .addOption(Object.assign(originOption(), { description: 'what the first pixel is in x, y' }))
    .option('--seed <n>', 'of bootstrap and baseline', wholeNumber('--seed', 0), 1)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift evaluate predictions.csv --truth ngc1566.tab --out evaluation/`

async function run(paths: string[], flags: Flags): Promise<void> {
  checkFlags(paths, flags)
  await checkFolder(flags.out)
  const { origin, seed, match, radius, magnitude, baseline, compare = [] } = flags
  const truths = await openTruths(flags.truth, { column: flags.truthColumn, origin })
  const predictions: PredictionSet[] = []
  if (paths.length > 0) {
    const options = { column: flags.classColumn, origin }
    predictions.push(await openPredictions(paths, options, flags.scores))
  }
  if (compare.length > 0) {
    predictions.push(await openPredictions(compare, { column: flags.compareColumn, origin }))
  }
  const notes: string[] = []
  const votes = truths.flatMap((truth) => peopleVotes(truth, flags.votes, notes) ?? [])
  const input = { truths, predictions: distinct(predictions, baseline), baseline, votes }
  const evaluation = evaluate(input, { seed, match, radius, magnitude })
  const noted: Evaluation = { ...evaluation, notes: [...evaluation.notes, ...notes] }
  for (const note of allNotes(noted)) printNote(note)
  const page = await writeEvaluation(flags.out, noted, {
    command: typedCommand(),
    inputs: [...paths, ...flags.truth, ...compare, ...(flags.scores ? [flags.scores] : [])],
    onProgress: progressLine('figures'),
  })
  process.stdout.write(
    flags.json ? `${JSON.stringify(evaluationJson(noted, page))}\n` : evaluationText(noted, page),
  )
}

function checkFlags(paths: readonly string[], flags: Flags): void {
  const wrong = (what: string, remedy: string) => new CommandError({ what, remedy })
  if (paths.length === 0 && !flags.baseline) {
    throw wrong('nothing to evaluate', 'give a table of predictions, or --baseline')
  }
  if (flags.scores && paths.length !== 1) {
    throw wrong('--scores belongs to one table of predictions', 'give one, or leave --scores out')
  }
  if (flags.compareColumn && !flags.compare) {
    throw wrong('--compare-column without --compare', 'say which table has the column')
  }
}

function allNotes({ notes, subjects }: Evaluation): string[] {
  const joins = subjects.flatMap(({ comparison }) =>
    comparison.fields.flatMap(({ predictions, join }) => [...predictions.notes, ...join.notes]),
  )
  const own = subjects.flatMap((subject) => subject.notes.map((note) => `${subject.name}: ${note}`))
  return [...new Set([...notes, ...joins, ...own])]
}

/** Two sets of one name would be one in tables, or in the names of figures' files. */
function distinct(sets: readonly PredictionSet[], baseline = false): PredictionSet[] {
  const taken = new Set(baseline ? ['baseline'] : [])
  return sets.map((set) => {
    let name = set.name
    for (let n = 2; taken.has(fileSlug(name)); n++) name = `${set.name} (${n})`
    taken.add(fileSlug(name))
    return { ...set, name }
  })
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
