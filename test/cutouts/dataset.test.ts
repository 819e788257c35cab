/** The data set file: rows and stamps belong together, any stamp is one read; what is refused. */
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { InputError } from '../../src/errors.js'
import { cutouts } from '../../src/verbs/index.js'
import { catalogue, here, job, useDatasetCase } from './dataset-case.js'

useDatasetCase()

test('flags and bands come back', async () => {
  const { layout, flags } = await cutouts(job())
  expect(layout.bands).toEqual(['F275W', 'F555W', 'F814W'])
  const names = Array.from(flags, (bits) => flagNames(bits).join())
  expect(names).toEqual(['', '', '', 'no_position', 'outside', 'edge'])
})

test('what does not fit is refused before anything is written', async () => {
  const wrong = ['id,x,y\n1,500,5\n2,600,7\n', 'id,ra\n1,5\n']
  for (const text of wrong) {
    await expect(cutouts(job(catalogue(text)))).rejects.toThrow(InputError)
  }
  await expect(cutouts({ ...job(), size: 100_000 })).rejects.toThrow(/at most 90 px/)
  expect(readdirSync(here.folder).filter((name) => /stamps|part/.test(name))).toEqual([])
})

test('a path that is not ASCII goes into the header percent-encoded', async () => {
  const accented = join(here.folder, 'Jos\u00e9 \ud83d\udd2d')
  renameSync(here.images, accented)
  await cutouts(job(undefined, accented))
  expect(
    readFileSync(here.out)
      .toString('latin1')
      .replaceAll(/&'\s*CONTINUE {2}'/g, ''),
  ).toContain('/Jos%C3%A9 %F0%9F%94%AD/1.fits')
})
