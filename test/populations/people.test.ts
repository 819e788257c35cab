/** People who err where it is hard to tell. */
import { describe, expect, test } from 'vitest'
import {
  agreementOf,
  LEGUS_AGREEMENT,
  opinionsOf,
  type SeenObject,
} from '../../src/populations/people.js'
import type { ClassValue } from '../../src/populations/population.js'
import { Random } from '../../src/random.js'

function objects(n: number): SeenObject[] {
  const random = new Random(5)
  return Array.from({ length: n }, () => {
    const classValue = (1 + random.integer(4)) as ClassValue
    const other = (1 + random.integer(4)) as ClassValue
    const alike = other === classValue ? {} : { [other]: 0.4 * random.uniform() }
    return { classValue, alike, hardness: random.uniform() ** 2 }
  })
}

const seen = objects(1500)
const { chances, votes } = opinionsOf(seen, 7, 4)

describe('opinions', () => {
  test('are chances, and the own class is never less likely than another', () => {
    for (const [i, row] of chances.entries()) {
      expect(row.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 10)
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0)
      expect(row[seen[i].classValue - 1]).toBeGreaterThanOrEqual(Math.max(...row) - 1e-12)
    }
  })

  test('pairs of people agree as in LEGUS', () => {
    let [four, two, n] = [0, 0, 0]
    for (let a = 0; a < votes.length; a++) {
      for (let b = 0; b < a; b++) {
        for (let i = 0; i < seen.length; i++) {
          four += Number(votes[a][i] === votes[b][i])
          two += Number(votes[a][i] < 3 === votes[b][i] < 3)
          n++
        }
      }
    }
    // Six pairs of 1,500 objects scatter by 0.008.
    expect(Math.abs(four / n - LEGUS_AGREEMENT.fourClasses)).toBeLessThan(0.03)
    expect(Math.abs(two / n - LEGUS_AGREEMENT.twoClasses)).toBeLessThan(0.03)
  })

  test('differ more where it is hard to see, and between classes', () => {
    const agreeWhere = (is: (object: SeenObject) => boolean) =>
      agreementOf(chances.filter((_, i) => is(seen[i]))).fourClasses
    const easy = agreeWhere(({ hardness }) => hardness < 0.1)
    expect(agreeWhere(({ hardness }) => hardness > 0.6)).toBeLessThan(easy - 0.1)
    const isBetween = ({ alike }: SeenObject) => Math.max(0, ...Object.values(alike)) > 0.3
    const isClear = ({ alike }: SeenObject) => Math.max(0, ...Object.values(alike)) < 0.05
    expect(agreeWhere(isBetween)).toBeLessThan(agreeWhere(isClear) - 0.1)
  })

  test('of one person do not depend on how many others there are, but for the factors', () => {
    expect(opinionsOf(seen, 7, 4).votes[1]).toEqual(votes[1])
    expect(opinionsOf(seen, 8, 4).votes[1]).not.toEqual(votes[1])
    expect(opinionsOf(seen, 7, 0).votes).toEqual([])
  })
})
