/** Which fields are left out together, and that a reproduction goes on as it was begun. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealFields, openReproduction, surveyNamed } from '../../src/archives/index.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()

test('fields of one galaxy are in one fold, and every field in one', () => {
  const names = surveyNamed('legus').fields.map(({ name }) => name)
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 6 }),
      fc.array(fc.nat(900), { minLength: 39 }),
      (n, of) => {
        const folds = dealFields(
          names.map((name, i) => ({ name, nLabelled: of[i] })),
          n,
        )
        expect(folds.flat().sort()).toEqual([...names].sort())
        for (const [one, other] of [
          ['ngc628-c', 'ngc628-e'],
          ['ngc7793-e', 'ngc7793-w'],
          ['ngc1313-e', 'ngc1313-w'],
          ['ngc4395-n', 'ngc4395-s'],
        ]) {
          expect(folds.filter((fold) => fold.includes(one) || fold.includes(other))).toHaveLength(1)
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('folds have about equal numbers of objects, whatever the order of the fields', () => {
  const fields = [900, 500, 450, 100, 60, 40].map((nLabelled, i) => ({ name: `f${i}`, nLabelled }))
  const folds = [
    ['f0', 'f3', 'f5'],
    ['f1', 'f2', 'f4'],
  ]
  expect(dealFields(fields, 2)).toEqual(folds)
  expect(dealFields(fields.toReversed(), 2)).toEqual(folds)
})

test('more folds than galaxies are refused', () => {
  const fields = ['ngc628-c', 'ngc628-e', 'ngc1566'].map((name) => ({ name, nLabelled: 5 }))
  expect(() => dealFields(fields, 3)).toThrow(
    '--folds: expected at most as many as there are galaxies, 2, got 3',
  )
})

test('a reproduction goes on with the same settings alone', async () => {
  const out = mkdtempSync(join(root, 'out-'))
  const settings = {
    ...{ survey: 'legus', files: { a: '1' }, nFolds: 3, networks: ['starsift'], seed: 1 },
    config: null,
  }
  await openReproduction(out, settings)
  await openReproduction(out, settings)
  await expect(openReproduction(out, { ...settings, nFolds: 4 })).rejects.toThrow(
    'the folder holds a reproduction with other nFolds: expected 3, got 4',
  )
  await expect(openReproduction(out, { ...settings, files: { a: '2' } })).rejects.toThrow(
    /other files: expected {"a":"1"}, got {"a":"2"}/,
  )
  writeFileSync(join(out, 'reproduction.json'), 'nothing')
  await expect(openReproduction(out, settings)).rejects.toThrow(/expected nothing, got "legus"/)
})
