/** The classes that a user names: in a recipe, in a model, or in code. */
import type { ClassEntries, ClassList } from '../catalog/index.js'
import { classesOfCard } from '../models/index.js'
import { checkedClasses, readClasses } from '../train/index.js'
import { openModelAt } from './model-path.js'

/** A recipe (.yaml), a model or the folder of a run; or the classes themselves. */
export type AskedClasses = string | ClassEntries

/**
 * A recipe without `classes` has the four of this field.
 *
 * @throws InputError if the file is neither a recipe nor a model
 * @example await classListAt('run/') // the classes of the network that was trained there
 */
export async function classListAt(asked: AskedClasses): Promise<ClassList> {
  if (typeof asked !== 'string') return checkedClasses(asked)
  if (/\.ya?ml$/i.test(asked)) return readClasses(asked)
  return classesOfCard((await openModelAt(asked)).card)
}
