/** What every request must have before anything is answered, and what every answer says. */
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'
import { Refusal } from './refusals.js'
import type { Visitors } from './visitors.js'

/** Absent where a test calls the app without a server. */
export interface Environment {
  Bindings: Partial<HttpBindings>
  Variables: { person: string }
}

export interface Guard {
  readonly visitors: Visitors
  /** Cookies are shared by all ports of a host, so the name has the port. */
  readonly cookieName: string
  /** Whether a Host header names this server. */
  isOwnHost(host: string): boolean
}

/** Larger bodies are refused: a label has 1 kB. */
const MOST_BODY_BYTES = 2 ** 20

/**
 * Nothing is loaded from another host. The hub of SAMP, through which TOPCAT, Aladin and DS9 talk,
 * is on the same machine (SAMP 1.3, section 5.1).
 */
export const security = (): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'", 'http://localhost:21012', 'http://127.0.0.1:21012'],
      workerSrc: ["'self'", 'blob:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    crossOriginEmbedderPolicy: 'require-corp',
    // With `no-referrer` a browser sends the form of the entrance as from no origin: "null"
    // (Fetch, the Origin header).
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    // There is no https to remember.
    strictTransportSecurity: false,
  })

/** Answers are of this field and this moment: another field may be served from here tomorrow. */
export const unkept: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('Cache-Control', 'no-store')
}

/** Refuses other hosts, other origins and paths that lead upwards. */
export function checkRequest({ isOwnHost }: Guard): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const path = c.env?.incoming?.url ?? c.req.url
    if (/\.\.|%2e|%2f|%5c|%00|\\/i.test(path.replace(/\?.*$/, ''))) {
      throw new Refusal(400, { what: 'a path that this server does not have' })
    }
    const host = c.req.header('host') ?? new URL(c.req.url).host
    if (!isOwnHost(host)) {
      const remedy = 'open the address that the terminal shows'
      throw new Refusal(421, { what: 'another host', got: host, remedy })
    }
    const origin = c.req.header('origin')
    if (origin !== undefined && origin !== `http://${host}`) {
      throw new Refusal(403, { what: 'a request of another page', got: origin })
    }
    await next()
  }
}

/** Refuses what no visitor sends: without the cookie, or sent by a page of another site. */
export function checkVisitor({ visitors, cookieName }: Guard): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const person = visitors.personOf(getCookie(c, cookieName))
    if (person === undefined) throw noVisitor()
    const site = c.req.header('sec-fetch-site') ?? 'same-origin'
    const isAsked = site === 'same-origin' || (site === 'none' && c.req.method === 'GET')
    if (!isAsked) throw new Refusal(403, { what: 'a request of another page', got: site })
    c.set('person', person)
    await next()
  }
}

export function noVisitor(): Refusal {
  return new Refusal(401, {
    what: 'you are not known here',
    remedy: 'open the address that the terminal shows; it is new after each start',
  })
}

/** With a length that is told, and in pieces. */
export const limitBody = (): MiddlewareHandler =>
  bodyLimit({
    maxSize: MOST_BODY_BYTES,
    onError: (c) => {
      c.header('Connection', 'close')
      throw new Refusal(413, { what: 'the request is too large', expected: '1 MB at most' })
    },
  })

/** The cookie that lets a visitor in. Scripts cannot read it, and other sites cannot send it. */
export function admit(c: Context, { cookieName }: Guard, cookie: string): void {
  setCookie(c, cookieName, cookie, { httpOnly: true, sameSite: 'Strict', path: '/' })
}
