/** A piece of `classify`: the answers of the networks to its rows. */
import { answersTo } from '../classify/index.js'
import type { Job, PieceWork } from '../jobs/index.js'
import { openField } from '../verbs/index.js'
import type { ClassifyRequest, ClassifyShared } from './classify-plan.js'
import { pathsOf, positionsPath, refuseOtherField, rowsAt } from './fields.js'
import { modelOfJob } from './job-model.js'
import { readPositions, writeAnswers } from './row-files.js'

/** How the pieces of a job of `classify` are done. */
export function classifyWork(
  job: Job,
  hooks: { nThreads?: number; onProgress?(nDone: number, nTotal: number): void },
): PieceWork {
  const { fields, words } = job.request as ClassifyRequest
  const shared = job.shared as ClassifyShared
  return {
    resumes: false,
    inputs(piece) {
      const { field } = rowsAt(shared.fields, piece)
      return new Set([...shared.fields[field].inputs, ...shared.modelInputs])
    },
    async work(piece, into) {
      const { field: i, first, end } = rowsAt(shared.fields, piece)
      const { name, images, catalog } = pathsOf(job, fields[i])
      const field = await openField(images, words, [catalog])
      try {
        await refuseOtherField(job, shared.fields[i], field, catalog)
        const positions = await readPositions(positionsPath(job.folder, name), first, end)
        const opened = await modelOfJob(job)
        const answers = await answersTo(field, positions, opened, { ...words, ...hooks })
        await writeAnswers(into, answers)
      } finally {
        await field.close()
      }
    },
  }
}
