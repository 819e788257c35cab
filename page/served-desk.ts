/** The labels that the server of `starsift label` writes. */
import type { Question } from '../src/asking/index.js'
import type { LabelEvent } from '../src/votes/index.js'
import type { Desk } from './desk.js'
import { askedJson, sentJson } from './requests.js'

export class ServedDesk implements Desk {
  private constructor(
    readonly person: string,
    /** In which order sources are asked, in words. */
    readonly order: string,
  ) {}

  /** @throws Error if the server does not know the visitor, or is not there */
  static async open(): Promise<ServedDesk> {
    const { person, order } = await askedJson<{ person: string; order: string }>('api/me')
    return new ServedDesk(person, order)
  }

  events(): Promise<readonly LabelEvent[]> {
    return askedJson('api/events')
  }

  async save(event: LabelEvent): Promise<void> {
    await sentJson('api/events', event)
  }

  next(count: number): Promise<readonly Question[]> {
    return askedJson(`api/next?count=${count}`)
  }
}
