/** The classes of a run: those that its recipe names, or the four of this field. */
import { FOUR_CLASSES, type OwnClass } from '../catalog/index.js'
import { CLUSTER_CLASSES, type ModelCard } from '../models/index.js'
import type { Recipe } from './recipe.js'

/** What the recipe names; undefined where it leaves the four classes of this field. */
export function namedClasses({ classes }: Pick<Recipe, 'classes'>): OwnClass[] | undefined {
  return classes?.map(({ label, name, cluster, from }) => ({
    ...{ label, name: name ?? `${label}`, isCluster: cluster, from: from ?? [label] },
  }))
}

/** All classes, in the order of the logits. */
export function classList(recipe: Pick<Recipe, 'classes'>): readonly OwnClass[] {
  return namedClasses(recipe) ?? FOUR_CLASSES
}

/** How the card of a model says them: the value of a class is its place in the list, from 1 on. */
export function cardClasses(recipe: Pick<Recipe, 'classes'>): ModelCard['classes'] {
  const own = namedClasses(recipe)
  if (!own) return CLUSTER_CLASSES
  return own.map(({ label, name, isCluster }, k) => ({
    ...{ value: k + 1, name },
    ...(label !== k + 1 && { label }),
    cluster: isCluster,
  }))
}

/** @example '1/2/3/4', 'cluster/galaxy' */
export function labelsSaid(recipe: Pick<Recipe, 'classes'>): string {
  return classList(recipe)
    .map(({ label }) => label)
    .join('/')
}

const NUMBERS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** @example numberWord(4) // 'four'; numberWord(12) // '12' */
export function numberWord(n: number): string {
  return NUMBERS[n - 2] ?? `${n}`
}

/** Whether some classes are clusters and others are not, and there are more than two. */
export function hasTwoSides(classes: readonly OwnClass[]): boolean {
  return classes.length > 2 && new Set(classes.map(({ isCluster }) => isCluster)).size === 2
}
