/** The model that comes with the package. */
import { existsSync } from 'node:fs'
import { InputError } from '../errors.js'
import { packageFile } from '../package-files.js'

/** Its name where a model, or weights to start from, may be named. */
export const SHIPPED_MODEL = 'shipped'

const FILE = 'models/starsift.onnx'

/**
 * The model that a user means: the shipped one by its name, else a path.
 *
 * @throws InputError if this installation lacks it
 * @example modelFile('shipped') // '/usr/lib/node_modules/starsift/models/starsift.onnx'
 */
export function modelFile(nameOrPath: string): string {
  if (nameOrPath !== SHIPPED_MODEL) return nameOrPath
  const file = packageFile(FILE)
  if (existsSync(file)) return file
  throw new InputError({
    what: 'this installation has no shipped model',
    where: file,
    remedy: 'install starsift again, or give a model or weights of your own',
  })
}
