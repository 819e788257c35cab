/**
 * Sources that are at hand: the one on the screen, the next ones, and those seen last. They are
 * fetched before they are asked for, so that a key shows the next source at once.
 */
import { signal } from '@preact/signals'
import { leisure } from '../leisure.js'
import type { Prepared } from './prepared.js'

const MOST_KEPT = 32
/** Requests at a time: the browser opens six connections to a server, and labels go first. */
const MOST_AT_ONCE = 3

export class Stock {
  /** Counts up when a source arrives or fails: what reads it is told. */
  readonly arrivals = signal(0)
  private readonly fetchOne: (row: number) => Promise<Prepared>
  private readonly kept = new Map<number, Prepared>()
  private readonly failed = new Map<number, unknown>()
  private readonly underWay = new Set<number>()
  private wanted: readonly number[] = []
  /** Called with the row of a source that is no longer kept. */
  onLeave: (row: number) => void = () => {}

  constructor(fetchOne: (row: number) => Promise<Prepared>) {
    this.fetchOne = fetchOne
  }

  /** The source; undefined while it is on its way. */
  at(row: number): Prepared | undefined {
    return this.kept.get(row)
  }

  /** Why a source could not be fetched; undefined where it could. */
  failureOf(row: number): unknown {
    return this.failed.get(row)
  }

  /** @param rows the most urgent first; what failed before is tried again only by {@link retry} */
  want(rows: readonly number[]): void {
    this.wanted = rows
    if (rows.length === 0 || !this.kept.has(rows[0])) this.go()
    // What is at hand is shown before more is fetched.
    else void leisure().then(() => this.go())
  }

  retry(row: number): void {
    this.failed.delete(row)
    this.go()
  }

  private go(): void {
    for (const row of this.wanted) {
      if (this.underWay.size >= MOST_AT_ONCE) return
      const isOpen = !this.kept.has(row) && !this.underWay.has(row) && !this.failed.has(row)
      if (isOpen) void this.fetch(row)
    }
  }

  private async fetch(row: number): Promise<void> {
    this.underWay.add(row)
    try {
      const source = await this.fetchOne(row)
      this.keep(row, source)
    } catch (error) {
      this.failed.set(row, error)
    }
    this.underWay.delete(row)
    this.arrivals.value++
    this.go()
  }

  private keep(row: number, source: Prepared): void {
    this.kept.set(row, source)
    for (const old of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break
      if (this.wanted.includes(old)) continue
      this.kept.delete(old)
      this.onLeave(old)
    }
  }
}
