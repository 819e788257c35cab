/** Figures of training, drawn into the folders that hold what they show. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically, writeTextAtomically } from '../files/index.js'
import { parseCsv } from '../tables/index.js'
import type { FinishedExperiment } from '../train/index.js'
import { experimentFigure } from './confusion.js'
import { drawFigure } from './draw.js'
import { learningCurvesSvg } from './learning-curves.js'

/** Draws learning-curves.svg beside the metrics.csv of a network. */
export async function drawLearningCurves(folder: string): Promise<void> {
  const path = join(folder, 'metrics.csv')
  const svg = await learningCurvesSvg([parseCsv(await readFile(path, 'utf8'), path)])
  await writeTextAtomically(join(folder, 'learning-curves.svg'), `${svg}\n`)
}

/** Draws matrices.svg, .png and .pdf: a row of panels for each network and its labels. */
export async function drawMatrices(
  { plan, cells, humans }: FinishedExperiment,
  folder: string,
): Promise<void> {
  const panels = cells.map(({ cell, scores }) => ({
    title: `${cell.architecture}, ${cell.labels}, ${cell.cropPx} px`,
    matrix: scores?.matrix ?? Array.from({ length: 4 }, () => [0, 0, 0, 0]),
  }))
  const axes = ['one person', 'another'] as const
  const people = humans ? [{ title: 'people among themselves', matrix: humans.matrix, axes }] : []
  const figure = experimentFigure([...panels, ...people], plan.cropsPx.length)
  const { svg, png, pdf } = await drawFigure(figure)
  await writeTextAtomically(join(folder, 'matrices.svg'), `${svg}\n`)
  await writeAtomically(join(folder, 'matrices.png'), (file) => file.write(png))
  await writeAtomically(join(folder, 'matrices.pdf'), (file) => file.write(pdf))
}
