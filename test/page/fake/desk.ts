/** A desk that keeps its events in the browser's store, so that they outlive a reload. */
import type { Desk } from '../../../page/desk.js'
import type { LabelEvent } from '../../../src/votes/index.js'
import type { FakeField } from './field.js'

const ENTRY = 'fake log'

/** What a test can turn. */
export const knobs = {
  /** How long it takes to save, ms. */
  saveMs: 0,
  /** Why nothing can be saved; null where all is well. */
  trouble: null as string | null,
}

export class FakeDesk implements Desk {
  readonly person: string
  private readonly field: FakeField

  constructor(person: string, field: FakeField) {
    this.person = person
    this.field = field
  }

  async events(): Promise<readonly LabelEvent[]> {
    return JSON.parse(localStorage.getItem(ENTRY) ?? '[]') as LabelEvent[]
  }

  async save(event: LabelEvent): Promise<void> {
    if (knobs.saveMs > 0) await new Promise((done) => setTimeout(done, knobs.saveMs))
    if (knobs.trouble !== null) throw new Error(knobs.trouble)
    const events = await this.events()
    if (events.some(({ key }) => key === event.key)) return
    localStorage.setItem(ENTRY, JSON.stringify([...events, event]))
  }

  async next(count: number) {
    const events = await this.events()
    const undone = new Set(events.flatMap((event) => (event.kind === 'undo' ? [event.of] : [])))
    const done = new Set(
      events.flatMap(({ kind, key, object }) =>
        kind === 'label' && !undone.has(key) ? [object.id] : [],
      ),
    )
    const { ids } = await this.field.rows()
    return ids
      .flatMap((id, row) => (done.has(id) ? [] : [{ row, why: '', order: 'catalog' as const }]))
      .slice(0, count)
  }

  async examples() {
    const { length } = this.field.truth
    const rows = Array.from({ length: Math.min(24, length) }, (_, row) => row)
    return Promise.all(
      rows.map(async (row) => ({
        ...{ class: this.field.truth[row], from: 'simulated' as const },
        stamp: await this.field.stamp(row, 32),
      })),
    )
  }
}
