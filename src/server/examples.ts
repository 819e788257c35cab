/** Examples of each class for the help: from the simulator, and of what people agree on. */
import { Hono } from 'hono'
import type { ClassExample } from '../viewing/index.js'
import { type LabelledRows, labelledRows } from '../votes/index.js'
import { floats } from './floats.js'
import type { Environment } from './guard.js'
import type { LabelDesk } from './label-desk.js'

/** So many agreed sources of each class are shown. */
const MOST_AGREED = 6

/** What `/api/examples` answers; the pixels of simulated ones come by themselves. */
export interface ExamplesJson {
  readonly simulated: readonly { class: number; sizePx: number }[]
  readonly agreed: readonly { class: number; row: number }[]
}

export function examplesApi({ view, log, classes, simulated }: LabelDesk): Hono<Environment> {
  let made: Promise<readonly ClassExample[]> | undefined
  const examples = () => {
    made ??= Promise.resolve(simulated?.() ?? []).catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
  const app = new Hono<Environment>()
  app.get('/', async (c) => {
    const { sha256 } = (await view.describe()).catalogue
    const labelled = labelledRows(await log.events(), { ...(await view.rows()), sha256 }, classes)
    const list = (await examples()).map(({ class: of, stamp: { sizePx } }) => ({
      class: of,
      sizePx,
    }))
    const agreed = agreedRows(labelled, c.get('person'))
    return c.json({ simulated: list, agreed } satisfies ExamplesJson)
  })
  app.get('/simulated', async (c) => {
    const planes = (await examples()).flatMap(({ stamp }) => stamp.bands)
    const all = new Float32Array(planes.reduce((n, { length }) => n + length, 0))
    let at = 0
    for (const plane of planes) {
      all.set(plane, at)
      at += plane.length
    }
    return floats(c, all)
  })
  return app
}

/**
 * Sources that this person has answered, and on whose class all agree: two people or more, the
 * person's own two answers, or a settlement. What the person has not seen yet stays hidden.
 */
function agreedRows({ ofRow }: LabelledRows, person: string): ExamplesJson['agreed'] {
  const found: { class: number; row: number }[] = []
  for (const [row, source] of ofRow.entries()) {
    const own = source?.answers.get(person)
    if (!source || !own) continue
    const said = [...source.answers.values(), source.second.get(person)]
      .filter((answer) => answer !== undefined)
      .map((answer) => answer.class)
    const isAgreed = said.length > 1 && new Set(said).size === 1
    const of = source.settled?.class ?? (isAgreed ? own.class : null)
    const nOf = found.filter((one) => one.class === of).length
    if (of !== null && nOf < MOST_AGREED) found.push({ class: of, row })
  }
  return found
}
