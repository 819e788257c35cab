/**
 * `starsift experiment` as a function: a plan from its file or made in code, and figures of the
 * results.
 */
import { join } from 'node:path'
import { writeAtomically, writeTextAtomically } from '../files/index.js'
import {
  checkedPlan,
  type ExperimentOptions,
  type FinishedExperiment,
  readPlan,
  runPlan,
} from '../train/index.js'
import { weightsFile } from './models.js'
import { drawLearningCurves } from './train.js'

/**
 * Trains a grid of networks by a plan, and compares them on fields that none has seen. A cell that
 * fails has an `error` in the result; the others go on.
 *
 * @throws InputError if the plan is wrong, or a cell does not fit its data, before any is trained
 * @example await runExperiment({ plan: 'plan.yaml', out: 'experiment', resume: true })
 */
export async function runExperiment({
  plan: asked,
  ...options
}: ExperimentOptions): Promise<FinishedExperiment> {
  const isFile = typeof asked === 'string'
  const plan = isFile ? await readPlan(asked, weightsFile) : checkedPlan(asked, weightsFile)
  const finished = await runPlan(plan, { drawCurves: drawLearningCurves, ...options })
  await drawMatrices(finished, options.out)
  return finished
}

/** Draws matrices.svg, .png and .pdf: a row of panels for each network and its labels. */
async function drawMatrices(
  { plan, cells, humans, list }: FinishedExperiment,
  folder: string,
): Promise<void> {
  const { drawFigure, experimentFigure } = await import('../figures/index.js')
  const panels = cells.map(({ cell, scores }) => ({
    title: `${cell.architecture}, ${cell.labels}, ${cell.cropPx} px`,
    matrix: scores?.matrix ?? list.map(() => list.map(() => 0)),
  }))
  const axes = ['one person', 'another'] as const
  const people = humans ? [{ title: 'people among themselves', matrix: humans.matrix, axes }] : []
  const labels = list.map(({ label }) => `${label}`)
  const figure = experimentFigure([...panels, ...people], plan.cropsPx.length, labels)
  const { svg, png, pdf } = await drawFigure(figure)
  await writeTextAtomically(join(folder, 'matrices.svg'), `${svg}\n`)
  await writeAtomically(join(folder, 'matrices.png'), (file) => file.write(png))
  await writeAtomically(join(folder, 'matrices.pdf'), (file) => file.write(pdf))
}
