/**
 * Pieces in a queue that workers on any number of machines take from: BullMQ on Redis. The queue
 * knows where a job lies and which pieces it has; what was done is in the folder of the job, as
 * always. A piece that fails is tried again, later each time; after the last try it is set aside
 * with its error. A piece whose worker is gone is given to another. The password of Redis comes
 * with the address, and is never printed, nor written into the job.
 */

import { resolve } from 'node:path'
import type { Queue, Job as QueuedJob, Worker } from 'bullmq'
import { InputError } from '../errors.js'
import { resumeJob } from './cancel.js'
import { type Job, openJob, pieceName } from './job.js'
import { piecesToDo } from './job-status.js'

/** All jobs share one queue, so a worker serves whatever comes. */
const NAME = 'starsift'

/** A piece that fails is tried so often, first after a few seconds, each time twice as late. */
const TRIES = 4
const FIRST_WAIT_MS = 5000

interface Asked {
  readonly folder: string
  readonly piece: number
}

export interface QueueWorkerOptions {
  /** e.g. `redis://host:6379/`; the address may hold a password. */
  readonly url: string
  /** Does a piece of a job; throws what went wrong. */
  work(job: Job, piece: number): Promise<void>
  /** Ends when the queue is empty; default: waits for more. */
  readonly untilEmpty?: boolean
  /** A worker that gave no sign for this time is gone, s; default 60. */
  readonly goneSeconds?: number
  onPiece?(folder: string, piece: number, error?: Error): void
  /** Ends the worker after the piece that it is at. */
  readonly stop?: AbortSignal
}

/**
 * Puts the pieces of a job that are not done into the queue. A piece that waits there already is
 * not put twice.
 *
 * @returns the number of pieces
 * @throws InputError if Redis cannot be reached, or nothing is left to do
 */
export async function queueJob(job: Job, url: string): Promise<number> {
  const pieces = await piecesToDo(job)
  if (pieces.length === 0) {
    throw new InputError({
      what: 'no piece is left to do',
      where: job.folder,
      remedy: 'merge the job, or wait for the pieces that run: `starsift status`',
    })
  }
  const queue = await openQueue(url)
  try {
    await resumeJob(job)
    const folder = resolve(job.folder)
    const ids = pieces.map((piece) => pieceName(job, piece))
    await removeEnded(queue, ids)
    await queue.addBulk(
      pieces.map((piece, i) => ({
        name: 'piece',
        data: { folder, piece } satisfies Asked,
        opts: {
          jobId: ids[i],
          attempts: TRIES,
          backoff: { type: 'exponential', delay: FIRST_WAIT_MS },
          removeOnComplete: true,
        },
      })),
    )
    return pieces.length
  } finally {
    await queue.close()
  }
}

/** Pieces that were set aside are put anew. */
async function removeEnded(queue: Queue, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const found = await queue.getJob(id)
    if (found && (await found.isFailed())) await found.remove()
  }
}

/**
 * Takes pieces from the queue until it is told to stop, or the queue is empty.
 *
 * @throws InputError if Redis cannot be reached at the start; later it waits for it to come back
 */
export async function workFromQueue(options: QueueWorkerOptions): Promise<void> {
  const { url, untilEmpty = false, goneSeconds = 60, stop } = options
  const { Worker } = await bullmq()
  const queue = await openQueue(url)
  const worker: Worker = new Worker(NAME, (asked: QueuedJob<Asked>) => done(asked, options), {
    connection: connectionOf(url),
    ...{ concurrency: 1, lockDuration: 1000 * goneSeconds, maxStalledCount: TRIES },
    stalledInterval: 500 * goneSeconds,
  })
  // Without a listener a lost connection would end the process; BullMQ connects again by itself.
  worker.on('error', () => {})
  queue.on('error', () => {})
  try {
    await stopped(queue, untilEmpty, stop)
  } finally {
    await worker.close()
    await queue.close()
  }
}

async function done(
  { data: { folder, piece } }: QueuedJob<Asked>,
  { work, onPiece }: QueueWorkerOptions,
): Promise<void> {
  try {
    await work(await openJob(folder), piece)
    onPiece?.(folder, piece)
  } catch (error) {
    onPiece?.(folder, piece, error as Error)
    throw error
  }
}

const LOOK_MS = 500

async function stopped(queue: Queue, untilEmpty: boolean, stop?: AbortSignal): Promise<void> {
  const unfinished = ['waiting', 'active', 'delayed', 'prioritized'] as const
  while (!stop?.aborted) {
    await new Promise((resume) => setTimeout(resume, LOOK_MS))
    if (!untilEmpty) continue
    const counts = await queue.getJobCounts(...unfinished).catch(() => undefined)
    if (counts && unfinished.every((kind) => (counts[kind] ?? 0) === 0)) return
  }
}

/** A piece that the queue gave up. */
export interface SetAside {
  readonly piece: number
  readonly error: string
}

/**
 * Pieces of a job that were set aside after their last try, or because each of their workers was
 * gone, which leaves no error in the job.
 *
 * @throws InputError if Redis cannot be reached
 */
export async function setAside(job: Job, url: string): Promise<readonly SetAside[]> {
  const queue = await openQueue(url)
  try {
    const ofJob = new Set(Array.from({ length: job.nPieces }, (_, piece) => pieceName(job, piece)))
    const failed: QueuedJob<Asked>[] = await queue.getFailed()
    return failed
      .filter(({ id }) => ofJob.has(id ?? ''))
      .map(({ data, failedReason }) => ({ piece: data.piece, error: failedReason }))
      .sort((a, b) => a.piece - b.piece)
  } finally {
    await queue.close()
  }
}

async function bullmq(): Promise<typeof import('bullmq')> {
  return import('bullmq').catch(() => {
    throw new InputError({
      what: 'queues need two packages that are not installed',
      expected: 'bullmq and ioredis',
      remedy: 'npm install bullmq ioredis, beside starsift',
    })
  })
}

function connectionOf(url: string) {
  // Workers wait for Redis to come back however long it takes.
  return { url, maxRetriesPerRequest: null }
}

const REACHED_WITHIN_MS = 10_000

async function openQueue(url: string): Promise<Queue> {
  const { Queue } = await bullmq()
  await checkRedis(url)
  return new Queue(NAME, { connection: connectionOf(url) })
}

/** @throws InputError if Redis does not answer, or refuses the password */
async function checkRedis(url: string): Promise<void> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    ...{ lazyConnect: true, maxRetriesPerRequest: 0, connectTimeout: REACHED_WITHIN_MS },
    retryStrategy: () => null,
  })
  let said: Error | undefined
  redis.on('error', (error: Error) => {
    said ??= error
  })
  try {
    await redis.connect()
    await redis.ping()
  } catch (error) {
    throw new InputError({
      what: 'Redis cannot be reached',
      where: withoutPassword(url),
      got: withoutPassword((said ?? (error as Error)).message, url),
      remedy: 'check the address, the password, and that redis-server runs',
    })
  } finally {
    redis.disconnect()
  }
}

/** @example withoutPassword('redis://:secret@host/') // 'redis://host/' */
export function withoutPassword(text: string, url = text): string {
  const secret = /^\w+:\/\/([^/@]*@)/.exec(url)?.[1]
  return secret ? text.replaceAll(secret, '') : text
}
