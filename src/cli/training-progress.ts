/** One line on stderr while networks train: how far, how well, how fast, how long it will take; on a terminal. */
import type { TrainingEvent } from '../train/index.js'
import { duration } from '../train/index.js'

const REDRAW_MS = 200
/** Weight of a new step in the mean that is shown. */
const NEWEST = 0.05

/**
 * @param prefix what is trained, where there are several things
 * @returns a function for `onProgress` of a run
 */
export function trainingLine(
  prefix = '',
): (event: TrainingEvent, member: number, nMembers: number) => void {
  const began = performance.now()
  let drawn = Number.NEGATIVE_INFINITY
  let nSessionSteps = 0
  let loss: number | undefined
  let accuracy = 0
  let validation = ''
  let nEpochs = 0
  return (event, member, nMembers) => {
    if (!process.stderr.isTTY) return
    if (event.kind === 'start') {
      loss = undefined
      validation = ''
      nEpochs = 0
    } else if (event.kind === 'epoch') {
      nEpochs = event.epoch
      if (event.score) validation = `validation ${(100 * event.score.accuracy).toFixed(1)} %`
    } else {
      nSessionSteps += 1
      const isFirst = loss === undefined
      loss = isFirst ? event.loss : loss! + NEWEST * (event.loss - loss!)
      accuracy = isFirst ? event.accuracy : accuracy + NEWEST * (event.accuracy - accuracy)
      const now = performance.now()
      const isLast = event.step === event.nSteps && member === nMembers
      if (now - drawn < REDRAW_MS && !isLast) return
      drawn = now
      const rate = nSessionSteps / ((now - began) / 1000)
      const nLeft = event.nSteps - event.step + (nMembers - member) * event.nSteps
      const parts = [
        prefix,
        nMembers > 1 && `network ${member}/${nMembers}`,
        `epoch ${nEpochs + 1}`,
        `step ${event.step}/${event.nSteps}`,
        `loss ${loss.toFixed(3)}`,
        `accuracy ${(100 * accuracy).toFixed(1)} %`,
        validation,
        rate >= 1 ? `${rate.toFixed(1)} steps/s` : `${(1 / rate).toFixed(1)} s a step`,
        `${duration(nLeft / rate)} left`,
      ]
      const line = parts.filter(Boolean).join(', ')
      process.stderr.write(
        `\r\x1b[K${isLast ? '' : line.slice(0, (process.stderr.columns ?? 100) - 1)}`,
      )
    }
  }
}

/** Takes the line away, whether the last step was drawn or the run ended early. */
export function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}
