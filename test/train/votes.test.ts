/** Votes as targets: what is chosen, what is fitted to them, and `ml_set` from the card to the table. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scoreOf } from '../../src/loop/index.js'
import { fittedTemperature } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import type { Column } from '../../src/tables/index.js'
import { mergedRecipe, type RecipeOverrides, trainRun } from '../../src/train/index.js'
import { openModelAt } from '../../src/verbs/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = temporaryFolder()
const N = 120

/** Three people of whom one errs in a third of the objects. */
function shareColumns(classes: readonly number[]): Column[] {
  const random = new Random(9)
  const votes = classes.map((label) => [
    label,
    label,
    random.uniform() < 0.33 ? (label % 4) + 1 : label,
  ])
  return [1, 2, 3, 4].map((code) => ({
    name: `class_p${code}`,
    values: Float32Array.from(votes, (own) => own.filter((vote) => vote === code).length / 3),
  }))
}

const classes = Array.from({ length: N }, (_, i) => 1 + (i % 4))
const plain = writeDatasetFile(join(root, 'plain.fits'), { n: N, seed: 1, classes })
const voted = writeDatasetFile(join(root, 'voted.fits'), {
  ...{ n: N, seed: 2, classes, columns: shareColumns(classes) },
})

async function run(datasets: string[], from: 'auto' | 'column', overrides: RecipeOverrides = {}) {
  const out = join(mkdtempSync(join(root, 'case-')), 'run')
  const recipe = mergedRecipe(
    { epochs: 2, batch: 16, labels: { from }, split: { validation: 0.4 } },
    overrides,
  )
  const notes: string[] = []
  const onNote = (note: string) => notes.push(note)
  const { result, summary } = await trainRun({
    datasets,
    out,
    model: tinyArchitecture,
    recipe,
    onNote,
  })
  return { out, result, summary, notes, card: (await openModelAt(out)).card }
}

test('auto takes the shares where there are some, and says so', async () => {
  const { notes, result, card, summary } = await run([voted], 'auto')
  expect(notes).toContain('the targets are the shares of the votes (class_p1 and so on)')
  expect(result.validation!.votes!.n).toBe(result.validation!.n)
  expect(summary).toContain('against the votes: loss')
  expect(card.sets!.from).toBe('votes')
  const { thresholds, nAnswers } = card.sets!
  expect(thresholds).toHaveLength(4)
  expect(nAnswers.reduce((a, b) => a + b)).toBeCloseTo(result.validation!.n, 0)
})

test('and else the column; with both kinds a class counts as all votes', async () => {
  const { notes, card, result } = await run([plain], 'auto')
  expect(notes).toContain('there are no votes: each object has the one class of its label')
  expect(card.sets!.from).toBe('classes')
  expect(result.validation!.votes).toBeUndefined()
  expect((await run([plain, voted], 'auto')).card.sets!.from).toBe('votes')
  expect((await run([voted], 'column')).card.sets!.from).toBe('classes')
})

test('an ensemble has the sets of its mean', async () => {
  const out = join(mkdtempSync(join(root, 'case-')), 'run')
  const recipe = mergedRecipe({ epochs: 1, batch: 16, labels: { from: 'auto' } })
  await trainRun({ datasets: [voted], out, model: tinyArchitecture, recipe, members: 2 })
  const { card } = await openModelAt(out)
  expect(card.sets).toEqual(JSON.parse(readFileSync(join(out, 'ensemble.json'), 'utf8')).sets)
})

test('the loss against votes is the mean of the losses of single votes', () => {
  const logits = Float32Array.of(2, 0, -1, 1)
  const shares = Float32Array.of(0.25, 0.75, 1, 0)
  const hard = (labels: number[]) => scoreOf(logits, Uint8Array.from(labels)).loss
  const { loss, accuracy } = scoreOf(logits, Uint8Array.of(1, 0), shares)
  expect(loss).toBeCloseTo(0.25 * hard([0, 0]) + 0.75 * hard([1, 0]), 6)
  expect(accuracy).toBe(0)
})

test('the temperature of votes: where people differ more, the network may be less sure', () => {
  // The network says softmax(z), people vote softmax(z / 3).
  const random = new Random(4)
  const logits = Float32Array.from({ length: 4000 }, () => 2 * random.normal())
  const shares = logits.slice()
  for (let i = 0; i < shares.length; i += 4) {
    const e = [0, 1, 2, 3].map((k) => Math.exp(logits[i + k] / 3))
    const sum = e.reduce((a, b) => a + b)
    shares.set(
      e.map((value) => value / sum),
      i,
    )
  }
  const labels = Uint8Array.from({ length: 1000 }, (_, i) => {
    const own = [...logits.slice(4 * i, 4 * i + 4)]
    return own.indexOf(Math.max(...own))
  })
  const fit = fittedTemperature([logits], labels, shares)
  expect(fit.temperature).toBeCloseTo(3, 2)
  // Both losses are those of the votes: the fit makes them less, down to the votes' own entropy.
  const entropy = shares.reduce((sum, share) => sum - share * Math.log(share), 0) / 1000
  expect(fit.before).toBeGreaterThan(fit.after)
  expect(fit.after).toBeCloseTo(entropy, 4)
  expect(fittedTemperature([logits], labels).temperature).toBeLessThan(0.1)
})
