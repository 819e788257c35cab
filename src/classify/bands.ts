/** Which mosaic feeds which input channel of a model. */

import type { FitsMosaic } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { ModelCard } from '../models/card.js'

/**
 * The mosaics in the order of the model's bands.
 *
 * @throws InputError if a band is missing, or two mosaics could feed one channel
 */
export function mosaicsForModel(
  { bands, architecture }: Pick<ModelCard, 'bands' | 'architecture'>,
  mosaics: readonly FitsMosaic[],
): FitsMosaic[] {
  return bands.map((slot) => {
    const found = mosaics.filter((mosaic) => slot.accepts.includes(mosaic.band))
    if (found.length === 1) return found[0]
    const listed = (of: readonly FitsMosaic[]) =>
      of.map(({ band, file }) => `${band} (${file})`).join(', ')
    const name = slot.accepts.join(' or ')
    if (found.length > 1) {
      throw new InputError({
        what: `two mosaics for band ${name}`,
        where: `model ${architecture}`,
        got: listed(found),
        remedy: 'give one of them',
      })
    }
    const needed = bands.map((band) => band.accepts.join('|')).join(',')
    throw new InputError({
      what: `missing band ${name}: model ${architecture} needs ${needed}; found ${listed(mosaics)}`,
    })
  })
}
