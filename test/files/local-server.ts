/** An HTTP server on this machine that gives out one file, as well or as badly as a test wants. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'

export interface Served {
  /** Ends in a slash. */
  url: string
  /** The Range header of each request, in order; undefined where there was none. */
  ranges: (string | undefined)[]
}

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

export function serve(answer: Answer): Promise<Served> {
  const ranges: Served['ranges'] = []
  const server = createServer((request, response) => {
    ranges.push(request.headers.range)
    answer(request, response, ranges.length)
  })
  open.push(server)
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      done({ url: `http://127.0.0.1:${port}/`, ranges })
    })
  })
}

/** Ranges as RFC 9110 has them. */
export function withRanges(bytes: Uint8Array): Answer {
  return (request, response) => {
    const from = startOf(request)
    if (request.headers.range === undefined) {
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
    } else if (from >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    } else {
      const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`
      const headers = { 'content-range': range, 'content-length': bytes.length - from }
      response.writeHead(206, headers).end(bytes.subarray(from))
    }
  }
}

/** Ranges are ignored: always all of it. */
export function withoutRanges(bytes: Uint8Array): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
  }
}

/**
 * As `answer` would, but the connection is cut after so many bytes of the body, in the requests for
 * which `isCut` says so: as soon
 * as they have come. A client that is slow to read loses what it has not read when the connection
 * breaks.
 *
 * @param hasCome whether so many bytes of the file are with the client
 */
export function cutAfter(
  nBytes: number,
  hasCome: (nBytes: number) => boolean,
  answer: Answer,
  isCut: (nth: number) => boolean = () => true,
): Answer {
  return (request, response, nth) => {
    if (!isCut(nth)) return answer(request, response, nth)
    const from = startOf(request)
    response.end = ((body: Uint8Array) => {
      const piece = body.subarray(0, nBytes)
      response.write(piece)
      const watch = setInterval(() => {
        if (!hasCome(from + piece.length)) return
        clearInterval(watch)
        response.destroy()
      }, 5)
      response.on('close', () => clearInterval(watch))
      return response
    }) as typeof response.end
    answer(request, response, nth)
  }
}

function startOf(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
}
