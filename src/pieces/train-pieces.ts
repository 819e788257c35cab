/**
 * `train` and `experiment` in pieces: a piece is a member of a run, or a trial of a cell. What a
 * worker that was stopped has trained is gone on with.
 */

import {
  type Job,
  type Plan as JobPlan,
  type PieceWork,
  refuseOtherFiles,
  resultFolder,
} from '../jobs/index.js'
import { labelFiles } from '../labels/index.js'
import { architectureNamed } from '../models/index.js'
import type { Device } from '../nn/index.js'
import {
  cellsOf,
  checkedPlan,
  type FinishedExperiment,
  type FinishedRun,
  type Plan,
  placeError,
  placeMembers,
  prepare,
  type RunSettings,
  readPlan,
  settled,
  type TrainOptions,
  trainOneMember,
  trainSettled,
} from '../train/index.js'
import { drawLearningCurves, runExperiment, weightsFile } from '../verbs/index.js'
import { type JobPath, jobPath, pathOf } from './job-path.js'

/** How long work goes on: what it tells, and its threads. */
export interface PieceHooks {
  readonly nThreads?: number
  onNote?(note: string, isDoubt: boolean): void
  onProgress?(nDone: number, nTotal: number): void
}

interface TrainRequest extends Omit<RunSettings, Path | 'out' | 'architecture'> {
  readonly datasets: readonly JobPath[]
  readonly testDatasets: readonly JobPath[]
  /** `adapt.data` of the recipe. */
  readonly adaptData?: readonly JobPath[]
  readonly init?: JobPath
  readonly labels?: JobPath
  readonly architecture: string
  readonly device?: Device
}

type Path = 'datasets' | 'testDatasets' | 'init' | 'labels'

interface TrainShared {
  /** The files of the folder of labels, from the folder of the job. */
  readonly labelFiles: readonly string[]
}

/** @throws InputError if the data do not fit the recipe */
export async function planTrain(
  options: Omit<TrainOptions, 'out' | 'resume'>,
  folder: string,
): Promise<JobPlan> {
  const init = options.init === undefined ? {} : { init: weightsFile(options.init) }
  const settings = await settled({ ...options, ...init, out: folder })
  const prepared = await prepare(settings)
  prepared.notes.tell(options.onNote)
  const { out: _, architecture, datasets, testDatasets, ...rest } = settings
  const named = (path: string) => jobPath(folder, path)
  const files = settings.labels === undefined ? [] : await labelFiles(settings.labels)
  const request: TrainRequest = {
    ...rest,
    architecture: architecture.name,
    ...{ datasets: datasets.map(named), testDatasets: testDatasets.map(named) },
    adaptData: settings.recipe.adapt?.data.map(named),
    init: settings.init === undefined ? undefined : named(settings.init),
    labels: settings.labels === undefined ? undefined : named(settings.labels),
    device: options.device,
  }
  const shared: TrainShared = { labelFiles: files.map((path) => named(path).path) }
  const given = settings.init === undefined ? [] : [settings.init]
  const unlabelled = settings.recipe.adapt?.data ?? []
  const inputs = [...datasets, ...testDatasets, ...unlabelled, ...given, ...files]
  return { verb: 'train', request, shared, inputs, nPieces: settings.members }
}

/** @throws InputError if the folder of labels has got a file, or lost one */
async function refuseOtherLabels(job: Job): Promise<void> {
  const { labels } = job.request as TrainRequest
  if (labels === undefined) return
  const { labelFiles: planned } = job.shared as TrainShared
  refuseOtherFiles(job.folder, planned, await labelFiles(pathOf(job, labels)))
}

function settingsOf(job: Job, out: string): RunSettings {
  const { device: _, init, labels, adaptData, ...request } = job.request as TrainRequest
  const { recipe } = request
  const data = adaptData?.map((path) => pathOf(job, path))
  return {
    ...{ ...request, out },
    recipe: recipe.adapt && data ? { ...recipe, adapt: { ...recipe.adapt, data } } : recipe,
    architecture: architectureNamed(request.architecture),
    datasets: request.datasets.map((path) => pathOf(job, path)),
    testDatasets: request.testDatasets.map((path) => pathOf(job, path)),
    ...(init && { init: pathOf(job, init) }),
    ...(labels && { labels: pathOf(job, labels) }),
  }
}

export function trainWork(job: Job, hooks: PieceHooks): PieceWork {
  const { device } = job.request as TrainRequest
  return {
    resumes: true,
    async work(piece, into) {
      await refuseOtherLabels(job)
      await trainOneMember(settingsOf(job, into), piece, into, memberHooks(hooks, device))
    },
  }
}

/** Puts the run together from its members. */
export async function mergeTrained(job: Job, out: string, hooks: PieceHooks): Promise<FinishedRun> {
  await refuseOtherLabels(job)
  const settings = settingsOf(job, out)
  const pieces = Array.from({ length: job.nPieces }, (_, i) => resultFolder(job, i))
  await placeMembers(settings, pieces)
  const { onNote } = hooks
  return trainSettled(settings, { resume: true, drawCurves: drawLearningCurves, onNote })
}

interface ExperimentRequest {
  readonly plan: Plan
  /** The files that the plan names, as it names them, and from the folder of the job. */
  readonly files: readonly JobPath[]
  readonly device?: Device
}

/** @throws InputError if a cell does not fit its data */
export async function planExperiment(
  asked: string | Plan,
  { device, onNote }: PieceHooks & { device?: Device },
  folder: string,
): Promise<JobPlan> {
  const plan =
    typeof asked === 'string' ? await readPlan(asked, weightsFile) : checkedPlan(asked, weightsFile)
  const files = [...plan.datasets, ...plan.testDatasets, ...Object.values(plan.init ?? {})]
  const cells = cellsOf(plan, folder)
  for (const { name, settings } of cells) {
    const { notes } = await prepare(settings)
    for (const note of notes) onNote?.(`${name}: ${note}`, notes.isDoubt(note))
  }
  const request: ExperimentRequest = {
    ...{ plan, device },
    files: [...new Set(files)].map((path) => jobPath(folder, path)),
  }
  const nPieces = cells.length * plan.trials
  return { verb: 'experiment', request, shared: {}, inputs: [...new Set(files)], nPieces }
}

/** The plan with its files as they are called from here. */
function planHere(job: Job): Plan {
  const { plan, files } = job.request as ExperimentRequest
  const here = new Map(files.map((file) => [file.typed, pathOf(job, file)]))
  const named = (path: string) => here.get(path) ?? path
  return {
    ...plan,
    datasets: plan.datasets.map(named),
    testDatasets: plan.testDatasets.map(named),
    ...(plan.init && {
      init: Object.fromEntries(Object.entries(plan.init).map(([key, path]) => [key, named(path)])),
    }),
  }
}

export function experimentWork(job: Job, hooks: PieceHooks): PieceWork {
  const { device } = job.request as ExperimentRequest
  const plan = planHere(job)
  return {
    resumes: true,
    async work(piece, into) {
      const { settings } = cellsOf(plan, into)[Math.floor(piece / plan.trials)]
      const asked = memberHooks(hooks, device)
      await trainOneMember(settings, piece % plan.trials, into, asked)
    },
  }
}

/** @param errors of the pieces that failed, by their number; their cells are failed cells */
export async function mergeExperiment(
  job: Job,
  out: string,
  errors: ReadonlyMap<number, string>,
  { onNote }: PieceHooks,
): Promise<FinishedExperiment> {
  const plan = planHere(job)
  for (const [i, { settings }] of cellsOf(plan, out).entries()) {
    const pieces = Array.from({ length: plan.trials }, (_, trial) => i * plan.trials + trial)
    const failed = pieces.find((piece) => errors.has(piece))
    if (failed !== undefined) await placeError(settings, errors.get(failed)!)
    else
      await placeMembers(
        settings,
        pieces.map((piece) => resultFolder(job, piece)),
      )
  }
  return runExperiment({ plan, out, resume: true, onNote })
}

function memberHooks({ nThreads, onNote, onProgress }: PieceHooks, device?: Device) {
  return {
    ...{ nThreads, device, onNote, drawCurves: drawLearningCurves },
    onProgress: (event: { kind: string; step?: number; nSteps?: number }) => {
      if (event.kind === 'step') onProgress?.(event.step!, event.nSteps!)
    },
  }
}
