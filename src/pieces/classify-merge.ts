/** The catalogues of a job of `classify`, from the answers in its pieces. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { flagValue } from '../catalog/index.js'
import { type Answers, type Classification, joinedClassification } from '../classify/index.js'
import { CommandError } from '../errors.js'
import { type Job, resultFolder } from '../jobs/index.js'
import type { Model } from '../models/index.js'
import { listenerOf, type NoteOptions, Notes } from '../notes.js'
import { lostByFormat } from '../tables/index.js'
import { checkOutputs, writeClasses, writePage } from '../verbs/index.js'
import { type ClassifyRequest, type ClassifyShared, openFieldOfJob } from './classify-plan.js'
import { pathsOf, refuseOtherField, rowsOfField } from './fields.js'
import { modelOfJob } from './job-model.js'
import { readAnswers } from './row-files.js'

/** What `merge` is asked for beside the job. */
export interface ClassifiedFiles extends NoteOptions {
  /** The catalogue with classes; of several fields, the folder for one catalogue each. */
  readonly out: string
  /** Folder for the page; of several fields, each has a folder in it. */
  readonly report?: string
  /** A file of DS9 regions with the classes, of a job of one field. */
  readonly regions?: string
  /** The ending of the catalogues of several fields, e.g. `.fits`; default `.ecsv`. */
  readonly ending?: string
  readonly command?: string
  /** Pieces that are not done; their rows get no class. */
  readonly missing: ReadonlySet<number>
}

/** Makes the catalogues of a job whose pieces are done. */
export async function mergeClassified(
  job: Job,
  options: ClassifiedFiles,
): Promise<Classification[]> {
  const { fields } = job.request as ClassifyRequest
  if (options.regions !== undefined && fields.length > 1) {
    throw new CommandError({ what: '--regions of several fields', expected: 'a job of one field' })
  }
  const model = await modelOfJob(job)
  if (fields.length > 1) await mkdir(options.out, { recursive: true })
  const classifications: Classification[] = []
  for (const i of fields.keys()) classifications.push(await mergeField(job, i, model, options))
  return classifications
}

async function mergeField(
  job: Job,
  i: number,
  model: Model,
  { out, report, ending = '.ecsv', missing, ...options }: ClassifiedFiles,
): Promise<Classification> {
  const { fields, words } = job.request as ClassifyRequest
  const started = new Date()
  const { name, ...paths } = pathsOf(job, fields[i])
  const { foundBy } = (job.shared as ClassifyShared).fields[i]
  const { field, candidates } = await openFieldOfJob(paths, words, foundBy)
  try {
    await refuseOtherField(job, (job.shared as ClassifyShared).fields[i], field, paths.catalog)
    const answers = await answersOfField(job, i, model, missing)
    const use = { ...words, started, onNote: listenerOf(options) }
    const remarks = remarksOf(job, i)
    const made = joinedClassification({ field, candidates, model }, remarks, answers, use)
    const isOne = fields.length === 1
    const files = {
      out: isOne ? out : join(out, `${name}${ending}`),
      report: report === undefined || isOne ? report : join(report, name),
    }
    const asked = { ...options, ...files, prefix: words.prefix }
    const inputs = [paths.catalog, ...model.files]
    const written = await checkOutputs(field, model.card, { ...asked, inputs })
    for (const line of await lostByFormat(candidates.table, written)) asked.onNote?.(line, false)
    await writeClasses(made, candidates.id, field, asked)
    const page = files.report && (await writePage(made, field, asked))
    return { ...made, ...(page && { report: page }) }
  } finally {
    await field.close()
  }
}

/** What the plan noted of a field. */
function remarksOf(job: Job, field: number) {
  const { notes: lines, unlikeNote } = (job.shared as ClassifyShared).fields[field]
  const notes = new Notes()
  for (const [line, isDoubt] of lines) isDoubt ? notes.doubt(line) : notes.say(line)
  return { notes, unlikeNote: unlikeNote ?? undefined }
}

/** The answers of all pieces of a field, in the order of its rows. */
async function answersOfField(
  job: Job,
  field: number,
  { networks, card }: Model,
  missing: ReadonlySet<number>,
): Promise<Answers> {
  const { fields } = job.shared as ClassifyShared
  const { nRows } = fields[field]
  const nClasses = card.classes.length
  const nNetworks = networks.length
  const flags = new Uint32Array(nRows).fill(flagValue('not_done'))
  const blank = () => new Float32Array(nRows * nClasses).fill(Number.NaN)
  const logits = networks.map(blank)
  const seconds = { cutting: 0, network: 0 }
  for (const { piece, first, end } of rowsOfField(fields, field)) {
    if (missing.has(piece)) continue
    const folder = resultFolder(job, piece)
    const found = await readAnswers(folder, { nRows: end - first, nClasses, nNetworks })
    flags.set(found.flags, first)
    for (const [k, part] of found.logits.entries()) logits[k].set(part, first * nClasses)
    seconds.cutting += found.seconds.cutting
    seconds.network += found.seconds.network
  }
  return { flags, logits, seconds }
}
