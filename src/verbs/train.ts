/**
 * `starsift train` as a function: knows weights by their names, and draws the learning curves of
 * each network.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeTextAtomically } from '../files/index.js'
import { parseCsv } from '../tables/index.js'
import { type FinishedRun, type TrainOptions, trainRun } from '../train/index.js'
import { weightsFile } from './models.js'

/**
 * Trains a network, or an ensemble, on data set files. Everything is checked before the first step.
 *
 * @throws InputError if anything does not fit
 * @example
 * await train({ datasets: ['ngc628.fits'], model: 'resnet18', recipe: { epochs: 10 }, out: 'run',
 *   init: 'resnet18-imagenet', members: 10, onNote: (note) => console.error(note) })
 */
export async function train(options: TrainOptions): Promise<FinishedRun> {
  const { init } = options
  const weights = init === undefined ? {} : { init: weightsFile(init) }
  return trainRun({ drawCurves: drawLearningCurves, ...options, ...weights })
}

/** Draws learning-curves.svg beside the metrics.csv of a network. */
export async function drawLearningCurves(folder: string): Promise<void> {
  const { learningCurvesSvg } = await import('../figures/index.js')
  const path = join(folder, 'metrics.csv')
  const svg = await learningCurvesSvg([parseCsv(await readFile(path, 'utf8'), path)])
  await writeTextAtomically(join(folder, 'learning-curves.svg'), `${svg}\n`)
}
