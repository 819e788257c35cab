/**
 * The desk as the views see it. An event counts at once, is kept until the desk says that it is
 * safe, and is sent again and again until then. Events go out one after the other, in the order in
 * which they happened. Tabs of one browser tell each other what they saved.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import type { LabelEvent } from '../src/votes/index.js'
import type { Desk } from './desk.js'
import { faultOf } from './fault.js'
import type { Waiting } from './waiting.js'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000

export class Ledger implements Desk {
  readonly person: string
  readonly examples: Desk['examples']
  private readonly desk: Desk
  private readonly waitingStore: Waiting
  private readonly allEvents = signal<readonly LabelEvent[]>([])
  private readonly notSafe = signal<readonly LabelEvent[]>([])
  private readonly whyNotSafe = signal<string | null>(null)
  private readonly known = new Set<string>()
  private readonly promised = new Map<string, (() => void)[]>()
  private isSending = false
  private pauseMs = FIRST_PAUSE_MS
  private timer: ReturnType<typeof setTimeout> | undefined
  /** Called with each event of this tab that became safe. */
  onSafe: (event: LabelEvent) => void = () => {}

  constructor(desk: Desk, waiting: Waiting) {
    this.desk = desk
    this.person = desk.person
    this.waitingStore = waiting
    this.examples = desk.examples ? () => desk.examples!() : undefined
  }

  /** All events; one's own that are not yet safe are the last. */
  get list(): ReadonlySignal<readonly LabelEvent[]> {
    return this.allEvents
  }

  /** One's own events that are not yet safe. */
  get waiting(): ReadonlySignal<readonly LabelEvent[]> {
    return this.notSafe
  }

  /** Why the last attempt to save failed; null where it did not. */
  get trouble(): ReadonlySignal<string | null> {
    return this.whyNotSafe
  }

  /** Reads the events of the desk, and takes up what an earlier visit could not save. */
  async load(): Promise<void> {
    const events = await this.desk.events()
    for (const event of events) this.known.add(event.key)
    this.allEvents.value = events
    const left = this.waitingStore.all()
    for (const event of left) {
      if (this.known.has(event.key)) this.waitingStore.remove(event.key)
      else this.take(event)
    }
    this.notSafe.value = left.filter((event) => this.allEvents.value.includes(event))
    void this.send()
  }

  async events(): Promise<readonly LabelEvent[]> {
    return this.allEvents.value
  }

  next(count: number) {
    return this.desk.next(count)
  }

  save(event: LabelEvent): Promise<void> {
    this.take(event)
    const isKept = this.waitingStore.add(event)
    if (!isKept) this.whyNotSafe.value = 'this browser keeps nothing: leave the page open'
    this.notSafe.value = [...this.notSafe.value, event]
    const safe = new Promise<void>((resolve) => {
      this.promised.set(event.key, [resolve])
    })
    void this.send()
    return safe
  }

  /** An event that another tab of this browser saved. */
  hear(event: LabelEvent): void {
    if (!this.known.has(event.key)) this.take(event)
    this.settle(event)
  }

  /** Sends what waits, now. */
  retry(): void {
    this.pauseMs = FIRST_PAUSE_MS
    void this.send()
  }

  private take(event: LabelEvent): void {
    this.known.add(event.key)
    this.allEvents.value = [...this.allEvents.value, event]
  }

  private settle(event: LabelEvent): void {
    this.waitingStore.remove(event.key)
    this.notSafe.value = this.notSafe.value.filter((one) => one.key !== event.key)
    for (const resolve of this.promised.get(event.key) ?? []) resolve()
    this.promised.delete(event.key)
  }

  private async send(): Promise<void> {
    if (this.isSending) return
    this.isSending = true
    clearTimeout(this.timer)
    const trouble = await this.sendAll()
    this.isSending = false
    if (trouble !== null) {
      this.whyNotSafe.value = trouble
      this.timer = setTimeout(() => void this.send(), this.pauseMs)
      this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS)
    } else {
      this.whyNotSafe.value = null
      this.pauseMs = FIRST_PAUSE_MS
      if (this.notSafe.value.length > 0) void this.send()
    }
  }

  /**
   * One attempt for each event that waits. An event that the desk refuses stays, and does not stop
   * those after it.
   *
   * @returns why something is left; null where nothing is
   */
  private async sendAll(): Promise<string | null> {
    let trouble: string | null = null
    for (const event of this.notSafe.value) {
      try {
        await this.desk.save(event)
        this.settle(event)
        this.onSafe(event)
      } catch (error) {
        const fault = faultOf(error)
        trouble = fault.text
        if (!fault.isRefusal) return trouble
      }
    }
    return trouble
  }
}
