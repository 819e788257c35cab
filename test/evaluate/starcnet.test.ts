/**
 * StarcNet's published predictions for NGC 1566 against people, as science.md section 5 states
 * them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readNpy } from '../../src/arrays/index.js'
import { memorySource } from '../../src/bytes/index.js'
import {
  type Classified,
  evaluationOf,
  predictionsOf,
  probabilitiesFrom,
  type ReadingOptions,
  truthOf,
} from '../../src/evaluate/index.js'
import { readTable, type Table } from '../../src/tables/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'

const there = hasShared('legus') && hasShared('starcnet')

function open(...parts: string[]): Promise<Table> {
  const path = sharedPath(...parts)
  return readTable(memorySource(readFileSync(path), path))
}

async function ngc1566(options: ReadingOptions = {}): Promise<Classified> {
  const file = readdirSync(sharedPath('legus')).find((name) => name.includes('ngc1566'))!
  return truthOf(await open('legus', file), options)
}

async function scored(): Promise<Classified> {
  const set = predictionsOf(await open('starcnet', 'predictions.csv'))
  const path = sharedPath('starcnet', 'scores.npy')
  const scores = await readNpy(memorySource(readFileSync(path), path))
  return { ...set, probabilities: probabilitiesFrom(scores, set.classes, path) }
}

async function subjectFrom(predictions: Classified, truth: Classified, match: 'id' | 'position') {
  const sets = [{ name: 'StarcNet', tables: [predictions] }]
  const options = { match, nResamples: 2000 }
  return evaluationOf({ truths: [truth], predictions: sets }, options).subjects[0]
}

describe.skipIf(!there)('NGC 1566, StarcNet', () => {
  test('against column 36, the mode of three people: 64.8 % and 85.5 %, and every count', async () => {
    const { measures, comparison } = await subjectFrom(await scored(), await ngc1566(), 'id')
    expect(comparison.n).toBe(1061)
    expect(measures.matrix).toEqual([
      [241, 7, 0, 10],
      [59, 79, 19, 57],
      [9, 28, 114, 110],
      [20, 11, 44, 253],
    ])
    expect((100 * measures.fourClasses.accuracy.value).toFixed(1)).toBe('64.8')
    expect((100 * measures.twoClasses.accuracy.value).toFixed(1)).toBe('85.5')
    const recalls = measures.classes.map(({ recall }) => recall.value.toFixed(3))
    expect(recalls).toEqual(['0.934', '0.369', '0.437', '0.771'])
    const { interval } = measures.fourClasses.accuracy
    expect(interval!.low).toBeCloseTo(0.62, 2)
    expect(interval!.high).toBeCloseTo(0.676, 2)
  })

  test('against column 34, people or a machine: 60.4 %', async () => {
    const truth = await ngc1566({ column: 'class_hybrid' })
    const { measures, comparison } = await subjectFrom(await scored(), truth, 'id')
    expect((100 * measures.fourClasses.accuracy.value).toFixed(1)).toBe('60.4')
    expect(comparison.n).toBe(measures.fourClasses.accuracy.n)
  })

  test('by position within a pixel: the same objects as by id', async () => {
    const [predictions, truth] = [await scored(), await ngc1566()]
    const byId = await subjectFrom(predictions, truth, 'id')
    const byPosition = await subjectFrom(predictions, truth, 'position')
    expect(byPosition.comparison.fields[0].join).toMatchObject({
      ...{ by: 'position', unit: 'px', radius: 1 },
    })
    expect(byPosition.comparison.fields[0].join.medianOffset).toBeLessThan(Math.SQRT1_2 + 1e-9)
    expect(byPosition.measures.matrix).toEqual(byId.measures.matrix)
  })

  test('the .tab is the same predictions, with scores of two decimals', async () => {
    const tab = predictionsOf(await open('starcnet', 'ngc1566.tab'))
    const csv = await scored()
    expect(tab.classes).toEqual(csv.classes)
    expect(tab.id).toEqual(csv.id)
    csv.probabilities!.forEach((p, i) => {
      expect(Math.abs(tab.probabilities![i] - p)).toBeLessThan(0.0051)
    })
    const { calibration } = await subjectFrom(tab, await ngc1566(), 'id')
    const exact = (await subjectFrom(csv, await ngc1566(), 'id')).calibration!
    expect(calibration!.brier).toBeCloseTo(exact.brier, 2)
  })

  test('calibration, bins of magnitude and crowding, thresholds', async () => {
    const subject = await subjectFrom(await scored(), await ngc1566(), 'id')
    const { calibration, magnitude, crowding, thresholds } = subject
    expect(calibration!.n).toBe(1061)
    const counted = (bins: readonly { n: number }[]) => bins.reduce((sum, { n }) => sum + n, 0)
    expect(counted(calibration!.predicted.bins)).toBe(1061)
    expect(magnitude!.name).toBe('mag_v')
    expect(counted(magnitude!.bins)).toBe(1061)
    expect(counted(crowding!.bins)).toBe(1061)
    const of = thresholds!.filter((sample) => sample.of === 'cluster')
    expect(of[0].completeness).toBeGreaterThan(of.at(-1)!.completeness)
    expect(of.at(-1)!.purity).toBeGreaterThan(of[0].purity)
    expect(calibration!.brier.toFixed(3)).toMatchInlineSnapshot(`"0.454"`)
    expect(calibration!.predicted.ece.toFixed(3)).toMatchInlineSnapshot(`"0.043"`)
  })
})
