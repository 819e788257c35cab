/**
 * Several networks as one: votes, ties, mean probabilities, the temperature, and the file of an
 * ensemble.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import type { FitsMosaicSet } from '../../src/cutouts/index.js'
import { ensembleScores, fittedTemperature, negativeLogLikelihood } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { numbersOf, parseCsv } from '../../src/tables/index.js'
import { classify, openModelAt } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'
import { candidatesIn, mixedRows, openField, writeField } from './small-field.js'
import { modelOf, type SmallModel, smallModel } from './small-model.js'

const folder = temporaryFolder()
const CLASSES = [1, 2, 3, 4]
const vote = (k: number, by = 5) => CLASSES.map((_, i) => (i === k - 1 ? by : 0))
const logits = (...rows: number[][]) => Float32Array.from(rows.flat())

describe('votes', () => {
  const scores = (members: Float32Array[], temperature?: number) => {
    const flags = new Uint32Array(members[0].length / 4)
    return ensembleScores(members, flags, { classes: CLASSES, temperature })
  }

  test('the mode wins, its share is the quality', () => {
    const members = [vote(2), vote(2), vote(3), vote(1), vote(2)].map((row) => logits(row))
    const { classes, quality, flags } = scores(members)
    expect([classes[0], quality[0], flags[0]]).toEqual([2, Math.fround(0.6), 0])
  })

  test('the mode wins against the highest mean probability', () => {
    const members = [vote(1, 0.1), vote(1, 0.1), vote(4, 50)].map((row) => logits(row))
    const { classes, probabilities } = scores(members)
    expect(classes[0]).toBe(1)
    expect(probabilities[3]).toBeGreaterThan(probabilities[0])
  })

  test('a tie goes to the higher mean probability among those that are tied, and is flagged', () => {
    const members = [vote(1, 1), vote(1, 1), vote(3, 4), vote(3, 4), vote(4, 90)].map((row) =>
      logits(row),
    )
    const { classes, quality, flags } = scores(members)
    expect([classes[0], quality[0]]).toEqual([3, Math.fround(0.4)])
    expect(flagNames(flags[0])).toEqual(['tied_votes'])
  })

  test('the entropy is that of the mean probabilities: 0 certain, 1 knows nothing', () => {
    const row = (...values: number[]) => scores([logits(values)]).entropy[0]
    expect(row(0, 0, 0, 0)).toBe(1)
    expect(row(900, 0, 0, 0)).toBe(0)
    expect(row(900, 900, 0, 0)).toBeCloseTo(0.5, 6)
    const members = [logits(vote(1)), logits(vote(3))]
    const p = [1, 3].map((k) => vote(k).map((z) => Math.exp(z) / (Math.exp(5) + 3)))
    const mean = p[0].map((value, k) => (value + p[1][k]) / 2)
    const expected = mean.reduce((sum, value) => sum - value * Math.log(value), 0) / Math.log(4)
    expect(scores(members).entropy[0]).toBeCloseTo(expected, 6)
    expect(scores([logits([1, Number.NaN, 0, 0])]).entropy[0]).toBeNaN()
  })

  test('one network: quality 1, the softmax of its logits over the temperature', () => {
    const { quality, probabilities } = scores([logits([2, 0, 0, 0])], 2)
    expect(quality[0]).toBe(1)
    expect(probabilities[0]).toBeCloseTo(Math.E / (Math.E + 3), 6)
  })

  test('one network that answers with NaN spoils the row, and says so', () => {
    const { classes, quality, probabilities, flags } = scores([
      logits(vote(1), vote(2)),
      logits([Number.NaN, 0, 0, 0], vote(2)),
    ])
    expect([classes[0], classes[1]]).toEqual([0, 2])
    expect([quality[0], probabilities[0]]).toEqual([Number.NaN, Number.NaN])
    expect(flagNames(flags[0])).toEqual(['bad_scores'])
  })
})

describe('temperature', () => {
  /** Classes drawn from the softmax of logits, which are then multiplied by `factor`. */
  function drawn(n: number, factor: number, seed = 1) {
    const random = new Random(seed)
    const values = Float32Array.from({ length: n * 4 }, () => 2 * random.normal())
    const labels = Uint8Array.from({ length: n }, (_, row) => {
      const e = [...values.subarray(4 * row, 4 * row + 4)].map(Math.exp)
      const at = random.uniform() * e.reduce((a, b) => a + b)
      return [e[0], e[0] + e[1], e[0] + e[1] + e[2]].filter((sum) => sum <= at).length
    })
    return { logits: [values.map((value) => factor * value)], labels }
  }

  test.each([0.5, 1, 3])('of logits %d times too large is found', (factor) => {
    const { logits, labels } = drawn(20_000, factor)
    expect(Math.abs(fittedTemperature(logits, labels).temperature / factor - 1)).toBeLessThan(0.03)
  })

  test('is where the likelihood is highest, of an ensemble too', () => {
    const { logits, labels } = drawn(400, 2)
    const members = [...logits, drawn(400, 1, 2).logits[0]]
    const { temperature, before, after } = fittedTemperature(members, labels)
    expect(before).toBe(negativeLogLikelihood(members, labels, 1))
    for (const factor of [0.97, 0.999, 1.001, 1.03]) {
      expect(negativeLogLikelihood(members, labels, factor * temperature)).toBeGreaterThanOrEqual(
        after,
      )
    }
  })

  test('of a network that is never wrong stays within bounds', () => {
    const { temperature } = fittedTemperature([logits(vote(1), vote(2))], Uint8Array.of(0, 1))
    expect(temperature).toBeGreaterThanOrEqual(0.05)
    expect(temperature).toBeLessThan(1)
  })
})

describe('an ensemble', () => {
  const ensemble = mkdtempSync(join(folder, 'ensemble-'))
  const images = mkdtempSync(join(folder, 'images-'))
  const members: SmallModel[] = []
  let field: FitsMosaicSet

  beforeAll(async () => {
    field = await openField(folder, 1)
    for (const seed of [11, 12, 13]) members.push(await smallModel('centred', seed))
    for (const [i, { bytes }] of members.entries()) {
      mkdirSync(join(ensemble, `member-0${i + 1}`))
      writeFileSync(join(ensemble, `member-0${i + 1}/model.onnx`), bytes)
    }
    write({})
    writeField(images, 1)
  })
  afterAll(async () => {
    for (const { session } of members) await session.release()
    await field.close()
  })

  function write(changes: object) {
    const manifest = {
      format: 1,
      members: members.map(({ card }, i) => ({
        file: `member-0${i + 1}/model.onnx`,
        graphSha256: card.graphSha256,
      })),
      temperature: 2,
      provenance: { description: 'random', software: 'test' },
      ...changes,
    }
    writeFileSync(join(ensemble, 'ensemble.json'), JSON.stringify(manifest))
  }

  test('classifies as its members vote', async () => {
    const candidates = candidatesIn(mixedRows(100))
    const model = await openModelAt(ensemble)
    const card = { ...members[0].card, temperature: model.card.temperature }
    const scoresBy = async (asked: typeof model) =>
      (await classifyCandidates({ field, candidates, model: asked })).scores
    const whole = await scoresBy(model)
    const alone = await Promise.all(members.map(({ session }) => scoresBy(modelOf(card, session))))
    for (let row = 0; row < 100; row++) {
      const classes = alone.map((answer) => answer.classes[row])
      const counts = CLASSES.map((k) => classes.filter((found) => found === k).length)
      const most = Math.max(...counts)
      if (most === 0) {
        expect([whole.classes[row], whole.quality[row]]).toEqual([0, Number.NaN])
        continue
      }
      expect(whole.quality[row]).toBeCloseTo(most / 3, 6)
      expect(flagNames(whole.flags[row]).includes('tied_votes')).toBe(most === 1)
      if (most > 1) expect(whole.classes[row]).toBe(1 + counts.indexOf(most))
      for (let k = 0; k < 4; k++) {
        const mean = alone.reduce((sum, a) => sum + a.probabilities[4 * row + k], 0) / 3
        expect(whole.probabilities[4 * row + k]).toBeCloseTo(mean, 5)
      }
    }
  })

  test('is given whole to the main job: its folder, or its file', async () => {
    const catalog = join(folder, 'candidates.csv')
    writeFileSync(catalog, 'id,x,y\n1,60,20\n2,50.5,45\n3,500,20\n4,20,80\n')
    for (const model of [ensemble, join(ensemble, 'ensemble.json')]) {
      const out = join(folder, 'classes.csv')
      const { scores, card } = await classify({ images: [images], catalog, model, out, origin: 0 })
      const table = parseCsv(readFileSync(out, 'utf8'))
      const written = Float32Array.from(numbersOf(table.column('ml_qual')))
      expect(written).toEqual(scores.quality)
      expect(card.nWeights).toBe(3 * members[0].card.nWeights)
    }
  })

  test.each([
    [{ members: [] }, 'not an ensemble: members: '],
    [{ temperature: -1 }, 'not an ensemble: temperature: '],
    [
      {
        members: [
          { file: '../a.onnx', graphSha256: '' },
          { file: 'b.onnx', graphSha256: '' },
        ],
      },
      'not an ensemble: members.0.file',
    ],
    [{ quality: 1 }, 'not an ensemble: Unrecognized key'],
  ])('%j is refused', async (changes, message) => {
    write(changes)
    await expect(openModelAt(ensemble)).rejects.toThrow(message)
  })

  test('a folder without a model', async () => {
    await expect(openModelAt(folder)).rejects.toThrow(
      'no model in this folder: expected ensemble.json or model.onnx',
    )
  })
})
