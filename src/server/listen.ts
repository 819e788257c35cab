/** The app on a port. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { CommandError, InputError } from '../errors.js'
import type { Environment } from './guard.js'

/** What a slow client may take, ms. */
const TIMES = { headers: 10_000, request: 20_000, idle: 60_000, keptAlive: 10_000, check: 1000 }
const MOST_CONNECTIONS = 256
/** Answers under way may take so long when the server ends, ms. */
const ENDING_MS = 2000

export interface Listening {
  readonly port: number
  /** Takes no more requests, and waits for those under way. */
  close(): Promise<void>
}

export interface ListenOptions {
  readonly host: string
  /** Undefined: the usual one, and another where that is taken. */
  readonly port?: number
  /** Makes the app, once the port is known. */
  app(port: number): Hono<Environment>
}

/** The usual port: nothing well known has it. */
const USUAL_PORT = 8642

/** @throws CommandError if the port is taken or not allowed, or the address is of no card here */
export async function listen({ host, port, app }: ListenOptions): Promise<Listening> {
  let answer: ReturnType<typeof getRequestListener> | undefined
  const server = createServer(
    {
      headersTimeout: TIMES.headers,
      requestTimeout: TIMES.request,
      keepAliveTimeout: TIMES.keptAlive,
      connectionsCheckingInterval: TIMES.check,
    },
    (request, response) => void answer?.(request, response),
  )
  server.timeout = TIMES.idle
  server.maxConnections = MOST_CONNECTIONS
  const taken = await listening(server, host, port)
  answer = getRequestListener(app(taken).fetch, { overrideGlobalObjects: false })
  return { port: taken, close: () => closed(server) }
}

async function listening(server: Server, host: string, port?: number): Promise<number> {
  for (const wanted of port === undefined ? [USUAL_PORT, 0] : [port]) {
    server.listen(wanted, host)
    const error = await once(server, 'listening').then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error,
    )
    if (!error) return (server.address() as AddressInfo).port
    const isTaken = error.code === 'EADDRINUSE' && port === undefined && wanted !== 0
    if (!isTaken) throw notListening(error, host, wanted)
  }
  throw new Error('internal: no port')
}

function notListening(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const where = `${host}:${port}`
  if (error.code === 'EADDRINUSE') {
    const remedy = 'give another --port, or end the program that has it'
    return new CommandError({ what: 'the port is taken', where, remedy })
  }
  if (error.code === 'EACCES') {
    const remedy = 'give a --port from 1024 on'
    return new CommandError({ what: 'the port is not allowed', where, remedy })
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    const remedy = 'give --share an address of this machine, or none'
    return new CommandError({ what: 'no address of this machine', where, remedy })
  }
  return error instanceof Error && error.code
    ? new InputError({ what: 'cannot listen', where, got: error.message }, { cause: error })
    : error
}

async function closed(server: Server): Promise<void> {
  const ended = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), ENDING_MS)
  await ended
  clearTimeout(timer)
}
