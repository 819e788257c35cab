/** The model of a job of `classify`. */
import type { Job } from '../jobs/index.js'
import type { Model } from '../models/index.js'
import { isShippedName, openModelAt } from '../verbs/index.js'
import type { ClassifyRequest, ClassifyShared } from './classify-plan.js'
import { pathOf } from './job-path.js'
import { checkShipped } from './shipped-sum.js'

/** @throws InputError if it is the shipped one, and another is shipped here */
export async function modelOfJob(job: Job): Promise<Model> {
  const { model, words } = job.request as ClassifyRequest
  if (!isShippedName(model)) return openModelAt(pathOf(job, model), words.precision)
  await checkShipped(model, (job.shared as ClassifyShared).shippedSha256)
  return openModelAt(model, words.precision)
}
