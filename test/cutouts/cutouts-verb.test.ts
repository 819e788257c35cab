/** `starsift cutouts`, in this process: what its options mean, and commands that are wrong. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { cutoutsVerb } from '../../src/cli/cutouts.js'
import { CommandError } from '../../src/errors.js'
import { withFile } from '../../src/files/index.js'
import { readFitsTable } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { writeMosaic } from './mosaic-files.js'

const folder = temporaryFolder()
const out = join(folder, 'stamps.fits')
const at = (...names: string[]) => join(folder, ...names)
let printed = ''

beforeAll(() => {
  for (const field of ['one', 'two']) {
    mkdirSync(at(field, 'mosaics'), { recursive: true })
    const path = at(field, 'mosaics', 'f555w.fits')
    writeMosaic(path, { width: 40, height: 40, filter: 'F555W' })
    writeFileSync(at(`${field}.csv`), 'id,x,y,aa,bb,cc\n1,20,20,1,1,4\n2,30,25,3,3,3\n')
  }
})

beforeEach(() => {
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
})
afterEach(() => void vi.restoreAllMocks())

function cutouts(...args: string[]): Promise<unknown> {
  const common = ['--origin', '0', '--size', '8', '--out', out]
  return cutoutsVerb()
    .exitOverride()
    .parseAsync([...args, ...common], { from: 'user' })
}

const columnOf = async (name: string) => {
  const table = await withFile(out, (source) => readFitsTable(source, 'CATALOG'))
  return [...table.column(name).values]
}

test('one field, of the name of its folder or of its catalogue', async () => {
  await cutouts(at('one', 'mosaics'), '--catalog', at('one.csv'))
  expect(printed).toBe(`2 stamps of F555W\n${out}\n`)
  expect(await columnOf('cutout_field')).toEqual(['mosaics', 'mosaics'])
  await cutouts(at('one', 'mosaics', 'f555w.fits'), '--catalog', at('one.csv'))
  expect(await columnOf('cutout_field')).toEqual(['one', 'one'])
})

test('several fields, named or not, resampled, with the mode of votes', async () => {
  const one = `ngc1=${at('one', 'mosaics')}=${at('one.csv')}`
  const two = `${at('two', 'mosaics')}=${at('two.csv')}`
  const options = ['--crop', '5', '--resample', 'bilinear', '--votes', 'aa,bb,cc', '--json']
  await cutouts('--field', one, '--field', two, ...options)
  expect(JSON.parse(printed)).toEqual({
    out,
    nObjects: 4,
    fields: { ngc1: 2, mosaics: 2 },
    bands: ['F555W'],
    sizePx: 8,
    cropPx: 5,
    nFlagged: 0,
    flags: [],
  })
  expect(await columnOf('class')).toEqual([1, 3, 1, 3])
  expect(await columnOf('class_p4')).toEqual([1 / 3, 0, 1 / 3, 0].map(Math.fround))
})

describe('a wrong command', () => {
  const field = (name: string) => ['--field', `${at(name, 'mosaics')}=${at(`${name}.csv`)}`]

  test.each<[string, string[], RegExp]>([
    ['nothing', [], /which mosaics and which candidates\?.*got no mosaics/],
    ['no catalogue', ['a.fits'], /got no --catalog/],
    ['both ways', ['a.fits', '--catalog', 'a.csv', ...field('one')], /got both/],
    [
      'half a field',
      ['--field', 'dir'],
      /--field: expected DIR=CATALOG, NAME=DIR=CATALOG .* or SURVEY:FIELD/,
    ],
    ['too much of a field', ['--field', 'a=b=c=d'], /--field: expected DIR=CATALOG/],
    [
      'one name twice',
      [...field('one'), ...field('two')],
      /mosaics is given twice; give each field its own name/,
    ],
    ['two labels', [...field('one'), '--class-column', 'aa', '--votes', 'aa,bb'], /one of them/],
    ['no way to resample', [...field('one'), '--crop', '4'], /give --resample nearest/],
    ['an unknown way', [...field('one'), '--resample', 'cubic'], /nearest, bilinear, lanczos, got/],
    [
      'an unknown window',
      [...field('one'), '--window', 'odd'],
      /--window: expected centred, starcn/,
    ],
  ])('%s', async (_, args, message) => {
    const failed = cutouts(...args)
    await expect(failed).rejects.toThrow(message)
    await expect(failed).rejects.toThrow(CommandError)
  })
})
