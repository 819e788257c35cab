/** The classes of a run: those that its recipe names, or the four of this field. */
import {
  type ClassEntries,
  type ClassList,
  classEntries,
  classListOf,
  entriesOf,
  FOUR_CLASSES,
} from '../catalog/index.js'
import { CLUSTER_CLASSES, type ModelCard } from '../models/index.js'
import { type Recipe, recipeOverrides } from './recipe.js'
import { checkedValue, readYaml } from './user-input.js'

/** What the recipe names; undefined where it leaves the four classes of this field. */
export function namedClasses({ classes }: Pick<Recipe, 'classes'>): ClassList | undefined {
  return classes && classListOf(classes)
}

/** All classes, in the order of the logits. */
export function classList(recipe: Pick<Recipe, 'classes'>): ClassList {
  return namedClasses(recipe) ?? FOUR_CLASSES
}

/**
 * The classes that a recipe names, or the four of this field.
 *
 * @throws InputError with the line of what is wrong
 */
export async function readClasses(path: string): Promise<ClassList> {
  return classList(await readYaml(path, recipeOverrides))
}

/** Classes that are made in code, as a recipe has them. @throws InputError naming what is wrong */
export function checkedClasses(entries: ClassEntries): ClassList {
  return classListOf(checkedValue(entries, classEntries, 'classes'))
}

/** How the card of a model says them: the value of a class is its place in the list, from 1 on. */
export function cardClasses(recipe: Pick<Recipe, 'classes'>): ModelCard['classes'] {
  const own = namedClasses(recipe)
  if (!own) return CLUSTER_CLASSES
  return entriesOf(own).map(({ label, name = `${label}`, cluster, from }, k) => ({
    ...{ value: k + 1, name },
    ...(label !== k + 1 && { label }),
    cluster,
    ...(from && { from }),
  }))
}

/** @example '1/2/3/4', 'cluster/galaxy' */
export function labelsSaid(recipe: Pick<Recipe, 'classes'>): string {
  return classList(recipe)
    .map(({ label }) => label)
    .join('/')
}
