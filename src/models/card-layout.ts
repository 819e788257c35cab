/** What stamps a model takes, to be compared with those of a data set. */
import type { StampLayout } from '../cutouts/stamp-layout.js'
import type { ModelCard } from './card.js'

/** @example checkLayout(layoutOfModel(card), layoutOfDataset(header, axes), 'ngc628.fits', 'model run/model.onnx') */
export function layoutOfModel(
  card: Pick<ModelCard, 'bands' | 'sizePx' | 'crop' | 'window' | 'pixelScaleArcsec'>,
): StampLayout {
  const { bands, sizePx, crop, window, pixelScaleArcsec } = card
  return {
    bands: bands.map(({ accepts }) => accepts.join('|')),
    sizePx,
    cropPx: crop?.sizePx ?? sizePx,
    ...(crop && { resampling: crop.resampling }),
    window,
    ...(pixelScaleArcsec !== undefined && { pixelScaleArcsec }),
  }
}
