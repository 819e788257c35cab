/** The model that a user names: the shipped one, a file, or the folder of a training run. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InputError } from '../errors.js'
import { openFile, withFile } from '../files/index.js'
import {
  ENSEMBLE_FILE,
  MODEL_FILE,
  type Model,
  openModel,
  type Precision,
} from '../models/index.js'
import { packageFile } from '../package-files.js'

/** The name of the default model, which comes with the package. */
export const SHIPPED_MODEL = 'shipped'

/** The models that come with the package; `typical` was the default before. */
const SHIPPED_FILES = {
  [SHIPPED_MODEL]: 'models/starsift.onnx',
  typical: 'models/starsift-typical.onnx',
} as const

export type ShippedName = keyof typeof SHIPPED_FILES

export function isShippedName(name: unknown): name is ShippedName {
  return typeof name === 'string' && Object.hasOwn(SHIPPED_FILES, name)
}

/**
 * The path of the model that a user names: `shipped`, `typical`, or a path,
 * which is the answer.
 *
 * @throws InputError if this installation has no such model, or a file here has its name
 * @example modelFile('shipped') // '/usr/lib/node_modules/starsift/models/starsift.onnx'
 */
export function modelFile(nameOrPath: string): string {
  if (!isShippedName(nameOrPath)) return nameOrPath
  if (nameOrPath !== SHIPPED_MODEL && existsSync(nameOrPath)) {
    throw new InputError({
      what: 'a model of the package has the name of this file or folder',
      where: nameOrPath,
      remedy: `write ./${nameOrPath} for yours, or work in another folder`,
    })
  }
  const file = packageFile(SHIPPED_FILES[nameOrPath])
  if (existsSync(file)) return file
  throw new InputError({
    what: 'this installation has no shipped model',
    where: file,
    remedy: 'install starsift again, or give a model or weights of your own',
  })
}

/**
 * Opens a model and verifies every checksum.
 *
 * @param nameOrPath `shipped` or `typical`, a model file, an ensemble.json, or the folder of a
 *   training run
 * @param precision default `float32`
 * @throws InputError if there is no model, a file is damaged, or the members of an ensemble take
 *   other stamps than each other
 * @example const { card } = await openModelAt('run/')
 */
export async function openModelAt(nameOrPath: string, precision?: Precision): Promise<Model> {
  const path = modelFile(nameOrPath)
  const file = await fileIn(path)
  const beside = (name: string) => openFile(join(dirname(file), name))
  const model = await withFile(file, (source) => openModel(source, beside, { precision }))
  return { ...model, name: path }
}

/** The file to begin with, where the path is a folder. */
async function fileIn(path: string): Promise<string> {
  const names = await readdir(path).catch(() => undefined)
  if (!names) return path
  const found = [ENSEMBLE_FILE, MODEL_FILE].find((name) => names.includes(name))
  if (found) return join(path, found)
  throw new InputError({
    what: 'no model in this folder',
    where: path,
    expected: `${ENSEMBLE_FILE} or ${MODEL_FILE}`,
    remedy: 'finish the run with `starsift train --resume`, or give another folder',
  })
}
