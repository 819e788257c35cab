/** `starsift plan` as a function: cuts the work of another verb into pieces. */
import { rm } from 'node:fs/promises'
import { CommandError } from '../errors.js'
import { beginJob, type Job, type Plan as JobPlan, writeJob } from '../jobs/index.js'
import type { Device } from '../nn/index.js'
import type { NoteOptions } from '../notes.js'
import type { Plan, TrainOptions } from '../train/index.js'
import type { SimulateOptions } from '../verbs/index.js'
import { type ClassifyPlanOptions, planClassify } from './classify-plan.js'
import { type CompletenessPlanOptions, planCompleteness } from './completeness-pieces.js'
import { type CutoutsPlanOptions, planCutouts } from './cutouts-pieces.js'
import { planSimulate } from './simulate-pieces.js'
import { planExperiment, planTrain } from './train-pieces.js'

/**
 * What is planned: a verb, and its options without those of its outputs. Without a number of pieces
 * there are as many as a machine does well.
 */
export type Planned =
  | { readonly verb: 'classify'; readonly options: ClassifyPlanOptions; readonly pieces?: number }
  | {
      readonly verb: 'completeness'
      readonly options: CompletenessPlanOptions
      readonly pieces?: number
    }
  | { readonly verb: 'cutouts'; readonly options: CutoutsPlanOptions; readonly pieces?: number }
  | { readonly verb: 'train'; readonly options: Omit<TrainOptions, 'out' | 'resume'> }
  | {
      readonly verb: 'experiment'
      readonly options: NoteOptions & { readonly plan: string | Plan; readonly device?: Device }
    }
  | { readonly verb: 'simulate'; readonly options: Omit<SimulateOptions, 'out' | 'only'> }

/**
 * Makes a job: a folder that any number of machines can work on. Everything is read and checked
 * now, and what concerns the whole field or table is measured once.
 *
 * @throws InputError if anything does not fit; then there is no job
 * @example
 * await plan({ verb: 'classify', options: { images: ['ngc1566/'], catalog: 'ngc1566.tab' },
 *   pieces: 100 }, 'job')
 */
export async function plan(planned: Planned, folder: string): Promise<Job> {
  if ('pieces' in planned && planned.pieces !== undefined && !(planned.pieces >= 1)) {
    throw new CommandError({ what: '--pieces', expected: '1 or more', got: `${planned.pieces}` })
  }
  await beginJob(folder)
  try {
    return await writeJob(folder, await planOf(planned, folder))
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function planOf(planned: Planned, folder: string): JobPlan | Promise<JobPlan> {
  switch (planned.verb) {
    case 'classify':
      return planClassify(planned.options, planned.pieces, folder)
    case 'completeness':
      return planCompleteness(planned.options, planned.pieces, folder)
    case 'cutouts':
      return planCutouts(planned.options, planned.pieces, folder)
    case 'train':
      return planTrain(planned.options, folder)
    case 'experiment':
      return planExperiment(planned.options.plan, planned.options, folder)
    case 'simulate':
      return planSimulate(planned.options)
  }
}
