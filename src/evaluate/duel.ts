/** Two sets of predictions against each other, on the objects that both have classified. */
import { isCluster } from '../catalog/classes.js'
import { type McNemar, mcnemar } from '../statistics/mcnemar.js'
import { rowInFile } from './classified.js'
import type { Comparison } from './comparison.js'
import type { Subject } from './subject.js'

export interface Duel {
  readonly first: string
  readonly second: string
  readonly n: number
  readonly fourClasses: DuelResult
  /** Clusters {1, 2} against {3, 4}. */
  readonly twoClasses: DuelResult
}

export interface DuelResult extends McNemar {
  /** Of both on these same objects. */
  readonly accuracies: readonly [number, number]
}

/** @returns undefined if no object was classified by both */
export function duelOf(first: Subject, second: Subject): Duel | undefined {
  const rows = new Map<string, number>()
  for (let i = 0; i < second.comparison.n; i++) rows.set(objectKey(second.comparison, i), i)
  const shared = Array.from({ length: first.comparison.n }, (_, a) => ({
    a,
    b: rows.get(objectKey(first.comparison, a)) ?? -1,
  })).filter(({ b }) => b >= 0)
  if (shared.length === 0) return undefined
  const [one, other] = [first.comparison, second.comparison]
  const result = (right: (truth: number, predicted: number) => boolean): DuelResult => {
    const hits = shared.map(({ a, b }) => ({
      one: right(one.truth[a], one.predicted[a]),
      other: right(other.truth[b], other.predicted[b]),
    }))
    const count = (holds: (hit: (typeof hits)[number]) => boolean) => hits.filter(holds).length
    const onlyOne = count((hit) => hit.one && !hit.other)
    const onlyOther = count((hit) => hit.other && !hit.one)
    const shares = [count((hit) => hit.one), count((hit) => hit.other)] as const
    const accuracies = [shares[0] / hits.length, shares[1] / hits.length] as const
    return { ...mcnemar(onlyOne, onlyOther), accuracies }
  }
  return {
    ...{ first: first.name, second: second.name, n: shared.length },
    fourClasses: result((truth, predicted) => truth === predicted),
    twoClasses: result((truth, predicted) => isCluster(truth) === isCluster(predicted)),
  }
}

function objectKey({ fields, field, truthRow }: Comparison, i: number): string {
  const { truth } = fields[field[i]]
  return `${rowInFile(truth, truthRow[i])} ${truth.source}`
}
