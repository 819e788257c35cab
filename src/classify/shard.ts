/** A share of a catalogue, so that several machines can each classify one. */
import type { CandidateSet } from '../catalog/index.js'
import { CommandError } from '../errors.js'

/** Share `index` of `count`, counted from 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/**
 * @throws CommandError if the text is not `i/n` with 1 <= i <= n
 * @example parseShard('2/8') // { index: 2, count: 8 }
 */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? []
  if (index >= 1 && index <= count) return { index, count }
  throw new CommandError({ what: 'shard', expected: 'i/n with 1 <= i <= n, e.g. 2/8', got: text })
}

/**
 * The candidates of a share. They are neighbouring rows, so that concatenating the outputs gives
 * the whole catalogue.
 */
export function shardOf(candidates: CandidateSet, { index, count }: Shard): CandidateSet {
  const nRows = candidates.table.nRows
  const first = Math.floor(((index - 1) * nRows) / count)
  const end = Math.floor((index * nRows) / count)
  const rows = Array.from({ length: end - first }, (_, i) => first + i)
  return {
    ...candidates,
    table: candidates.table.rows(rows),
    x: candidates.x.slice(first, end),
    y: candidates.y.slice(first, end),
    fitsX: candidates.fitsX.slice(first, end),
    fitsY: candidates.fitsY.slice(first, end),
    ra: candidates.ra?.slice(first, end),
    dec: candidates.dec?.slice(first, end),
    mismatch: candidates.mismatch?.slice(first, end),
    id: candidates.id.slice(first, end),
    humanClass: candidates.humanClass?.slice(first, end),
    classMean: candidates.classMean?.slice(first, end),
  }
}
