/**
 * Rows of two tables that belong together. A catalogue may have a million of them, so they are
 * three arrays and no objects.
 */

/** A row `a` of the first table with a row `b` of the second. */
export interface Match {
  readonly a: number
  readonly b: number
  /** Distance of the two in the unit in which they were matched; NaN without positions. */
  readonly distance: number
}

/** @example [...Pairs.of([{ a: 0, b: 3, distance: 0.5 }])] // the same match again */
export class Pairs implements Iterable<Match> {
  readonly length: number

  /** @param a, b, distance by pair, all of one length */
  constructor(
    readonly a: Uint32Array,
    readonly b: Uint32Array,
    readonly distance: Float64Array,
  ) {
    this.length = a.length
  }

  static of(matches: readonly Match[]): Pairs {
    return new Pairs(
      Uint32Array.from(matches, ({ a }) => a),
      Uint32Array.from(matches, ({ b }) => b),
      Float64Array.from(matches, ({ distance }) => distance),
    )
  }

  /** These pairs and after them the others. */
  and({ a, b, distance, length }: Pairs): Pairs {
    const all = [
      new Uint32Array(this.length + length),
      new Uint32Array(this.length + length),
      new Float64Array(this.length + length),
    ] as const
    const parts = [
      [this.a, a],
      [this.b, b],
      [this.distance, distance],
    ]
    for (const [i, [own, other]] of parts.entries()) {
      all[i].set(own)
      all[i].set(other, this.length)
    }
    return new Pairs(...all)
  }

  /** The pairs for which the condition holds, in the same order. */
  where(holds: (i: number) => boolean): Pairs {
    const places = new Uint32Array(this.length)
    let n = 0
    for (let i = 0; i < this.length; i++) if (holds(i)) places[n++] = i
    return this.at(places.subarray(0, n))
  }

  /** How many pairs the condition holds for. */
  count(holds: (i: number) => boolean): number {
    let n = 0
    for (let i = 0; i < this.length; i++) if (holds(i)) n++
    return n
  }

  /** The pairs in the order of their rows of the first table. */
  inOrder(): Pairs {
    const { a, length } = this
    let isSorted = true
    for (let i = 1; i < length && isSorted; i++) isSorted = a[i - 1] <= a[i]
    if (isSorted) return this
    return this.at(
      Uint32Array.from({ length }, (_, i) => i).sort((one, other) => a[one] - a[other]),
    )
  }

  withDistances(distance: Float64Array): Pairs {
    return new Pairs(this.a, this.b, distance)
  }

  *[Symbol.iterator](): Iterator<Match> {
    for (let i = 0; i < this.length; i++) {
      yield { a: this.a[i], b: this.b[i], distance: this.distance[i] }
    }
  }

  private at(places: Uint32Array): Pairs {
    const { a, b, distance } = this
    const rows = (of: Uint32Array) => {
      const found = new Uint32Array(places.length)
      for (let i = 0; i < found.length; i++) found[i] = of[places[i]]
      return found
    }
    const distances = new Float64Array(places.length)
    for (let i = 0; i < distances.length; i++) distances[i] = distance[places[i]]
    return new Pairs(rows(a), rows(b), distances)
  }
}
