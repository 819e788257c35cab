/** The server of a page of labels, as a function from requests to answers. */
import { Hono } from 'hono'
import { labelApi } from './api.js'
import { entrance } from './entrance.js'
import {
  checkRequest,
  checkVisitor,
  type Environment,
  type Guard,
  limitBody,
  security,
  unkept,
} from './guard.js'
import type { LabelDesk } from './label-desk.js'
import type { PageFiles } from './page-files.js'
import { failed, refused } from './refusals.js'
import { sharedTable, VOTABLE_TYPE } from './shared-table.js'

export interface LabelAppParts {
  readonly desk: LabelDesk
  readonly guard: Guard
  readonly page: PageFiles
  /** Gets errors that nobody has foreseen. */
  onBug(error: unknown): void
}

/**
 * @example
 * const app = labelApp({ desk, guard, page, onBug: console.error })
 * await app.request('/api/field') // 401: no cookie
 */
export function labelApp({ desk, guard, page, onBug }: LabelAppParts): Hono<Environment> {
  const app = new Hono<Environment>()
  app.onError((error, c) => failed(c, error, onBug))
  app.notFound((c) => refused(c, 404, { what: 'no such page', got: c.req.path.slice(0, 80) }))
  app.use(security(), unkept, checkRequest(guard), limitBody())
  app.route(
    '/',
    entrance(guard, async () => withServer((await page.read('index.html'))?.bytes)),
  )
  const shared = sharedTable(desk.table)
  app.get(shared.path, (c) => {
    return c.body(new Uint8Array(shared.bytes()), 200, { 'Content-Type': VOTABLE_TYPE })
  })
  app.use(checkVisitor(guard))
  app.get('/api/table', (c) => c.json({ path: shared.path }))
  app.route('/api', labelApi(desk))
  app.get('/*', async (c) => {
    const file = await page.read(c.req.path.slice(1))
    if (!file) return c.notFound()
    return c.body(file.bytes, 200, { 'Content-Type': file.type })
  })
  return app
}

/** The page with a word that a server stands behind it: without it, it asks for nothing. */
function withServer(index?: Uint8Array): string {
  const html = new TextDecoder().decode(index)
  return html.replace('<title>', '<meta name="starsift-server" content="label" /><title>')
}
