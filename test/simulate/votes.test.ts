/**
 * Simulated people: they agree as people do, and where their matrix comes from is done anew from
 * the catalogues.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { peopleVotes, truthOf } from '../../src/evaluate/index.js'
import { Notes } from '../../src/notes.js'
import { populationOf } from '../../src/populations/index.js'
import { type ClassValue, drawClass } from '../../src/populations/population.js'
import { PERSON, votesOfPerson } from '../../src/populations/simulated-votes.js'
import { Random } from '../../src/random.js'
import { simulatedBands, simulateFields } from '../../src/simulate/index.js'
import { readTable, type Table } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import { simulateJob, tableAt } from './field-job.js'

const CLASSES = [1, 2, 3, 4] as const
const AGREE = { four: 0.704, two: 0.846 }

/** Shares of the pairs s, t of two people. */
function pairShares(shares: readonly number[]): number[][] {
  return CLASSES.map((_, s) =>
    CLASSES.map((_, t) =>
      CLASSES.reduce((sum, c) => sum + shares[c - 1] * PERSON[c][s] * PERSON[c][t], 0),
    ),
  )
}

const isSameKind = (s: number, t: number) => s < 2 === t < 2

function agreement(pairs: readonly (readonly number[])[]): { four: number; two: number } {
  const total = pairs.flat().reduce((sum, n) => sum + n, 0)
  const sumWhere = (is: (s: number, t: number) => boolean) =>
    pairs.reduce((sum, row, s) => sum + row.reduce((part, n, t) => part + (is(s, t) ? n : 0), 0), 0)
  return { four: sumWhere((s, t) => s === t) / total, two: sumWhere(isSameKind) / total }
}

test('a person says one of the four classes, most often the right one', () => {
  for (const value of CLASSES) {
    expect(PERSON[value].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(PERSON[value].indexOf(Math.max(...PERSON[value]))).toBe(value - 1)
  }
})

describe('drawn votes', () => {
  const n = 20_000
  const random = new Random(11)
  const classes = Array.from({ length: n }, () => drawClass(populationOf('ngc628c'), random))
  const people = [1, 2, 3].map((person) => votesOfPerson(classes, 5, person))

  test.each([
    [0, 1],
    [0, 2],
    [1, 2],
  ])('people %i and %i agree as two of LEGUS do', (a, b) => {
    const pairs = CLASSES.map(() => [0, 0, 0, 0])
    for (let i = 0; i < n; i++) pairs[people[a][i] - 1][people[b][i] - 1]++
    const { four, two } = agreement(pairs)
    // Three standard errors of n objects, and 0.001 for shares that are not those the matrix was
    // made for.
    expect(Math.abs(four - AGREE.four)).toBeLessThan(3 * Math.sqrt((0.704 * 0.296) / n) + 0.001)
    expect(Math.abs(two - AGREE.two)).toBeLessThan(3 * Math.sqrt((0.846 * 0.154) / n) + 0.001)
  })

  test('each says of each class what the matrix says', () => {
    for (const value of CLASSES) {
      const own = people.flatMap((votes) => [...votes].filter((_, i) => classes[i] === value))
      const shares = CLASSES.map((said) => own.filter((vote) => vote === said).length / own.length)
      for (const [k, share] of shares.entries()) {
        // Three standard errors of a share near 0.2 among the 12,000 votes on the rarest class.
        expect(Math.abs(share - PERSON[value][k])).toBeLessThan(0.011)
      }
    }
  })

  test('the same seed, the same votes; another seed or person, others', () => {
    expect(votesOfPerson(classes, 5, 1)).toEqual(people[0])
    expect(votesOfPerson(classes, 6, 1)).not.toEqual(people[0])
    expect(people[1]).not.toEqual(people[0])
  })
})

test('how far the agreement depends on the shares of the classes', () => {
  const found = (['ngc1566', 'ngc628c', 'mean'] as const).map((name) => {
    const { four, two } = agreement(pairShares(populationOf(name).classShares))
    return [four, two].map((share) => Number((100 * share).toFixed(1)))
  })
  // docs/studies/simulator.md prints these.
  expect(found).toEqual([
    [70.2, 84.5],
    [70.5, 84.5],
    [71, 85],
  ])
})

describe.skipIf(!hasShared('legus'))('from the catalogues', () => {
  test('the matrix is the root of what two people say of the same object', async () => {
    const pairs = CLASSES.map(() => [0, 0, 0, 0])
    let n = 0
    for (const field of ['ngc628-c', 'ngc1313-e', 'ngc3344']) {
      const file = readdirSync(sharedPath('legus')).find((name) => name.includes(`_${field}_`))!
      const path = sharedPath('legus', file)
      const truth = truthOf(await readTable(memorySource(readFileSync(path), path)))
      for (const vote of peopleVotes(truth, undefined, new Notes())!.votes) {
        if (vote === undefined) continue
        n++
        addPairs(vote.counts, pairs)
      }
    }
    expect(n).toBe(2733)
    const margins = pairs.map((row) => row.reduce((sum, value) => sum + value, 0) / n)
    const scaled = pairs.map((row) => row.map((value) => value / n))
    const { four, two } = agreement(scaled)
    const [within, across] = [(AGREE.two - AGREE.four) / (two - four), (1 - AGREE.two) / (1 - two)]
    expect([within, across].map((factor) => factor.toFixed(3))).toEqual(['1.037', '0.748'])
    for (const s of [0, 1, 2, 3]) {
      for (const t of [0, 1, 2, 3]) scaled[s][t] *= isSameKind(s, t) ? within : across
      scaled[s][s] += margins[s] - scaled[s].reduce((sum, value) => sum + value, 0)
    }
    expect(agreement(scaled).four).toBeCloseTo(AGREE.four, 12)
    expect(agreement(scaled).two).toBeCloseTo(AGREE.two, 12)
    const ofMatrix = pairShares(margins)
    for (const s of CLASSES) {
      expect(PERSON[s].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
      for (const t of CLASSES) {
        expect(ofMatrix[s - 1][t - 1]).toBeCloseTo(scaled[s - 1][t - 1], 4)
        const [there, back] = [margins[s - 1] * PERSON[s][t - 1], margins[t - 1] * PERSON[t][s - 1]]
        expect(there).toBeCloseTo(back, 4)
      }
    }
  })
})

/** Mean over an object's ordered pairs of different people. */
function addPairs(counts: readonly number[], pairs: number[][]): void {
  const n = counts.reduce((sum, count) => sum + count, 0)
  for (const [s, one] of counts.entries()) {
    for (const [t, other] of counts.entries()) {
      pairs[s][t] += (one * (other - (s === t ? 1 : 0))) / (n * (n - 1))
    }
  }
}

describe('in the catalogues', () => {
  const folder = temporaryFolder()
  const simulated = (name: string, people?: number) =>
    simulateFields(simulateJob(folder, name, { bands: simulatedBands(['F555W']), people }))
  const votesIn = (table: Table) => table.names.filter((name) => name.startsWith('vote_'))

  test('nobody: not a byte is different; three: columns, and all else as it was', async () => {
    const [none] = await simulated('none')
    const [zero] = await simulated('zero', 0)
    const [three] = await simulated('three', 3)
    for (const file of readdirSync(none.folder)) {
      const bytes = readFileSync(join(none.folder, file))
      expect(bytes.equals(readFileSync(join(zero.folder, file)))).toBe(true)
      if (!file.endsWith('.fits')) continue
      expect(bytes.equals(readFileSync(join(three.folder, file)))).toBe(true)
    }
    for (const kind of ['candidates', 'truth'] as const) {
      const [before, after] = [await tableAt(none[kind]), await tableAt(three[kind])]
      expect(votesIn(before)).toEqual([])
      expect(votesIn(after)).toEqual(['vote_1', 'vote_2', 'vote_3'])
      for (const { name, values } of before.columns)
        expect(after.column(name).values).toEqual(values)
    }
  })

  test('a source has the same votes in both tables', async () => {
    const [field] = await simulated('both', 1)
    const [listed, all] = [await tableAt(field.candidates), await tableAt(field.truth)]
    const votes = new Map(
      [...all.column('true_x').values].map((x, row) => [x, all.column('vote_1').values[row]]),
    )
    const own = [...listed.column('true_x').values].map((x) => votes.get(x))
    expect(own).toEqual([...listed.column('vote_1').values])
    expect(own.every((vote) => CLASSES.includes(vote as ClassValue))).toBe(true)
  })
})
