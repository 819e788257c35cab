/** Data sets of classified stamps, as a model takes them. */
import { basename } from 'node:path'
import { areTheFour } from '../catalog/index.js'
import { checkLayout } from '../cutouts/index.js'
import { type Dataset, readDatasets } from '../datasets/index.js'
import { classesOfCard, layoutOfModel, type ModelCard } from '../models/index.js'

/** @throws InputError if the stamps are not those that the model takes */
export async function datasetFor(files: readonly string[], card: ModelCard): Promise<Dataset> {
  const list = classesOfCard(card)
  const dataset = await readDatasets(files, {
    labels: { from: 'column', columns: ['class'] },
    ...(!areTheFour(list) && { own: list }),
    cropPx: card.crop?.sizePx ?? card.sizePx,
    ...(card.filters && { filters: card.filters }),
  })
  const { cropPx } = dataset
  const found = { ...dataset.layout, cropPx, sizePx: card.sizePx }
  const expected = { ...layoutOfModel(card), pixelScaleArcsec: found.pixelScaleArcsec }
  const { resampling: _, ...plain } = expected
  checkLayout({ ...plain, resampling: found.resampling }, found, files[0], 'the model')
  return dataset
}

/** The data sets in words, for a card. */
export function datasetsSaid(files: readonly string[]): string {
  return files.map((file) => basename(file)).join(', ')
}
