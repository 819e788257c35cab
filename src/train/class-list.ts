/** The classes of a run: those that its recipe names, or the four of this field. */
import { type ClassList, classListOf, entriesOf, FOUR_CLASSES } from '../catalog/index.js'
import { CLUSTER_CLASSES, type ModelCard } from '../models/index.js'
import type { Recipe } from './recipe.js'

/** What the recipe names; undefined where it leaves the four classes of this field. */
export function namedClasses({ classes }: Pick<Recipe, 'classes'>): ClassList | undefined {
  return classes && classListOf(classes)
}

/** All classes, in the order of the logits. */
export function classList(recipe: Pick<Recipe, 'classes'>): ClassList {
  return namedClasses(recipe) ?? FOUR_CLASSES
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
