/** Errors as the page gets them: JSON with the same words that the command line prints. */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { InputError, type Problem } from '../errors.js'
import { systemError } from '../files/index.js'

/** A request that is not answered, with its status. */
export class Refusal extends InputError {
  constructor(
    readonly status: ContentfulStatusCode,
    problem: Problem,
  ) {
    super(problem)
  }
}

/** What stands in the body of an answer that is an error. */
export interface ErrorJson {
  readonly error: Problem
}

/**
 * The answer to a request that failed. What is wrong with the input or the disk is named; the rest
 * is a bug, and is told to the terminal too.
 */
export function failed(c: Context, error: unknown, onBug: (error: unknown) => void): Response {
  const said = error instanceof Error ? systemError(error) : error
  if (said instanceof Refusal) return refused(c, said.status, said.problem)
  if (said instanceof InputError) return refused(c, statusOf(said), said.problem)
  onBug(error)
  const what = 'this is a bug in starsift; please report it'
  return refused(c, 500, { what, got: String((error as Error)?.message ?? error) })
}

/** What the disk refuses now it may take later, and so the page sends it again. */
function statusOf({ cause }: InputError): ContentfulStatusCode {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  if (code === undefined) return 422
  return code === 'ENOSPC' || code === 'EDQUOT' ? 507 : 503
}

export function refused(c: Context, status: ContentfulStatusCode, error: Problem): Response {
  return c.json({ error } satisfies ErrorJson, status)
}
