/**
 * The text of the page: what it says, what it must not let through, and runs with little in them.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FLAGS } from '../../src/catalog/flags.js'
import { Notes } from '../../src/notes.js'
import { reportHtml, reportParts, writeReport } from '../../src/report/index.js'
import { madeUpRun, type RunOptions } from './run.js'

const page = async (options: RunOptions = {}) => reportHtml(await reportParts(madeUpRun(options)))
const plainPage = page()
const count = (text: string, part: string | RegExp) => text.split(part).length - 1

/** The words of the page, without markup, scripts and styles. */
function words(html: string): string {
  const body = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, '')
  return body.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)).replace(/\s+/g, ' ')
}

test('the report is one file, written whole, and its path is given', async () => {
  const dir = join(mkdtempSync(join(tmpdir(), 'report-')), 'new', 'folder')
  const shares: number[] = []
  const onProgress = (share: number) => shares.push(share)
  const path = await writeReport(dir, { ...madeUpRun(), onProgress })
  expect(path).toBe(join(dir, 'report.html'))
  expect(readdirSync(dir)).toEqual(['report.html'])
  expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
  expect(shares.at(-1)).toBe(1)
})

test('the same run gives the same bytes', async () => {
  expect(await page()).toBe(await plainPage)
})

test('it refers to nothing but itself', async () => {
  const html = (await plainPage).replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')
  for (const [, target] of html.matchAll(/(?:src|href)="([^"]*)"/g)) {
    expect(target.slice(0, 30)).toMatch(/^(data:|#)/)
  }
  expect(html).not.toMatch(/https?:|@import|url\((?!#marker-\d\))/)
})

test('the first sentence counts', async () => {
  const classOf = (row: number) => [1, 1, 2, 0][row % 4]
  expect(words(await page({ nRows: 1200, classOf }))).toContain(
    'Of 1,200 candidates, 900 were classified: 600 in class 1 (symmetric cluster), ' +
      '300 in class 2 (asymmetric cluster), 0 in class 3 (association) and 0 in class 4',
  )
})

test('random weights are announced, trained ones are not', async () => {
  const banner = "The network's weights are random: these classes mean nothing."
  expect(words(await page({ card: { untrained: true } }))).toContain(banner)
  expect(words(await plainPage)).not.toContain(banner)
})

test('says of probabilities whether they are calibrated', async () => {
  expect(words(await plainPage)).toContain("the network's own scores, which are not calibrated.")
  expect(words(await page({ card: { temperature: 2 } }))).toContain(
    'calibrated on a validation set, with a temperature of 2.',
  )
})

test('text of the user is text: in ids, titles, notes, files and classes', async () => {
  const evil = '</script><script>alert(1)</script><img src=x onerror="alert(2)">'
  const notes = new Notes()
  notes.say(evil)
  const run = madeUpRun({
    nRows: 8,
    idColumn: { name: 'id', values: Array.from({ length: 8 }, (_, i) => `${evil}${i}`) },
    notes,
    card: { architecture: evil, classes: [1, 2, 3, 4].map((value) => ({ value, name: evil })) },
  })
  const { provenance } = run.classification
  const mosaics = [{ band: evil, file: evil, bytes: 1 }]
  const html = reportHtml(
    await reportParts({
      ...run,
      title: evil,
      command: evil,
      classification: { ...run.classification, provenance: { ...provenance, mosaics } },
    }),
  )
  expect(html).not.toContain('<script>alert')
  expect(html).not.toContain('<img src=x')
  expect(count(html, '<script')).toBe(3)
  expect(count(html, '</script>')).toBe(3)
  expect(words(html)).toContain(evil)
})

test.each([
  ['id', 'id 107'],
  ['NUMBER', 'id 107'],
  ['ID_PHANGS_CLUSTER', 'id 107'],
  ['magnitude', 'row 7'],
])('with a column %s the seventh candidate is called %s', async (name, called) => {
  const values = Int32Array.from({ length: 9 }, (_, row) => 101 + row)
  const html = await page({ nRows: 9, idColumn: { name, values } })
  expect(html).toContain(`alt="Stamp of ${called}, class 3,`)
})

test('of many candidates ten are surest and ten least sure; of few, each is shown once', async () => {
  const many = await reportParts(madeUpRun({ nRows: 100 }))
  expect(many.gallery.map(({ surest }) => surest.length)).toEqual([10, 10, 10, 10])
  const { surest, leastSure } = many.gallery[0]
  const p = ({ row }: { row: number }) => many.classification.scores.probabilities[4 * row]
  expect(surest.map(p)).toEqual(surest.map(p).toSorted((a, b) => b - a))
  expect(leastSure.map(p)).toEqual(leastSure.map(p).toSorted((a, b) => a - b))
  expect(p(leastSure[9])).toBeLessThan(p(surest[9]))
  const few = await reportParts(madeUpRun({ nRows: 52 }))
  const rows = few.gallery.flatMap((one) => [...one.surest, ...one.leastSure]).map(({ row }) => row)
  expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 52 }, (_, row) => row))
})

test('flags that occur are counted; all of them are explained', async () => {
  const run = madeUpRun({ nRows: 10 })
  const flags = Uint32Array.from([8, 8, 8 + 16, 0, 0, 0, 0, 0, 0, 0])
  const scores = { ...run.classification.scores, flags }
  const parts = await reportParts({ ...run, classification: { ...run.classification, scores } })
  const text = words(reportHtml(parts))
  expect(text).toMatch(
    /edgethe stamp reaches over the edge[^0-9]*filled3 nan_pixels[^0-9]*filled1 /,
  )
  for (const { name, meaning } of FLAGS) expect(text).toContain(name + meaning)
})

test('a candidate outside the field is counted and not drawn', async () => {
  const run = madeUpRun({ nRows: 3 })
  run.classification.positions.x.set([Number.NaN, -20, 5])
  const html = reportHtml(await reportParts(run))
  expect(count(html, /M\d+(?:\.\d)? \d+(?:\.\d)?(?=["M])/g)).toBe(1)
  expect(words(html)).toContain('2 candidates without a position in the field are not drawn.')
})

test('markers stand where the candidates are: x from the left edge, y from the bottom', async () => {
  const run = madeUpRun({ nRows: 1 })
  run.classification.positions.x[0] = 10
  run.classification.positions.y[0] = 0
  expect(reportHtml(await reportParts(run))).toContain('class="class-1" d="M10.5 89.5"')
})

const WCS = {
  scaleArcsec: 0.04,
  rotation: 0,
  isSip: false,
  frame: 'ICRS',
  notes: [],
  pixelToSky: (x: number, y: number) => ({ ra: 150 - x / 9e4, dec: y / 9e4 }),
  skyToPixel: (ra: number, dec: number) => ({ x: (150 - ra) * 9e4, y: dec * 9e4 }),
}

test('with a WCS there are arcseconds, north up and east left; without, pixels', async () => {
  const withSky = await page({ wcs: WCS })
  expect(withSky).toContain('<div class="scale">0.5″<')
  expect(withSky).toContain('.scale{width:10.417%}')
  const { field } = await reportParts(madeUpRun({ wcs: WCS }))
  expect(field.compass?.north[1]).toBeCloseTo(-1, 6)
  expect(field.compass?.east[0]).toBeCloseTo(-1, 6)
  const without = await plainPage
  expect(without).toContain('<div class="scale">20 px<')
  expect(without).toContain('.scale{width:16.667%}')
  expect(without).not.toContain('class="compass"')
})

test.each<[string, RunOptions, string]>([
  ['no candidates', { nRows: 0 }, 'The catalogue has no candidates.'],
  ['one band', { nBands: 1 }, 'F275W in grey;'],
  ['two bands', { nBands: 2 }, 'Red F336W, green F275W+F336W, blue F275W;'],
  ['five bands', { nBands: 5 }, 'Red F814W, green F438W, blue F275W;'],
  ['nothing classified', { classOf: () => 0 }, '0 were classified. '],
  ['one candidate', { nRows: 1 }, 'Of 1 candidate, 1 was classified'],
  ['one class', { classOf: () => 2 }, '60 in class 2 (asymmetric cluster)'],
])('%s', async (_, options, sentence) => {
  const html = await page(options)
  expect(words(html)).toContain(sentence)
  const shown = html.replace(/<script>[\s\S]*?<\/script>|base64,[^"]*/g, '')
  expect(shown.match(/.{20}(undefined|Infinity|NaN(?!,| or)).{20}/s)?.[0]).toBeUndefined()
})

test('a page of which most rows have a flag says so first', () => {
  const flagged = (n: number) => reportHtmlOf(madeUpRun({ classOf: (row) => (row < n ? 0 : 1) }))
  return Promise.all([flagged(31), flagged(30)]).then(([most, half]) => {
    const header = most.slice(most.indexOf('<header>'))
    expect(header).toMatch(
      /^<header>\s*<h1>[^<]*<\/h1>\s*<p class="banner" role="alert">More than half of the rows have a\s+flag:\s+31 of 60\./,
    )
    expect(half).not.toContain('More than half of the rows')
  })
})

async function reportHtmlOf(run: ReturnType<typeof madeUpRun>): Promise<string> {
  return reportHtml(await reportParts(run))
}
