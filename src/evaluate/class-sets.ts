/**
 * How often the set of classes of an object (`ml_set`) holds what people say of it, class by class:
 * against the classes by people, and against single votes, where these are known.
 */
import { type ClassList, columnOf, placesInSet } from '../catalog/index.js'
import { type Notes, rowsSaid, rowsWhere } from '../notes.js'
import { type Interval, wilsonInterval } from '../statistics/index.js'
import { cellText, type Table } from '../tables/index.js'

export interface SetCoverage {
  /** Place in the list from 1 on; 0 for all classes together. */
  readonly class: number
  /** Answers, as a sum of the shares of votes; objects where `of` is `classes`. */
  readonly n: number
  /** Share of them that the sets hold; NaN where there are none. */
  readonly covered: number
  /** Wilson's, 95 %. */
  readonly interval: Interval
  /** Mean number of classes in the sets of these objects. */
  readonly size: number
}

export interface SetsMeasured {
  /** All, then class by class. */
  readonly classes: readonly SetCoverage[]
  readonly votes?: readonly SetCoverage[]
}

/**
 * The column of sets that belongs to a column of classes, `NAME_set` to `NAME_class`.
 *
 * @returns nRows x K, 1 where the class is in the set; undefined if there is no such column, or it
 *   holds something else, with a doubt
 */
export function setColumn(
  table: Table,
  { column, list }: { column: string; list: ClassList },
  notes: Notes,
): Uint8Array | undefined {
  const prefix = /^(.+)_class$/i.exec(column)?.[1]
  const found = prefix && columnOf(table, `${prefix}_set`)
  if (!found) return undefined
  const members = new Uint8Array(table.nRows * list.length)
  const odd = rowsWhere(table.nRows, (row) => {
    const places = placesInSet(cellText(found, row), list)
    for (const place of places ?? []) members[row * list.length + place] = 1
    return places === undefined
  })
  if (odd.length === 0) return members
  notes.doubt(
    `${found.name} is not used: in ${rowsSaid(odd, table.nRows)} it holds no labels of the ` +
      `classes, such as "${cellText(found, odd[0])}"`,
  )
  return undefined
}

/**
 * @param members nObjects x K
 * @param shares of the answers, nObjects x K; rows of 0 are not counted
 */
export function coverageOf(members: Uint8Array, shares: Float64Array, k: number): SetCoverage[] {
  const nObjects = members.length / k
  const of = (isOf: (place: number) => boolean, place: number): SetCoverage => {
    let [n, held, size] = [0, 0, 0]
    for (let row = 0; row < nObjects; row++) {
      const own = members.subarray(row * k, (row + 1) * k)
      const nOwn = own.reduce((sum, is) => sum + is, 0)
      if (nOwn === 0) continue
      for (let i = 0; i < k; i++) {
        const share = shares[row * k + i]
        if (!isOf(i) || !(share > 0)) continue
        n += share
        held += share * own[i]
        size += share * nOwn
      }
    }
    // Shares of thirds sum to whole numbers but for the last digits.
    const [nOf, k2] = [n, Math.min(held, n)]
    return {
      ...{ class: place, n: nOf, covered: k2 / nOf, interval: wilsonInterval(k2, nOf) },
      size: size / n,
    }
  }
  const each = Array.from({ length: k }, (_, i) => of((place) => place === i, i + 1))
  return [of(() => true, 0), ...each]
}
