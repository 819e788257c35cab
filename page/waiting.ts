/**
 * Events that are not yet safe, in the browser's own store: a label survives a closed tab, a crash
 * and a server that is away. Each event has an entry of its own, so that two tabs never write over
 * each other.
 */
import { type LabelEvent, labelEvent } from '../src/votes/index.js'

/** What {@link Waiting} needs of `localStorage`. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export class Waiting {
  private readonly store: Store
  private readonly prefix: string

  /** @param catalogue SHA-256 of the catalogue */
  constructor(store: Store, person: string, catalogue: string) {
    this.store = store
    this.prefix = `starsift waiting ${catalogue.slice(0, 16)} ${person} `
  }

  /**
   * Keeps an event.
   *
   * @returns false where the browser keeps nothing (its store is full or switched off)
   */
  add(event: LabelEvent): boolean {
    try {
      this.store.setItem(this.prefix + event.key, JSON.stringify(event))
      return true
    } catch {
      return false
    }
  }

  remove(key: string): void {
    this.store.removeItem(this.prefix + key)
  }

  /** The events that are kept, oldest first. An entry that is damaged is left where it is. */
  all(): LabelEvent[] {
    const keys = Array.from({ length: this.store.length }, (_, i) => this.store.key(i) ?? '')
    return keys
      .filter((key) => key.startsWith(this.prefix))
      .flatMap((key) => eventIn(this.store.getItem(key)))
      .sort((one, other) => one.time.localeCompare(other.time))
  }
}

function eventIn(text: string | null): LabelEvent[] {
  try {
    const found = labelEvent.safeParse(JSON.parse(text ?? ''))
    return found.success ? [found.data] : []
  } catch {
    return []
  }
}
