/**
 * The frame of a catalogue in the words of a user. A file of its own, since the command line checks
 * the word at once, and needs nothing else for it.
 */
import { CommandError } from '../errors.js'
import { frameNamed, type SkyFrame } from '../wcs/index.js'

/**
 * A frame as the user writes it.
 *
 * @throws CommandError if it is none
 * @example askedFrame('fk5:1975') // { system: 'FK5', equinox: 1975 }
 */
export function askedFrame(text: string): SkyFrame {
  const [name, equinox, ...others] = text.split(':')
  const isNamed = /^(?:icrs|galactic|fk[45]|fk4-no-e)$/i.test(name)
  const frame = isNamed && others.length === 0 ? frameNamed(name, equinox) : undefined
  const hasNoEquinox = frame?.equinox === undefined
  if (frame && !(hasNoEquinox && equinox !== undefined)) return frame
  throw new CommandError({
    what: '--frame',
    expected: 'icrs, galactic, fk5 or fk4, these two also with an equinox: fk5:1975, fk4:B1950',
    got: text,
  })
}
