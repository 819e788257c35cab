/** The classes of a model as a list, and the other way round. */
import { type ClassList, FOUR_CLASSES, isCluster } from '../catalog/index.js'
import { CLUSTER_CLASSES } from './conversion.js'
import type { ModelCard } from './model-card.js'

/** A class in words. @example '1 compact cluster', 'galaxy' where the name is the label */
export function classTitle({ value, name, label = value }: ModelCard['classes'][number]): string {
  return `${label}` === name ? name : `${label} ${name}`
}

/**
 * The classes of a model. Where its card says neither labels nor clusters, and has the values 1 to
 * 4, they are the four of this field.
 */
export function classesOfCard({ classes }: Pick<ModelCard, 'classes'>): ClassList {
  const isPlain = classes.every(
    ({ label, cluster }) => label === undefined && cluster === undefined,
  )
  const isFour = CLUSTER_CLASSES.map(({ value }) => value).join()
  if (isPlain && classes.map(({ value }) => value).join() === isFour) return FOUR_CLASSES
  return classes.map(({ value, name, label = value, cluster, from = [label] }) => ({
    ...{ label, name, from },
    isCluster: cluster ?? (isPlain && isCluster(value)),
  }))
}
