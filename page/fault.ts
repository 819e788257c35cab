/** What went wrong, as a person reads it. */
export interface Fault {
  readonly text: string
  /** The other side answered, and will give the same answer again. */
  readonly isRefusal: boolean
}

/** Answers that may change: who one is, too slow, too often. */
const MAY_CHANGE = [401, 403, 408, 429]

/**
 * The fault in an error. Errors of the server carry the HTTP `status` of the answer.
 *
 * @example faultOf(new TypeError('Failed to fetch')).text
 */
export function faultOf(error: unknown): Fault {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 0
  const text = error instanceof Error ? error.message : String(error)
  const isRefusal = status >= 400 && status < 500 && !MAY_CHANGE.includes(status)
  return { text: error instanceof TypeError ? `no answer (${text})` : text, isRefusal }
}
