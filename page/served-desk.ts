/** The labels that the server of `starsift label` writes. */
import type { Question } from '../src/asking/index.js'
import type { LabelEvent } from '../src/votes/index.js'
import type { ClassExample, Desk } from './desk.js'
import { askedBytes, askedJson, sentJson } from './requests.js'
import { ServedField } from './served-field.js'

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

  async examples(): Promise<readonly ClassExample[]> {
    const { simulated, agreed } = await askedJson<Examples>('api/examples')
    return [...(await drawn(simulated)), ...(await Promise.all(agreed.map(ofRow)))]
  }
}

interface Examples {
  readonly simulated: readonly { class: number; sizePx: number }[]
  readonly agreed: readonly { class: number; row: number }[]
}

/** The stamps of all examples come as one, one after the other, each with all bands. */
async function drawn(list: Examples['simulated']): Promise<ClassExample[]> {
  if (list.length === 0) return []
  const { values } = await askedBytes('api/examples/simulated')
  const nBands = values.length / list.reduce((n, { sizePx }) => n + sizePx * sizePx, 0)
  let at = 0
  return list.map(({ class: of, sizePx }) => {
    const bands = Array.from({ length: nBands }, () => {
      at += sizePx * sizePx
      return values.subarray(at - sizePx * sizePx, at)
    })
    return { class: of, from: 'simulated', stamp: { sizePx, x0: 0, y0: 0, bands } }
  })
}

const EXAMPLE_PX = 32

async function ofRow({ class: of, row }: Examples['agreed'][number]): Promise<ClassExample> {
  const stamp = await new ServedField().stamp(row, EXAMPLE_PX)
  return { class: of, from: 'agreed', row, stamp }
}
