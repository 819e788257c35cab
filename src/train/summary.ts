/** summary.txt: what a run came to, for people. */
import { CLASSES } from '../catalog/index.js'
import type { Prepared } from './prepare.js'
import { type RunResult, type SetResult, temperatureNotes } from './result.js'

export interface RunSummary {
  readonly prepared: Prepared
  readonly result: RunResult
  /** Results of the members. */
  readonly members: readonly RunResult[]
  readonly seconds: number
  readonly model: string
}

export function summaryText({ prepared, result, members, seconds, model }: RunSummary): string {
  const { settings, shape, notes } = prepared
  const { architecture, seed } = settings
  const { nMembers, temperature } = result
  const networks = nMembers === 1 ? '1 network' : `${nMembers} networks`
  const lines = [
    `${networks}: ${architecture.name}, ${shape.nBands} bands, ${shape.sizePx} px; seed ${seed}; ` +
      `${duration(seconds)} of training`,
    ...notes,
    ...setLines('validation', result.validation),
    ...setLines('test', result.test),
    ...(nMembers > 1 ? spreadLines(members) : []),
    temperature === null
      ? 'no temperature was fitted: there is no validation set'
      : `temperature ${temperature}, fitted to the validation set`,
    ...temperatureNotes(result),
    result.test === null &&
      'the validation set chose the epoch and the temperature, so its scores are a little ' +
        'too good; hold out a test set for fair scores',
    `model: ${model}`,
  ]
  return `${lines.filter((line) => line !== false).join('\n')}\n`
}

function setLines(name: string, set: SetResult | null): string[] {
  if (set === null) return []
  const recalls = CLASSES.map(({ code }, k) => `${code} ${percent(set.recalls[k])}`).join(', ')
  const tied = set.nTied > 0 ? `; ${set.nTied} with tied votes` : ''
  return [
    `${name} (${set.n}): ${percent(set.accuracy)} in four classes, ` +
      `${percent(set.accuracyTwo)} in two; recalls ${recalls}${tied}`,
  ]
}

/** Mean and standard deviation over the members, each member alone. */
function spreadLines(members: readonly RunResult[]): string[] {
  return (['validation', 'test'] as const).flatMap((name) => {
    const values = members.flatMap((member) => member[name]?.accuracy ?? [])
    if (values.length === 0) return []
    const { mean, deviation } = meanAndDeviation(values)
    return [`  each network alone, ${name}: ${percent(mean)} +- ${percent(deviation)}`]
  })
}

/** Mean and standard deviation of a sample (with n - 1; NaN for a single value). */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(square / (n - 1)) }
}

function percent(share: number | null): string {
  return share === null || Number.isNaN(share) ? 'none' : `${(100 * share).toFixed(1)} %`
}

/** @example duration(3725) // '1 h 2 min' */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
