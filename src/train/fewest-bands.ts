/** A network that is to be used without some of its bands must have been trained without some. */
import { InputError } from '../errors.js'
import type { Recipe } from './recipe.js'

/** @throws InputError if no band is ever hidden in training, or there are fewer bands than are always to be left */
export function checkFewestBands(
  { fewestBands, bandDropout }: Pick<Recipe, 'fewestBands' | 'bandDropout'>,
  nBands: number,
): void {
  if (fewestBands === null) return
  if (bandDropout === 0) {
    throw new InputError({
      what: 'a network that is to do without bands, but never saw one missing',
      where: 'fewestBands, bandDropout',
      expected: 'bandDropout above 0',
      got: '0',
      remedy: 'hide bands in training (e.g. bandDropout: 0.1), or set fewestBands: null',
    })
  }
  if (fewestBands <= nBands) return
  throw new InputError({
    what: 'more bands than the stamps have',
    where: 'fewestBands',
    expected: `at most ${nBands}`,
    got: `${fewestBands}`,
  })
}
