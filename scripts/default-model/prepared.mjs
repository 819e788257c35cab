// The stamps of a data set as a model takes them, each filter in its plane.
import { readDatasets } from '../../dist/datasets/index.js'
import { planesOf } from '../../dist/models/index.js'
import { preparerOf } from '../../dist/train/index.js'

/** The classified stamps of a file, cut to what the model takes, and votes if there are some. */
export function datasetFor({ crop, sizePx }, path) {
  const labels = { from: 'auto', columns: ['class'] }
  return readDatasets([path], { labels, cropPx: crop?.sizePx ?? sizePx, filters: 'apart' })
}

/** Planes, height and width of a picture. */
export function pictureOf(card) {
  return [planesOf(card).length, card.sizePx, card.sizePx]
}

/**
 * Pictures of the rows from `start` to `end`, one after another.
 *
 * @param crops default: those of the data set
 */
export function preparedRows(dataset, card, start, end, crops = dataset.crops) {
  const prepare = preparerOf(dataset, card)
  const cropLength = dataset.layout.bands.length * dataset.cropPx ** 2
  const length = pictureOf(card).reduce((product, side) => product * side, 1)
  const pixels = new Float32Array((end - start) * length)
  for (let row = start; row < end; row++) {
    const crop = crops.slice(row * cropLength, (row + 1) * cropLength)
    pixels.set(prepare(crop, row), (row - start) * length)
  }
  return pixels
}
