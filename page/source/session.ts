/**
 * The sources of a sitting, one after the other: those that were shown, the one on the screen, and
 * those that come. New questions come from the desk before the old ones run out.
 */
import { signal } from '@preact/signals'
import type { Order, Question } from '../../src/asking/index.js'

/** A question of the desk, or a source that the person went to. */
export type Asked = Omit<Question, 'order'> & { readonly order: Order | 'chosen' }

/** So many questions are at hand beyond the one on the screen. */
export const AHEAD = 10

export class Session {
  /** Shown, and to be shown. */
  readonly trail = signal<readonly Asked[]>([])
  /** Place of the one on the screen in the trail; the length of the trail where none is left. */
  readonly at = signal(0)
  /** Whether the desk has said that it has no more. */
  readonly isEmpty = signal(false)
  readonly trouble = signal<unknown>(undefined)
  private readonly ask: (count: number) => Promise<readonly Question[]>
  /** Whether a question is answered, so that it need not be asked. */
  private readonly isAnswered: (question: Asked) => boolean
  private readonly nUnderWay: () => number
  private asking: Promise<void> | undefined

  /** @param nUnderWay how many answers the desk does not know of yet */
  constructor(
    ask: (count: number) => Promise<readonly Question[]>,
    isAnswered: (question: Asked) => boolean,
    nUnderWay: () => number,
  ) {
    this.ask = ask
    this.isAnswered = isAnswered
    this.nUnderWay = nUnderWay
  }

  get current(): Asked | undefined {
    return this.trail.value[this.at.value]
  }

  /** The rows to have at hand, the most urgent first. */
  get rowsAtHand(): number[] {
    const at = this.at.value
    const coming = this.trail.value.slice(at, at + AHEAD + 1)
    const before = this.trail.value.slice(Math.max(0, at - 2), at).reverse()
    return [...coming, ...before].map(({ row }) => row)
  }

  /** To the next question; answered ones, e.g. in another tab, are passed over. */
  next(): void {
    let to = Math.min(this.at.value + 1, this.trail.value.length)
    while (to < this.trail.value.length && this.isAnswered(this.trail.value[to])) to++
    this.at.value = to
    void this.refill()
  }

  /** One step through what was shown, or is to be shown. */
  step(by: 1 | -1): void {
    const to = this.at.value + by
    if (to < 0 || to > this.trail.value.length) return
    this.at.value = to
    void this.refill()
  }

  /** A row that a person chose: it is shown now, and what was next comes after it. */
  goTo(row: number, isSecond = false): void {
    const isIt = (one: Asked | undefined) =>
      one?.row === row && (one.isSecond ?? false) === isSecond
    if (isIt(this.current)) return
    const found = this.trail.value.findIndex(isIt)
    if (found >= 0 && found < this.at.value) {
      this.at.value = found
      return
    }
    // One that was to come anyway comes now, and not again.
    const isTest = this.trail.value[found]?.isTest
    if (found >= 0) this.trail.value = this.trail.value.toSpliced(found, 1)
    const why = 'you chose it'
    this.insert([{ row, why, order: 'chosen', isTest, isSecond: isSecond || undefined }])
  }

  /**
   * The row that stood in the address when the page was opened, e.g. before a reload. If it is one
   * of those that come, it was asked for, and nobody chose it.
   */
  resume(row: number): void {
    const found = this.trail.value.findIndex((one, i) => i >= this.at.value && one.row === row)
    if (found < 0) {
      this.goTo(row)
      return
    }
    const question = this.trail.value[found]
    this.trail.value = this.trail.value.toSpliced(found, 1)
    this.insert([question])
  }

  /** Questions that come now, before the others. */
  insert(questions: readonly Asked[]): void {
    const at = Math.min(this.at.value, this.trail.value.length)
    this.trail.value = this.trail.value.toSpliced(at, 0, ...questions)
    void this.refill()
  }

  /** Asks for more where few are left. */
  refill(): Promise<void> {
    const left = this.trail.value.length - this.at.value
    if (left > AHEAD) return Promise.resolve()
    this.asking ??= this.fetchMore().finally(() => {
      this.asking = undefined
    })
    return this.asking
  }

  private async fetchMore(): Promise<void> {
    // The desk does not know of those that wait here, and of those that were passed over.
    const open = this.trail.value.filter((one) => !this.isAnswered(one)).length
    try {
      const more = await this.ask(open + this.nUnderWay() + 2 * AHEAD)
      const known = new Set(this.trail.value.map(nameOf))
      const fresh = more.filter((one) => !known.has(nameOf(one)) && !this.isAnswered(one))
      this.isEmpty.value = fresh.length === 0
      if (fresh.length > 0) this.trail.value = [...this.trail.value, ...fresh]
      this.trouble.value = undefined
    } catch (error) {
      this.trouble.value = error
    }
  }
}

function nameOf({ row, isSecond }: Asked): string {
  return isSecond ? `${row} again` : `${row}`
}
