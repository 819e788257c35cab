/** Output never takes the place of its own input: a mosaic that was replaced by a table is gone. */
import { realpath } from 'node:fs/promises'
import { InputError } from '../errors.js'

/**
 * @throws InputError if `out` is one of the inputs, under whatever name
 * @example await refuseOverwriting('classes.fits', ['f555w.fits', 'f814w.fits'])
 */
export async function refuseOverwriting(out: string, inputs: readonly string[]): Promise<void> {
  const target = await realpath(out).catch(() => undefined)
  if (target === undefined) return
  for (const input of inputs) {
    if ((await realpath(input).catch(() => undefined)) !== target) continue
    throw new InputError({
      what: 'the output would take the place of an input',
      where: out,
      remedy: 'give --out another name',
    })
  }
}
