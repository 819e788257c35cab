/** What the command line says about mosaics, and the options that overrule their headers. */
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { mosaicBytes, writeMosaic } from '../cutouts/mosaic-files.js'
import { refusal, warmStarsift } from './command-line.js'
import { smallCase } from './small-case.js'

const { root, model, mosaics } = smallCase()
let folder = ''
let images = ''

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  images = join(folder, 'images')
  mkdirSync(images)
  for (const [i, path] of mosaics.entries()) symlinkSync(path, join(images, `${i}.fits`))
  writeFileSync(join(folder, 'candidates.csv'), 'id,x,y\n1,50,50\n2,60.5,20.25\n')
})

const classifying = (path: string, ...more: string[]) => [
  ...['classify', path, '--catalog', join(folder, 'candidates.csv'), '--model', model],
  ...['--out', join(folder, 'out.csv'), '--origin', '0', ...more],
]

/** Notes and the catalogue with classes. */
async function run(path: string, ...more: string[]) {
  const { code, stderr } = await warmStarsift(...classifying(path, ...more))
  expect(code, stderr).toBe(0)
  return { stderr, classes: readFileSync(join(folder, 'out.csv'), 'utf8') }
}

/** The field with one mosaic in other words. */
function copyOf(name: string, keywords: Record<string, string | number>): string {
  const copy = join(folder, name)
  mkdirSync(copy)
  for (const path of mosaics) {
    const bytes = Buffer.from(readFileSync(path))
    const at = (keyword: string) => bytes.indexOf(keyword.padEnd(8))
    for (const [keyword, value] of Object.entries(keywords)) {
      const isOther = path.includes('F555W')
      const card = `${keyword.padEnd(8)}= ${typeof value === 'string' ? `'${value}'` : value}`
      if (isOther) bytes.write(card.padEnd(80), at(keyword), 'latin1')
    }
    writeFileSync(join(copy, path.split('/').at(-1)!), bytes)
  }
  return copy
}

describe('--band', () => {
  test('F606W in the place of F555W: the same classes, and a note', async () => {
    const { classes } = await run(images)
    const other = copyOf('f606w', { FILTER: 'F606W' })
    const taken = await run(other, '--band', 'f606w=f555w')
    expect(taken.classes).toBe(classes)
    expect(taken.stderr).toMatch(/note: F606W \(.*\) is taken in the place of F555W, as asked/)
  })

  test('without it, the error names the option', async () => {
    expect(await refusal(folder, 1, ...classifying(copyOf('f606w', { FILTER: 'F606W' })))).toMatch(
      /missing band F555W: .*; --band F606W=F555W would take the one for the other$/,
    )
  })

  test('a band more than the model has is named', async () => {
    writeMosaic(join(images, 'more.fits'), { width: 120, height: 100, filter: 'F275W' })
    expect((await run(images)).stderr).toMatch(
      /note: the model has no band for F275W \(.*more\.fits\)\n/,
    )
  })

  test.each(['F606W', 'F606W=', '=F555W', 'F606W=F555W=F1', 'F555W=F555W'])(
    '%s is refused',
    async (words) => {
      expect(await refusal(folder, 2, ...classifying(images, '--band', words))).toBe(
        `starsift: --band: expected FILTER=BAND, once for each filter, e.g. F606W=F555W, got ${words}`,
      )
    },
  )
})

describe('--unit', () => {
  test('a wrong BUNIT is overruled, with a note', async () => {
    const { classes } = await run(images)
    const other = copyOf('counts', { BUNIT: 'COUNTS' })
    const taken = await run(other, '--unit', 'e-/s')
    expect(taken.classes).toBe(classes)
    expect(taken.stderr).toMatch(/F555W.fits: unit e-\/s, as asked, although BUNIT says COUNTS\n/)
    expect(await refusal(folder, 1, ...classifying(other))).toMatch(
      /pixels in COUNTS: expected GAIN .*or say --unit e-\/s if the pixels are that already$/,
    )
  })
})

test('what lies beside the mosaics is named in one note, and is no doubt', async () => {
  writeFileSync(join(images, 'notes.txt'), '')
  writeFileSync(join(images, 'a_wht.fits'), mosaicBytes({ width: 4, height: 4 }))
  const { stderr } = await run(images, '--strict')
  expect(stderr.match(/not used, though beside the mosaics: .*/g)).toEqual([
    'not used, though beside the mosaics: a_wht.fits (a weight map), notes.txt',
  ])
  writeFileSync(join(images, 'b.fits'), '<html>')
  expect(await refusal(folder, 1, ...classifying(images, '--strict'))).toMatch(
    /not used, though beside the mosaics: .*b\.fits \(unreadable: an HTML page/,
  )
})

test('a part of a larger image: x, y alone are a doubt', async () => {
  const path = join(images, '0.fits')
  const keywords = { LTV1: -30, LTV2: -20 }
  const other = writeMosaic(join(folder, 'part.fits'), {
    ...{ width: 120, height: 100, filter: 'F814W', keywords, pixels: (x, y) => Math.sin(x * y) },
  })
  expect(readFileSync(path).length).toBe(readFileSync(other).length)
  const paths = [other, join(images, '1.fits'), join(images, '2.fits')]
  const { code, stderr } = await warmStarsift('classify', ...paths, ...classifying('').slice(2))
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining(
      'note: the mosaics are a part of a larger image (LTV1 = -30, LTV2 = -20): x, y of the ' +
        'catalogue are taken as pixels of the part; where they count pixels of the whole image, ' +
        'add -30 to x and -20 to y\n',
    ),
  ])
})

test.each(['FILTER', 'BUNIT'])('a control character in %s is made visible', async (key) => {
  const line = await refusal(folder, 1, ...classifying(copyOf('esc', { [key]: 'F5\x1b[31mX-SIP' })))
  expect(line).not.toContain('\x1b')
  expect(line).toMatch(/\[31mX/i)
})
