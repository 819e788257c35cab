/** A server that knows nothing of the page: it sends files, as the plainest of them do. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

export interface PlainServer {
  readonly address: string
  /** Paths that were asked for. */
  readonly asked: string[]
  close(): Promise<void>
}

/** @param below the folder of the page in its address: it need not be the first one */
export async function plainServer(folder: string, below = '/any/folder/'): Promise<PlainServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    asked.push(pathname)
    const name = pathname.startsWith(below) ? pathname.slice(below.length) || 'index.html' : ''
    try {
      const body = readFileSync(join(folder, name))
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(body)
    } catch {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>')
    }
  })
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise<void>((resume) => server.close(() => resume()))
  return { address: `http://localhost:${port}${below}`, asked, close }
}
