/** What the page asks of the server, by paths that begin with /api. */
import { type Context, Hono } from 'hono'
import { rowsJson, starsJson } from '../viewing/index.js'
import { type LabelEvent, labelEvent } from '../votes/index.js'
import { examplesApi } from './examples.js'
import { floats } from './floats.js'
import type { Environment } from './guard.js'
import type { LabelDesk } from './label-desk.js'
import { Refusal } from './refusals.js'

/** So many questions are asked for at once, at most. */
const MOST_QUESTIONS = 200

export function labelApi(desk: LabelDesk): Hono<Environment> {
  const { view, tasks } = desk
  const app = new Hono<Environment>()
  app.get('/me', (c) => c.json({ person: c.get('person'), order: desk.questions.plan.said }))
  app.get('/field', async (c) => c.json(await view.describe()))
  app.get('/rows', async (c) => c.json(rowsJson(await view.rows())))
  app.get('/stamps/:row', async (c) => {
    const size = numberIn(c.req.query('size') ?? '', 'size')
    const { x0, y0, bands } = await view.stamp(numberIn(c.req.param('row'), 'row'), size)
    const all = new Float32Array(bands.length * size * size)
    bands.forEach((pixels, i) => {
      all.set(pixels, i * size * size)
    })
    return floats(c, all, { 'x-corner': `${x0},${y0}` })
  })
  app.get('/tiles/:band/:level/:column/:row', async (c) => {
    const { band, level, column, row } = c.req.param()
    const place = [band, level, column, row].map((text) => numberIn(text, 'a tile'))
    return floats(c, await view.tile(place[0], place[1], place[2], place[3]))
  })
  app.get('/cells/:row', async (c) => c.json(await view.cells(numberIn(c.req.param('row'), 'row'))))
  app.get('/stars', async (c) => {
    const stars = await view.stars()
    return c.json(stars && starsJson(stars))
  })
  app.get('/events', async (c) => c.json(await desk.log.events()))
  app.post('/events', async (c) => {
    await desk.log.append(await checkedEvent(c, desk))
    return c.json({ saved: true })
  })
  app.get('/next', (c) => {
    const count = Math.min(MOST_QUESTIONS, numberIn(c.req.query('count') ?? '10', 'count'))
    return c.json(desk.questions.next(c.get('person'), count))
  })
  app.route('/examples', examplesApi(desk))
  app.get('/explain/:row', async (c) => {
    const row = numberIn(c.req.param('row'), 'row')
    if (!desk.explain) throw new Refusal(404, { what: 'there is no model that could be asked' })
    // A row that is not there is refused by the view.
    await view.cells(row)
    return c.json(await desk.explain(row))
  })
  app.get('/progress', (c) => c.json(tasks.states))
  return app
}

function numberIn(text: string, what: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Refusal(400, { what, expected: 'a whole number', got: text.slice(0, 40) })
}

/** The event of the person who sends it, on the catalogue that is shown. */
async function checkedEvent(c: Context<Environment>, desk: LabelDesk): Promise<LabelEvent> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw new Refusal(415, { what: 'the content type', expected: 'application/json' })
  }
  const { data, error } = labelEvent.safeParse(await c.req.json().catch(() => undefined))
  if (!data) {
    const [issue] = error.issues
    throw new Refusal(400, {
      what: 'this is no event of a label',
      where: issue.path.join('.') || undefined,
      expected: issue.message,
      remedy: 'load the page again: it may be of another version of starsift',
    })
  }
  const person = c.get('person')
  if (data.person !== person) {
    const remedy = 'load the page again'
    throw new Refusal(403, { what: 'the label of another person', got: data.person, remedy })
  }
  const { catalogue } = await desk.view.describe()
  if (data.catalogue === catalogue.sha256) return data
  throw new Refusal(409, {
    what: 'a label of another catalogue',
    expected: catalogue.sha256,
    got: data.catalogue,
    remedy: 'load the page again: the server has another catalogue now',
  })
}
