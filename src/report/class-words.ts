/** How the page and the figures of an evaluation speak of its classes. */
import {
  areTheFour,
  type ClassList,
  hasClusters,
  hasTwoSides,
  numberWord,
  type OwnClass,
} from '../catalog/index.js'

/** So many labels are named in a sentence. */
const MOST_NAMED = 4
/** A longer label is cut in figures, and longer lists are counted in legends. */
const LONGEST = 22

export interface ClassWords {
  /** @example 'four classes' */
  readonly all: string
  /** Whether clusters against the rest are a question of their own. */
  readonly isTwo: boolean
  readonly hasClusters: boolean
  /** For rows of tables. @example 'class 1', 'galaxy' */
  readonly names: readonly string[]
  /** For axes, short and all different. @example '1', 'galaxy' */
  readonly labels: readonly string[]
  /** For legends, likewise. @example 'class 1', 'galaxy' */
  readonly series: readonly string[]
  /** The classes that are clusters, by a word between them. @example '1 or 2' */
  clusters(word: string): string
  others(word: string): string
  /** For legends. @example 'cluster (1 or 2)' */
  readonly cluster: string
  /** Their probability. @example 'p1 + p2' */
  readonly clusterProbability: string
}

export function classWords(list: ClassList): ClassWords {
  const isFour = areTheFour(list)
  const labels = shortLabels(list)
  const joined = (isCluster: boolean, word: string) =>
    joinedLabels(
      list.filter((one) => one.isCluster === isCluster),
      word,
    )
  const clusters = joined(true, 'or')
  const nClusters = list.filter(({ isCluster }) => isCluster).length
  return {
    all: `${numberWord(list.length)} classes`,
    ...{ isTwo: hasTwoSides(list), hasClusters: hasClusters(list), labels },
    names: list.map(({ label, name }) => {
      if (isFour || (typeof label === 'number' && name === `${label}`)) return `class ${label}`
      return name === `${label}` ? name : `${label} ${name}`
    }),
    series: list.map(({ label }, k) => (typeof label === 'number' ? `class ${label}` : labels[k])),
    clusters: (word) => joined(true, word),
    others: (word) => joined(false, word),
    cluster: legendOf(clusters, nClusters),
    clusterProbability: isFour
      ? 'p1 + p2'
      : nClusters === 1
        ? 'its probability'
        : 'the sum of their probabilities',
  }
}

function legendOf(clusters: string, nClusters: number): string {
  if (clusters === 'cluster') return clusters
  return `cluster (${clusters.length > LONGEST ? `${nClusters} classes` : clusters})`
}

/** @example '1 or 2', 'a, b, c and 9 more' */
function joinedLabels(list: readonly OwnClass[], word: string): string {
  const labels = list.map(({ label }) => `${label}`)
  if (labels.length > MOST_NAMED) {
    const rest = labels.length - MOST_NAMED + 1
    return `${labels.slice(0, MOST_NAMED - 1).join(', ')} ${word} ${rest} more`
  }
  if (labels.length < 2) return labels.join()
  return `${labels.slice(0, -1).join(', ')} ${word} ${labels.at(-1)}`
}

/** Long words are cut; where two become alike, their places in the list tell them apart. */
function shortLabels(list: ClassList): string[] {
  const cut = list.map(({ label }) => {
    const letters = [...`${label}`]
    return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : `${label}`
  })
  return cut.map((label, k) =>
    cut.indexOf(label) === cut.lastIndexOf(label) ? label : `${label} ${k + 1}`,
  )
}
