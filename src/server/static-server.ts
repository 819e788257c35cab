/** Serves the page as it is, for files that are dropped into it: nothing else is asked for. */
import { Hono } from 'hono'
import type { Environment } from './guard.js'
import { listen } from './listen.js'
import { PageFiles } from './page-files.js'

export interface StaticServer {
  readonly address: string
  close(): Promise<void>
}

export interface ServePageOptions {
  /** Folder of the built page. */
  readonly page: string
  /** Default: the usual one, and another where that is taken. */
  readonly port?: number
}

/** Names of these files have a part of their SHA-256: what has the name has the content. */
const HASHED = /^(?:assets|shipped)\//

/**
 * The page is closed to other origins (COOP and COEP). Then browsers let threads share memory, and
 * WebAssembly runs on all cores.
 *
 * @throws InputError if the page is not built, or the port cannot be had
 * @example const { address } = await servePage({ page: 'dist/page' })
 */
export async function servePage({ page, port }: ServePageOptions): Promise<StaticServer> {
  const files = await PageFiles.open(page)
  const app = staticApp(files)
  const listening = await listen({ host: '127.0.0.1', port, app: () => app })
  // A name: some browsers trust it where they do not trust the number.
  return { address: `http://localhost:${listening.port}/`, close: listening.close }
}

export function staticApp(files: PageFiles): Hono<Environment> {
  const app = new Hono<Environment>()
  app.use(async (c, next) => {
    await next()
    c.header('Cross-Origin-Opener-Policy', 'same-origin')
    c.header('Cross-Origin-Embedder-Policy', 'require-corp')
    c.header('Cross-Origin-Resource-Policy', 'same-origin')
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'no-referrer')
  })
  app.get('/*', async (c) => {
    const path = c.req.path.slice(1) || 'index.html'
    const file = await files.read(path)
    if (!file) return c.text('no such file\n', 404)
    const kept = HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'
    return c.body(file.bytes, 200, { 'Content-Type': file.type, 'Cache-Control': kept })
  })
  return app
}
