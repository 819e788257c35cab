/** Requests to the server that sent the page, and its refusals as errors that can be shown. */

/** What the server says is wrong. It has the same parts as an error of the command line. */
export interface ServerProblem {
  readonly what: string
  readonly where?: string
  readonly expected?: string
  readonly got?: string
  readonly remedy?: string
}

/** The server refused, or is not there. */
export class ServerError extends Error {
  override readonly name = 'ServerError'

  constructor(
    readonly problem: ServerProblem,
    /** Undefined where there was no answer. */
    readonly status?: number,
  ) {
    super(problemText(problem))
  }
}

/** @example problemText({ what: 'the disk is full', remedy: 'make room' }) */
export function problemText({ what, where, expected, got, remedy }: ServerProblem): string {
  const facts = [expected && `expected ${expected}`, got && `got ${got}`].filter(Boolean)
  const said = [where, what, facts.join(', ')].filter(Boolean).join(': ')
  return remedy ? `${said}; ${remedy}` : said
}

export async function askedJson<T>(path: string): Promise<T> {
  return (await answered(path)).json() as Promise<T>
}

/** Numbers of 32 bits, little-endian, as every browser has them. */
export async function askedBytes(path: string) {
  const response = await answered(path)
  return { headers: response.headers, values: new Float32Array(await response.arrayBuffer()) }
}

export async function sentJson(path: string, value: unknown): Promise<void> {
  const headers = { 'Content-Type': 'application/json' }
  await answered(path, { method: 'POST', headers, body: JSON.stringify(value) })
}

async function answered(path: string, request: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, request).catch((error: unknown) => {
    throw new ServerError({
      what: 'the server does not answer',
      got: error instanceof Error ? error.message : String(error),
      remedy: 'look whether `starsift label` still runs',
    })
  })
  if (response.ok) return response
  const body = (await response.json().catch(() => undefined)) as { error?: ServerProblem }
  throw new ServerError(
    body?.error ?? { what: `the server says ${response.status}` },
    response.status,
  )
}

/**
 * Whether the page came from `starsift label`, which writes so into it. The address has the token
 * only at first: it is taken off, so that it stays in no history.
 */
export function isServed(): boolean {
  if (new URLSearchParams(location.search).has('token')) {
    history.replaceState(null, '', location.pathname + location.hash)
  }
  return document.querySelector('meta[name="starsift-server"]') !== null
}
