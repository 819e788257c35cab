/**
 * What to ask a person next. A plan is made once for a catalogue, and asked again and again with
 * what the person has answered by then; the same answers give the same questions.
 *
 * - `catalog`: the rows as they come. `random`: by chance. `active`: in rounds of
 *   {@link PlanInput.roundSize}; a round is chosen with all that was answered before it, and the
 *   next one begins when all of it is answered.
 * - A share of the rows is set apart as a test set. The active order never chooses them: they are
 *   mixed in, one in 1 / share questions, in random order, so that they are a fair sample of the
 *   catalogue. In the other orders they come where they stand.
 * - A share of what this person answered comes a second time, after {@link SECOND_AFTER} other
 *   answers at the earliest, unless nothing else is left.
 * - Rows without a stamp come last.
 */
import type { Opinions } from './opinions.js'
import type { Answer, Order, Question } from './question.js'
import { type Rounds, roundsOf } from './rounds.js'
import { byChance, chances } from './shares.js'

/** So many other answers lie at least between the first and the second answer to a source. */
export const SECOND_AFTER = 50
/** Questions of a second pass come one in so many, at the most. */
const SECOND_EVERY = 10

export interface PlanInput {
  /** One for each row of the catalogue. */
  readonly ids: readonly string[]
  readonly order: Order
  /** The active order needs them; without them it is a random one, and the plan says so. */
  readonly opinions?: Opinions
  /** Whether a row has pixels to look at; default: all have. */
  hasStamp?(row: number): boolean
  /** Share of the rows that is set apart as a test set, 0 to 0.9; default 0. */
  readonly testShare?: number
  /** Share of the answered rows that is asked a second time, 0 to 1; default 0. */
  readonly secondShare?: number
  /** Questions in a round of the active order; default 20. */
  readonly roundSize?: number
  /** Default 1. All persons of a team have the same one, so that they meet the same sources. */
  readonly seed?: number
}

export interface Plan {
  /** The order in use. */
  readonly order: Order
  /** In plain words, for the log and the page. */
  readonly said: string
  /** Whether a row is of the test set. */
  isTest(row: number): boolean
  /**
   * The next questions for a person. A row that is answered comes again only in the second pass.
   *
   * @param answers of this person, in the order in which they were given
   */
  next(answers: readonly Answer[], count: number): Question[]
}

/**
 * @example
 * const plan = planQuestions({ ids: rows.ids, order: 'active', opinions, testShare: 0.1 })
 * plan.next([], 10)[0].why // 'the orientations disagree'
 */
export function planQuestions(input: PlanInput): Plan {
  const { ids, opinions, testShare = 0, secondShare = 0, roundSize = 20, seed = 1 } = input
  const order = input.order === 'active' && !opinions ? 'random' : input.order
  const below = (share: number, purpose: string) =>
    Uint8Array.from(chances(ids, seed, purpose), (chance) => Number(chance < share))
  const isTest = below(testShare, 'test')
  const chance = chances(ids, seed, 'order')
  const [stamped, blank] = parted([...ids.keys()], (row) => input.hasStamp?.(row) ?? true)
  const arranged = (rows: number[]) => (order === 'catalog' ? rows : byChance(rows, chance))
  const [tests, others] = parted(stamped, (row) => order === 'active' && isTest[row] === 1)
  const fixed = {
    ...{ order, isTest, testShare, isSecond: below(secondShare, 'second') },
    ...{ tests: byChance(tests, chance), others: arranged(others), last: arranged(blank) },
    rounds:
      order === 'active' && opinions
        ? roundsOf(opinions, others, { nRows: ids.length, size: roundSize, seed })
        : undefined,
  }
  return {
    order,
    said: saidOf(input, order, { testShare, roundSize }),
    isTest: (row) => isTest[row] === 1,
    next: (answers, count) => nextQuestions(fixed, answers, count),
  }
}

function parted(rows: readonly number[], isFirst: (row: number) => boolean): [number[], number[]] {
  const first = rows.filter(isFirst)
  return [first, first.length === rows.length ? [] : rows.filter((row) => !isFirst(row))]
}

/** What does not depend on the answers. */
interface Fixed {
  readonly order: Order
  /** 1 for rows of the test set. */
  readonly isTest: Uint8Array
  readonly testShare: number
  /** 1 for rows of the second pass, once they are answered. */
  readonly isSecond: Uint8Array
  /** Rows that are mixed in; empty where the test set comes in its place. */
  readonly tests: readonly number[]
  readonly others: readonly number[]
  /** Rows without a stamp. */
  readonly last: readonly number[]
  readonly rounds: Rounds | undefined
}

function nextQuestions(fixed: Fixed, answers: readonly Answer[], count: number): Question[] {
  const { order, testShare } = fixed
  const answered = new Set(answers.map(({ row }) => row))
  const isOpen = (row: number) => !answered.has(row)
  const plain = plainQuestions(fixed, answers, isOpen)
  const tests = fixed.tests.filter(isOpen)
  const seconds = secondRows(fixed, answers)
  const questions: Question[] = []
  let nFirst = answers.filter((one) => !one.isSecond).length
  let nTests = answers.filter((one) => !one.isSecond && fixed.isTest[one.row] === 1).length
  const nextOne = (): Question | undefined => {
    const turn = (answers.length + questions.length) % SECOND_EVERY
    if (turn === SECOND_EVERY - 1 && seconds.due.length > 0) {
      return { row: seconds.due.shift()!, order, why: '', isSecond: true }
    }
    if (tests.length === 0 || nTests >= testShare * (nFirst + 1)) {
      const next = plain.next()
      if (!next.done) return next.value
    }
    if (tests.length > 0) return testQuestion(tests.shift()!, order)
    const again = seconds.due.shift() ?? seconds.early.shift()
    return again === undefined ? undefined : { row: again, order, why: '', isSecond: true }
  }
  for (let one = nextOne(); one && questions.length < count; one = nextOne()) {
    questions.push(one)
    if (one.isSecond) continue
    nFirst += 1
    if (one.isTest) nTests += 1
  }
  const blank = fixed.last.filter(isOpen)
  const why = 'it has no pixels to look at'
  return [...questions, ...blank.map((row) => ({ row, order, why }))].slice(0, count)
}

function testQuestion(row: number, order: Order): Question {
  return { row, order, why: 'it is of the random sample that tests the model', isTest: true }
}

/** Open rows in the order of the plan, without the test rows that are mixed in. */
function* plainQuestions(
  { others, rounds, order, isTest }: Fixed,
  answers: readonly Answer[],
  isOpen: (row: number) => boolean,
): Generator<Question, undefined> {
  if (rounds) {
    for (const question of rounds.from(answers)) if (isOpen(question.row)) yield question
    return
  }
  for (const row of others) {
    if (isOpen(row)) yield { row, order, why: '', ...(isTest[row] === 1 && { isTest: true }) }
  }
}

interface Seconds {
  /** Enough other answers lie between. */
  readonly due: number[]
  readonly early: number[]
}

/** Rows of the second pass that were answered once. */
function secondRows({ isSecond }: Fixed, answers: readonly Answer[]): Seconds {
  const twice = new Set(answers.filter((one) => one.isSecond).map(({ row }) => row))
  const first = new Map<number, number>()
  for (const [i, { row }] of answers.entries()) {
    if (isSecond[row] === 1 && !twice.has(row)) first.set(row, i)
  }
  const [due, early] = parted([...first.keys()], (row) => {
    return answers.length - first.get(row)! > SECOND_AFTER
  })
  return { due, early }
}

function saidOf(
  { order: wanted }: PlanInput,
  order: Order,
  { testShare, roundSize }: { testShare: number; roundSize: number },
): string {
  const apart = testShare > 0 ? `; ${Math.round(100 * testShare)} % are a random test set` : ''
  if (order === 'active') {
    const chosen = 'of what the model is least sure of, and no two alike'
    return `order active: rounds of ${roundSize} ${chosen}${apart}`
  }
  return `order ${order}${order === wanted ? '' : ': active needs a model'}${apart}`
}
