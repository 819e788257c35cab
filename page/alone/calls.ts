/** Function calls across the border of a worker: a number goes with each, and comes back. */
import { InputError, type Problem } from '../../src/errors.js'

/** What a worker can be asked. */
export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>

/** The same functions as the page sees them. */
export type Remote<M extends Methods> = {
  readonly [K in keyof M]: (...args: Parameters<M[K]>) => Promise<Awaited<ReturnType<M[K]>>>
}

/** An error as it crosses the border. */
export interface Failure {
  readonly message: string
  /** Present where the user's input is at fault. */
  readonly problem?: Problem
}

interface Call {
  readonly id: number
  readonly method: string
  readonly args: readonly unknown[]
}

type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: Failure }
  | { readonly said: unknown }

/** What both ends of a border have: a worker, its inside, a port. */
export interface Border {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** The failure that an error is. */
export function failureOf(error: unknown): Failure {
  if (error instanceof InputError) return { message: error.message, problem: error.problem }
  return { message: error instanceof Error ? error.message : String(error) }
}

/** The error that a failure was. */
export function errorOf({ message, problem }: Failure): Error {
  return problem ? new InputError(problem) : new Error(message)
}

/**
 * Answers the calls that come over a border.
 *
 * @returns what says something to the other side, unasked
 */
export function answerCalls(border: Border, methods: Methods): (said: unknown) => void {
  border.addEventListener('message', async ({ data }: MessageEvent<Call>) => {
    const { id, method, args } = data
    try {
      const asked = methods[method] as (...args: readonly unknown[]) => unknown
      border.postMessage({ id, result: await asked(...args) })
    } catch (error) {
      border.postMessage({ id, failure: failureOf(error) })
    }
  })
  return (said) => border.postMessage({ said })
}

/**
 * The functions behind a border.
 *
 * @param onSaid is told what the other side says unasked
 * @example await callsTo<Answering>(worker).survey(files)
 */
export function callsTo<M extends Methods>(
  border: Border,
  onSaid: (said: unknown) => void = () => {},
): Remote<M> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let nCalls = 0
  border.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    if ('said' in data) return onSaid(data.said)
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if ('failure' in data) call?.reject(errorOf(data.failure))
    else call?.resolve(data.result)
  })
  const call = (method: string, args: readonly unknown[]) => {
    const id = nCalls++
    const answer = withResolvers()
    waiting.set(id, answer)
    border.postMessage({ id, method, args } satisfies Call)
    return answer.promise
  }
  return new Proxy({} as Remote<M>, {
    get: (_, method) =>
      // A promise that resolves to this object asks it for `then`.
      method === 'then' ? undefined : (...args: unknown[]) => call(String(method), args),
  })
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: unknown): void
}

function withResolvers(): PromiseWithResolvers<unknown> {
  let resolve!: (value: unknown) => void
  let reject!: (error: unknown) => void
  const promise = new Promise((onResult, onError) => {
    resolve = onResult
    reject = onError
  })
  return { promise, resolve, reject }
}
