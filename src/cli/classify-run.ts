/** What `classify` does, and what it prints. Its help is faster without all that this needs. */
import {
  type Classification,
  type ClassificationSummary,
  doubtfulMajority,
  summaryOf as numbersOf,
} from '../classify/index.js'
import { type ClassifyOptions, classify } from '../verbs/index.js'
import { refuseWithWorkers, typedCommand } from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote, progressLine, workersLines } from './progress.js'

type ParsedOptions = Omit<ClassifyOptions, 'images'> & { workers?: number; json?: boolean }

export async function runClassify(
  images: string[],
  { json, workers, ...given }: ParsedOptions,
): Promise<void> {
  const options = {
    ...{ ...given, images, command: typedCommand() },
    ...{ onNote: printNote, onDownload: downloadLine() },
  }
  const classified =
    workers === undefined
      ? await classify({ ...options, onProgress: progressLines() })
      : await withWorkers(options, workers)
  const summary = summaryOf(classified, options.out)
  if (json) printJson(summary)
  else print(classificationText(summary))
}

async function withWorkers(options: ClassifyOptions, workers: number): Promise<Classification> {
  refuseWithWorkers({ ...options }, { shard: 'each process does a share by itself' })
  const { out, report, regions, command, strict, onNote } = options
  const outputs = { out, report, regions, command, strict, onNote }
  // Jobs know all verbs, whose loading takes 0.1 s.
  const { inWorkers } = await import('../pieces/index.js')
  const asked = { ...outputs, workers, ...workersLines() }
  const { fields } = await inWorkers({ verb: 'classify', options }, asked)
  return fields[0]
}

const NOUNS = {
  ...{ rows: 'rows', measurements: 'measurements', candidates: 'candidates' },
  report: '% of the report',
}

/** A line for each part of the work. Its clock starts when the part before has ended. */
function progressLines(): ClassifyOptions['onProgress'] {
  let at = 'candidates'
  let line = progressLine(NOUNS.candidates)
  return (nDone, nTotal, of) => {
    if (of !== at) line = progressLine(NOUNS[of])
    at = of
    line(nDone, nTotal)
    if (of === 'candidates' && nDone === nTotal) {
      ;[at, line] = ['report', progressLine(NOUNS.report)]
    }
  }
}

export interface Summary extends ClassificationSummary {
  model: string
  out: string
  report?: string
}

/** The summary of a run, for people and for programs. */
export function summaryOf(classification: Classification, out: string): Summary {
  const { provenance, report } = classification
  return { model: provenance.model, out, report, ...numbersOf(classification) }
}

export function classificationText(summary: Summary): string {
  const { nCandidates, nClassified, classes, flags, seconds, out, report, untrained } = summary
  const counts = Object.entries(classes).map(([value, n]) => `class ${value}: ${n}`)
  const raised = Object.entries(flags).map(([name, n]) => `${name}: ${n}`)
  return [
    doubtfulMajority(summary),
    `classified ${nClassified} of ${nCandidates} candidates in ${seconds.total.toFixed(1)} s`,
    `  ${counts.join(', ')}`,
    raised.length > 0 && `  flags: ${raised.join(', ')}`,
    untrained && "the model's weights are random: these classes mean nothing",
    `catalogue: ${out}`,
    report && `report: ${report}`,
    '',
  ]
    .filter((line) => line !== false && line !== undefined)
    .join('\n')
}
