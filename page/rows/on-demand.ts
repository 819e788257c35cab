/**
 * Things that are fetched when they are wanted, and kept: tiles of the field, stamps of rows. So
 * many at most are kept, and the ones that were not used for the longest time go first. So many at
 * most are asked for at once, and what nobody wants any more is not asked for.
 */
export interface OnDemandOptions<Name, Raw, Held> {
  readonly keyOf: (name: Name) => string
  readonly load: (name: Name) => Promise<Raw>
  /** Makes what is kept, e.g. a texture. */
  readonly hold: (raw: Raw, name: Name) => Held
  readonly release?: (held: Held) => void
  /** Kept whatever comes, such as the picture of the whole field. */
  readonly isPinned?: (name: Name) => boolean
  readonly mostHeld: number
  readonly mostAsked?: number
  /** Something came. */
  readonly onCome: () => void
  /** Something did not come; it is asked for again after a pause. */
  readonly onFault: (error: unknown) => void
}

const MOST_ASKED = 6
const PAUSE_MS = 5000

export class OnDemand<Name, Raw, Held> {
  private readonly options: OnDemandOptions<Name, Raw, Held>
  /** The least recently used first. */
  private readonly held = new Map<string, { name: Name; held: Held }>()
  private readonly asked = new Set<string>()
  /** When something that did not come may be asked for again, ms. */
  private readonly waits = new Map<string, number>()
  private wanted: readonly Name[] = []
  private isOver = false

  constructor(options: OnDemandOptions<Name, Raw, Held>) {
    this.options = options
  }

  /** How many are kept now. */
  get size(): number {
    return this.held.size
  }

  /** What is kept under a name; it counts as used. */
  get(name: Name): Held | undefined {
    const key = this.options.keyOf(name)
    const found = this.held.get(key)
    if (!found) return undefined
    this.held.delete(key)
    this.held.set(key, found)
    return found.held
  }

  /** What is wanted from now on, the most urgent first. */
  want(names: readonly Name[]): void {
    this.wanted = names
    this.askNext()
  }

  /** Whether all that is wanted is there. */
  get isComplete(): boolean {
    return this.wanted.every((name) => this.held.has(this.options.keyOf(name)))
  }

  /** Drops everything, and takes nothing any more. */
  close(): void {
    this.isOver = true
    for (const { held } of this.held.values()) this.options.release?.(held)
    this.held.clear()
  }

  private askNext(): void {
    const most = this.options.mostAsked ?? MOST_ASKED
    for (const name of this.wanted) {
      if (this.asked.size >= most || this.isOver) return
      const key = this.options.keyOf(name)
      if (this.held.has(key) || this.asked.has(key)) continue
      if ((this.waits.get(key) ?? 0) > Date.now()) continue
      void this.ask(name, key)
    }
  }

  private async ask(name: Name, key: string): Promise<void> {
    this.asked.add(key)
    try {
      const raw = await this.options.load(name)
      if (!this.isOver) this.keep(raw, name, key)
    } catch (error) {
      this.waits.set(key, Date.now() + PAUSE_MS)
      this.options.onFault(error)
      setTimeout(() => this.askNext(), PAUSE_MS + 1)
    }
    this.asked.delete(key)
    this.askNext()
  }

  private keep(raw: Raw, name: Name, key: string): void {
    const { hold, release, isPinned, mostHeld, onCome } = this.options
    this.waits.delete(key)
    this.held.set(key, { name, held: hold(raw, name) })
    for (const [oldKey, old] of this.held) {
      if (this.held.size <= mostHeld) break
      if (oldKey === key || isPinned?.(old.name)) continue
      this.held.delete(oldKey)
      release?.(old.held)
    }
    onCome()
  }
}
