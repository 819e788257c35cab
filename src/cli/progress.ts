/**
 * Progress on stderr: how far the work is, how fast it goes, how long it will take. On a terminal
 * it is one line that is drawn again and again. Elsewhere (in a log) only training writes: one line
 * per epoch.
 */
import { constants } from 'node:os'
import { onUnpacking } from '../files/index.js'
import type { JobStatus } from '../jobs/index.js'
import type { TrainingEvent } from '../loop/index.js'
import { duration } from '../train/index.js'
import { visible } from '../visible.js'
import { typedCommand } from './options.js'

const REDRAW_MS = 200
/** Weight of the newest step in the running means that are shown. */
const NEWEST = 0.05

/**
 * @param noun what is counted, e.g. `candidates`
 * @returns a function for `onProgress`
 */
export function progressLine(noun: string): (nDone: number, nTotal: number) => void {
  const started = performance.now()
  let drawn = Number.NEGATIVE_INFINITY
  return (nDone, nTotal) => {
    const now = performance.now()
    const isLast = nDone >= nTotal
    if (!process.stderr.isTTY || (now - drawn < REDRAW_MS && !isLast)) return
    drawn = now
    const rate = nDone / ((now - started) / 1000)
    const left = Math.ceil((nTotal - nDone) / rate)
    const line = `${nDone}/${nTotal} ${noun}, ${rate.toFixed(0)}/s, ${left} s left`
    process.stderr.write(`\r\x1b[K${isLast ? '' : line}`)
  }
}

/**
 * The progress of a job. In a log there is a line a minute.
 *
 * @returns a function for `onStatus`
 */
function piecesLine(): (status: JobStatus) => void {
  let logged = performance.now()
  return ({ nDone, nPieces, piecesPerHour: rate, secondsLeft }) => {
    const now = performance.now()
    const { isTTY } = process.stderr
    if (!isTTY && now - logged < LOGGED_MS) return
    logged = now
    const speed = rate === null ? '' : `, ${rate.toPrecision(3)} an hour`
    const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`
    const line = `${nDone}/${nPieces} pieces${speed}${left}`
    if (!isTTY) process.stderr.write(`${line}\n`)
    else process.stderr.write(`\r\x1b[K${nDone >= nPieces ? '' : line}`)
  }
}

/** A line in a log says how far a long download is, no more often than this. */
const LOGGED_MS = 60_000

/**
 * The progress of downloads, or of files that are unpacked, one after the other. Its rate counts
 * what comes now, and not what an earlier attempt left. In a log there is a line a minute.
 *
 * @returns a function for `onProgress`
 */
export function downloadLine(): (file: string, nDone: number, nTotal: number) => void {
  let of = ''
  let first = { at: 0, nDone: 0 }
  let drawn = 0
  return (file, nDone, nTotal) => {
    const now = performance.now()
    if (file !== of || nDone < first.nDone) {
      of = file
      first = { at: now, nDone }
      drawn = now
    }
    const isLast = nDone >= nTotal
    const { isTTY } = process.stderr
    if (isTTY ? now - drawn < REDRAW_MS && !isLast : now - drawn < LOGGED_MS) return
    drawn = now
    const perMs = (nDone - first.nDone) / (now - first.at)
    const left = perMs > 0 ? `, ${duration((nTotal - nDone) / perMs / 1000)} left` : ''
    const size = `${megabytes(nDone)} of ${megabytes(nTotal)} MB`
    const line = `${visible(file)}: ${size}, ${(perMs / 1000).toFixed(1)} MB/s${left}`
    if (!isTTY) process.stderr.write(`${line}\n`)
    else process.stderr.write(`\r\x1b[K${isLast ? '' : line}`)
  }
}

/**
 * Shows how far files are unpacked, wherever a verb opens one.
 *
 * @returns what ends it
 */
export function showUnpacking(): () => void {
  const line = downloadLine()
  let isShown = false
  const stop = onUnpacking(({ name, nRead, nBytes }) => {
    isShown = nRead < nBytes
    line(`unpacking ${name}`, nRead, nBytes)
  })
  return () => {
    stop()
    if (isShown) clearLine()
    isShown = false
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)
}

/**
 * The progress of networks in training, with their loss and accuracy.
 *
 * @param prefix what is trained, where there are several things
 * @returns a function for `onProgress` of a run
 */
export function trainingLine(
  prefix = '',
): (event: TrainingEvent, member: number, nMembers: number) => void {
  const began = performance.now()
  let drawn = Number.NEGATIVE_INFINITY
  let nSteps = 0
  let step = { step: 0, nSteps: 0 }
  let shown: Shown = START
  return (event, member, nMembers) => {
    shown = after(shown, event)
    if (event.kind === 'step') {
      nSteps += 1
      step = event
    }
    const now = performance.now()
    const stepsPerSecond = nSteps / ((now - began) / 1000)
    const at = { prefix, shown, ...step, stepsPerSecond, member, nMembers }
    if (!process.stderr.isTTY) {
      if (event.kind === 'epoch' && nSteps > 0)
        process.stderr.write(`${visible(text(at, shown.nEpochs))}\n`)
      return
    }
    if (event.kind !== 'step') return
    const isLast = step.step === step.nSteps && member === nMembers
    if (now - drawn < REDRAW_MS && !isLast) return
    drawn = now
    const width = (process.stderr.columns ?? 100) - 1
    const line = isLast ? '' : visible(text(at, shown.nEpochs + 1)).slice(0, width)
    process.stderr.write(`\r\x1b[K${line}`)
  }
}

export function printNote(note: string): void {
  process.stderr.write(`note: ${visible(note)}\n`)
}

/** Ctrl-C, and what `kill` and the queues of clusters send. */
const STOPPING = ['SIGINT', 'SIGTERM'] as const

/**
 * Until the run has ended: on Ctrl-C and SIGTERM, says that the run is kept and how to continue it.
 * At the end removes the line of progress.
 */
export async function sayingHowToGoOn<T>(out: string, run: Promise<T>): Promise<T> {
  const stop = (signal: NodeJS.Signals) => {
    clearLine()
    process.stderr.write(
      `starsift: stopped; to continue the run in ${visible(out)}, ` +
        'add --resume to the same command\n',
    )
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of STOPPING) process.on(signal, stop)
  try {
    return await run
  } finally {
    for (const signal of STOPPING) process.off(signal, stop)
    clearLine()
  }
}

/**
 * What work in several processes tells: how far it is, and where it is stopped also the command
 * that goes on.
 */
export function workersLines() {
  return {
    onStatus: piecesLine(),
    onStop(status?: JobStatus): void {
      clearLine()
      const done = status
        ? `${status.nDone} of ${status.nPieces} pieces are done`
        : 'nothing is done'
      process.stderr.write(`starsift: stopped; ${done}; to go on: ${visible(typedCommand())}\n`)
    },
  }
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}

interface Progress {
  readonly prefix: string
  readonly shown: Shown
  readonly step: number
  readonly nSteps: number
  readonly stepsPerSecond: number
  readonly member: number
  readonly nMembers: number
}

/** What is known about the network in training. */
interface Shown {
  readonly nEpochs: number
  /** Running means; undefined before the first step. */
  readonly means?: { readonly loss: number; readonly accuracy: number }
  /** Accuracy on the validation set, 0-1. */
  readonly validation?: number
}

const START: Shown = { nEpochs: 0 }

function text(at: Progress, epoch: number): string {
  const { prefix, shown, step, nSteps, stepsPerSecond: rate, member, nMembers } = at
  const nLeft = nSteps - step + (nMembers - member) * nSteps
  const parts = [
    prefix,
    nMembers > 1 && `network ${member}/${nMembers}`,
    `epoch ${epoch}`,
    `step ${step}/${nSteps}`,
    ...qualityOf(shown),
    rate >= 1 ? `${rate.toFixed(1)} steps/s` : `${(1 / rate).toFixed(1)} s per step`,
    `${duration(nLeft / rate)} left`,
  ]
  return parts.filter(Boolean).join(', ')
}

function qualityOf({ means, validation }: Shown): (string | undefined)[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  return [
    means && `loss ${means.loss.toFixed(3)}`,
    means && `accuracy ${percent(means.accuracy)}`,
    validation === undefined ? undefined : `validation ${percent(validation)}`,
  ]
}

function after(shown: Shown, event: TrainingEvent): Shown {
  if (event.kind === 'start') return START
  if (event.kind === 'epoch') {
    return { ...shown, nEpochs: event.epoch, validation: event.score?.accuracy ?? shown.validation }
  }
  const { means = event } = shown
  const moved = (mean: number, value: number) => mean + NEWEST * (value - mean)
  const loss = moved(means.loss, event.loss)
  return { ...shown, means: { loss, accuracy: moved(means.accuracy, event.accuracy) } }
}
