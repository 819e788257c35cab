/** The rounds of the active order: rows that the model doubts, and that are not alike. */
import { Random, seedFor } from '../random.js'
import { diverseRows } from './diverse.js'
import { doubtsOf, type Opinions, spaceOf } from './opinions.js'
import type { Answer, Question } from './question.js'

/**
 * Only so many rows, the most doubtful ones, are compared with each other and with those that are
 * known: so a catalogue of 100,000 is planned about as fast as one of 5,000.
 */
const MOST_COMPARED = 4096
/** The distances are measured to so many known rows, the latest. */
const MOST_KNOWN = 1024
/** So many rounds are remembered: the one in work, and the next, of which the page fetches some. */
const REMEMBERED = 4
/** A row whose voices disagree by more is said to be asked for that. */
const DISAGREEING = 0.05
/** A model with more doubt than this is not sure. */
const UNSURE = 0.3

export interface Rounds {
  /** The questions of the round in work, then those of the next, and so on to the last row. */
  from(answers: readonly Answer[]): Iterable<Question>
}

interface RoundOptions {
  readonly nRows: number
  /** Questions in a round. */
  readonly size: number
  readonly seed: number
}

/** @param rows rows that may be asked, answered ones among them */
export function roundsOf(
  opinions: Opinions,
  rows: readonly number[],
  { nRows, size, seed }: RoundOptions,
): Rounds {
  const { entropy, disagreement } = doubtsOf(opinions, nRows)
  const weights = entropy.map((value, row) => value + disagreement[row] || 0)
  const byDoubt = [...rows].sort((a, b) => weights[b] - weights[a] || a - b)
  const space = spaceOf(opinions, nRows)
  const whyOf = (row: number) => reason(entropy[row], disagreement[row], opinions.areMembers)
  const remembered = new Map<string, readonly Question[]>()

  const chosen = (round: number, known: readonly number[]): Question[] => {
    const isKnown = new Set(known)
    const among: number[] = []
    for (const row of byDoubt) {
      if (among.length === MOST_COMPARED) break
      if (!isKnown.has(row)) among.push(row)
    }
    const choice = {
      ...{ among, weights: among.map((row) => weights[row]) },
      ...{ known: known.slice(-MOST_KNOWN), count: size },
    }
    const drawn = diverseRows(choice, space, new Random(seedFor(seed, 'round', round)))
    return drawn.map((row) => ({ row, order: 'active', round, why: whyOf(row) }))
  }
  const questionsOf = (round: number, answers: readonly Answer[]): readonly Question[] => {
    const before = answers.filter((one) => !(one.order === 'active' && one.round === round))
    const known = [...new Set(before.map(({ row }) => row))]
    const key = JSON.stringify([round, known])
    const questions = remembered.get(key) ?? chosen(round, known)
    remembered.delete(key)
    remembered.set(key, questions)
    if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!)
    return questions
  }
  return {
    *from(answers) {
      const ahead = [...answers]
      for (let round = lastRound(answers); ; round++) {
        const questions = questionsOf(round, ahead)
        if (questions.length === 0) return
        yield* questions
        ahead.push(...questions)
      }
    },
  }
}

function lastRound(answers: readonly Answer[]): number {
  return answers.reduce((last, one) => Math.max(last, one.round ?? 0), 0)
}

/** Never says which class the model sees. */
function reason(entropy: number, disagreement: number, areMembers: boolean): string {
  if (Number.isNaN(entropy)) return 'the model gave no answer'
  if (disagreement > DISAGREEING) {
    return areMembers ? 'the members of the model disagree' : 'the orientations disagree'
  }
  return entropy > UNSURE ? 'the model is not sure' : 'it is unlike what was asked before'
}
