/** What is said of an adapted model, alone and among the members of an ensemble. */
import { expect, test } from 'vitest'
import { commonCard, type EnsembleManifest } from '../../src/models/ensemble.js'
import {
  adaptationText,
  adaptedFacts,
  type ModelCard,
  unverifiedNote,
} from '../../src/models/index.js'

const adapted: NonNullable<ModelCard['adapted']> = {
  ...{ mosaics: ['a.fits'], catalogue: 'a.tab', nStamps: 1800, date: '2026-11-30', seed: 1 },
  ...{ from: 'f'.repeat(64), ownStatistics: 0, epoch: 2 },
  ...{ confidence: [0.84, 0.83], consistency: [0.9, 0.92] },
}

test('an ensemble is not verified if any of its members was adapted', () => {
  const cards = [{ nWeights: 1 }, { nWeights: 2, adapted }] as ModelCard[]
  const manifest = {} as EnsembleManifest
  expect(unverifiedNote(commonCard(cards, manifest))).toMatch(/1800 stamps of a\.tab.*not verified/)
  expect(unverifiedNote(commonCard([cards[0], cards[0]], manifest))).toBeUndefined()
})

test('what was measured, and what is that of the model before', () => {
  const text = adaptationText(adapted).join('\n')
  expect(text).toContain(
    'mean share of the other views with the same class 90.0 % before, 92.0 % after',
  )
  expect(text).toMatch(/temperature, .*ml_set.* novelty.* are those of the model before/)
})

test('the card keeps what holds for the new weights, and nothing else', () => {
  const provenance = { description: 'from x', sha256: 'a', created: '2026-01-01', software: 'old' }
  const validation = { n: 100, accuracy: 0.9 }
  const more = { temperature: 1.5, training: { seed: 1, validation }, gallery: { nExamples: 9 } }
  const card = { provenance, int8: {}, graphSha256: 'b', ...more } as unknown as ModelCard
  const facts = adaptedFacts(card, adapted)
  expect(facts.provenance).toEqual({ description: 'from x', software: expect.any(String) })
  expect(JSON.parse(JSON.stringify(facts.training))).toEqual({ seed: 1 })
  expect([facts.temperature, facts.gallery]).toEqual([1.5, { nExamples: 9 }])
  expect(facts).not.toHaveProperty('int8')
  expect(adaptedFacts(card, { ...adapted, ownStatistics: 0.5 })).not.toHaveProperty('gallery')
})
