/** `explain` on the command line: its files, what it says, and what it refuses. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseEcsv } from '../../src/tables/index.js'
import { done, refusal, warmStarsift } from './command-line.js'
import { smallCase } from './small-case.js'

const small = smallCase()
const CATALOGUE = 'id,x,y\nn1,60,20\nn2,-30,20\nn3,20,70\nn1,90,20\n'

function words(...more: string[]): string[] {
  const catalog = join(small.root, 'candidates.csv')
  writeFileSync(catalog, CATALOGUE)
  const given = ['--catalog', catalog, '--origin', '0', '--model', small.model]
  return ['explain', ...small.mosaics, ...given, ...more]
}

test('a page, a table and JSON, for rows by number', async () => {
  const out = join(small.root, 'why')
  const { code, stdout, stderr } = await warmStarsift(...words('--rows', '3,2', '--out', out))
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/note: the model needs all of its bands/)
  expect(stderr).toMatch(/note: the model has no gallery/)
  expect(stdout).toMatch(/^row 3, id n3: class [1-4]\nrow 2, id n2: cannot be classified\npage: /)
  const page = readFileSync(join(out, 'explain.html'), 'utf8')
  expect(page).toContain('id n3 (row 3)')
  expect(page).toContain('This row cannot be classified.')
  expect(page).toContain('patch on F555W')
  expect(page).not.toMatch(/(src|href)="(?!data:|#)/)
  const table = parseEcsv(readFileSync(join(out, 'explanations.ecsv'), 'utf8'))
  expect([...(table.column('row').values as Int32Array)]).toEqual([3, 2])
  const json = JSON.parse(readFileSync(join(out, 'explanations.json'), 'utf8'))
  const { grid, rows } = json
  expect(rows[0].bandMaps.map((map: number[]) => map.length)).toEqual(
    new Array(3).fill(grid.n ** 2),
  )
})

test('its class and probabilities are those of classify', async () => {
  const [out, classes] = [join(small.root, 'same'), join(small.root, 'classes.ecsv')]
  await done(...words('--rows', '1', '--out', out))
  const [, ...rest] = words('--out', classes)
  await done('classify', ...rest)
  const [why, all] = [join(out, 'explanations.ecsv'), classes].map((file) =>
    parseEcsv(readFileSync(file, 'utf8')),
  )
  const first = (of: typeof why, name: string) => Number(of.column(name).values[0])
  expect(first(why, 'class')).toBe(first(all, 'ml_class'))
  for (const k of [1, 2, 3, 4]) expect(first(why, `p${k}`)).toBe(first(all, `ml_p${k}`))
})

test('rows by their ids, and the answer as JSON', async () => {
  const out = join(small.root, 'named')
  const said = JSON.parse(
    await done(...words('--ids', 'n3', '--out', out, '--json', '--patch', '3')),
  )
  expect(said).toMatchObject({ page: join(out, 'explain.html'), rows: [{ row: 3, id: 'n3' }] })
})

test('what is refused', async () => {
  const out = ['--out', join(small.root, 'refused')]
  const said = (code: 1 | 2, ...more: string[]) =>
    refusal(small.root, code, ...words(...more, ...out))
  words()
  expect(await said(2)).toMatch(/which rows.*--rows or --ids/)
  expect(await said(2, '--rows', '1', '--ids', 'n3')).toMatch(/--rows and --ids/)
  expect(await said(1, '--rows', '5')).toMatch(/no such row.*1 to 4.*5/)
  expect(await said(1, '--rows', '0')).toMatch(/no such row/)
  expect(await said(1, '--ids', 'n9')).toMatch(/no row has this id.*n9/)
  expect(await said(1, '--ids', 'n1')).toMatch(/rows 1 and 4 have this id/)
  expect(await said(2, '--rows', '1', '--patch', '9')).toMatch(/side of the patch.*1 to 8 px/)
})
