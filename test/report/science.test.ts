/**
 * The science page: what it says, that it needs nothing beside itself, and what is written with it.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { correctedLuminosity } from '../../src/completeness/index.js'
import { shareFigure } from '../../src/figures/science-figures.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { type ScienceReport, writeScience } from '../../src/report/index.js'
import { readCommonCandidates, scienceOf } from '../../src/science/index.js'
import { Table } from '../../src/tables/index.js'
import { madeUpCatalogue, without } from '../science/catalogues.js'

/** With magnitudes in one band alone, there is one figure to draw. */
function bare(nRows: number): Table {
  const table = madeUpCatalogue(nRows)
  const others = ['mag_nuv', 'mag_u', 'mag_b', 'mag_i', 'ci', 'age', 'mass']
  return others.reduce(without, table)
}

function reportOf(labels: string[], table = bare(120)): ScienceReport {
  const columns = labels.map((label, i) => ({ column: i === 0 ? 'human' : 'machine', label }))
  const catalogues = [table]
  const notes = new Notes()
  notes.say('a note with <b>markup</b>')
  const candidates = readCommonCandidates({ catalogues, columns, distanceMpc: 10 }, notes)
  return {
    title: 'Science of a.csv',
    science: scienceOf(candidates, { distanceMpc: 10, random: new Random(1) }),
    notes,
    facts: {
      ...{ software: 'starsift', command: 'starsift science a.csv', seed: 1, inputs: ['a.csv'] },
      date: '2026-11-21T12:00:00.000Z',
    },
  }
}

describe('two columns', () => {
  const dir = mkdtempSync(join(tmpdir(), 'science-page-'))
  const report = reportOf(['human', 'a <new> net'], madeUpCatalogue(120))
  let page: string

  beforeAll(async () => {
    const path = await writeScience(dir, report)
    expect(path).toBe(join(dir, 'science.html'))
    page = readFileSync(path, 'utf8')
  })

  test('begins with the answer', () => {
    const { text } = report.science.comparisons[0].verdict
    expect(page).toContain(text.replaceAll('<', '&#60;').replaceAll('>', '&#62;'))
    expect(page.indexOf('Does it matter for the science')).toBeLessThan(page.indexOf('<table'))
  })

  test('says limits, distance, seed, and every note, escaped', () => {
    for (const said of [
      '10 Mpc, modulus 30.000 mag (as given)',
      '0.5 mag brighter than the turn-over at',
      'extinction: magnitudes and colours are the catalogue&#39;s',
      'a note with &#60;b&#62;markup&#60;/b&#62;',
      'starsift science a.csv',
      'n = 120',
    ]) {
      expect(page).toContain(said)
    }
    expect(page).not.toContain('<new>')
    expect(page).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('needs nothing beside itself, its font neither', () => {
    expect(page.match(/<svg /g)).toHaveLength(11)
    expect(page).toContain(
      '@font-face{font-family:"DejaVu Sans Condensed";src:url(data:font/ttf;base64,',
    )
    expect(page).not.toMatch(/<script|<img|src="|@import|url\(http/)
    for (const [, file] of page.matchAll(/href="(figures[^"]+)"/g)) {
      expect(existsSync(join(dir, file)), file).toBe(true)
    }
  })

  test('a CSV a table, and every figure in three formats', () => {
    const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()
    expect(files.filter((name) => name.endsWith('.csv'))).toEqual([
      'counts.csv',
      'distributions.csv',
      'samples.csv',
      'slope-differences.csv',
      'slopes.csv',
    ])
    const linked = [...page.matchAll(/href="([^"/]+\.csv)"/g)].map(([, file]) => file)
    expect(linked.sort()).toEqual(files.filter((name) => name.endsWith('.csv')))
    for (const ending of ['svg', 'png', 'pdf']) {
      expect(files.filter((name) => name.endsWith(ending))).toHaveLength(11)
    }
  })

  test('the same science gives the same bytes', async () => {
    const other = mkdtempSync(join(tmpdir(), 'science-page-'))
    await writeScience(other, report)
    for (const name of [
      'science.html',
      'slopes.csv',
      'figures/mass-age.pdf',
      'figures/mass-age.png',
    ]) {
      expect(Buffer.compare(readFileSync(join(dir, name)), readFileSync(join(other, name)))).toBe(0)
    }
  })
})

test('an index of 1.2 is in the bin from 1.2 on', () => {
  const quantity = { id: 'ci', name: 'CI', unit: 'mag', values: Float64Array.of(1.2) }
  const { samples } = reportOf(['human']).science.candidates
  const sample = { ...samples[0], isMember: Uint8Array.of(1) }
  const figure = shareFigure({ quantity, samples: [sample], binWidth: 0.1 })!
  const { values } = figure.data as { values: { x: number; share: number }[] }
  expect(values.filter(({ share }) => share === 1).map(({ x }) => x)).toEqual([
    expect.closeTo(1.2, 9),
  ])
})

test('one column has a page without comparisons', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'science-page-'))
  const page = readFileSync(await writeScience(dir, reportOf(['human'])), 'utf8')
  expect(page).toContain('Give a second class column')
  expect(page).not.toContain('Exchange p')
  expect(existsSync(join(dir, 'distributions.csv'))).toBe(false)
})

test('too few clusters are said, not fitted', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'science-page-'))
  const page = readFileSync(await writeScience(dir, reportOf(['human', 'net'], bare(12))), 'utf8')
  expect(page).toContain('too few')
  expect(page).toContain('There are too few clusters to say whether it matters.')
  expect(page).not.toMatch(/NaN|Infinity|undefined/)
})

test('an input is not written over', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'science-page-'))
  const report = reportOf(['human'])
  const input = join(dir, 'slopes.csv')
  writeFileSync(input, 'id\n')
  const facts = { ...report.facts, inputs: [input] }
  await expect(writeScience(dir, { ...report, facts })).rejects.toThrow(
    'the output would replace an input',
  )
  expect(readdirSync(dir)).toEqual(['slopes.csv'])
})

/** A run beside a measurement of completeness, of which a doubt was found. */
function besideCompleteness(): ScienceReport {
  const table = bare(120)
  const flags = { name: 'det_flags', values: new Int16Array(table.nRows) }
  const report = reportOf(['human'], table.withColumns([flags]))
  const bins = [{ low: 15, high: 30, n: 100, nKept: 90 }]
  const limits = new Table([
    { name: 'share_of', values: ['kept'] },
    { name: 'level', values: Float64Array.of(0.9) },
    { name: 'v', values: Float64Array.of(23.4) },
    { name: 'remark', values: [''] },
  ])
  const notes = new Notes()
  notes.doubt('the shares are those of another network')
  notes.say('only a note')
  const corrected = correctedLuminosity(report.science, bins, new Random(1))!
  return {
    ...report,
    notes: new Notes().add(notes),
    missed: { folder: 'completeness/', corrected, limits, notes },
  }
}

test('doubts of the completeness stand in its section; what this run has not goes', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'science-missed-'))
  const page = readFileSync(await writeScience(dir, besideCompleteness()), 'utf8')
  const section = page.slice(page.indexOf('id="missed-title"')).split('</section>')[0]
  expect(section).toContain('<li>the shares are those of another network</li>')
  expect(section).not.toContain('only a note')
  expect(page.split('the shares are those of another network')).toHaveLength(2)
  expect(page.split('only a note')).toHaveLength(2)
  expect(section).toContain('90 % of the injected clusters are kept at V = 23.40')
  const sometimes = ['counts-corrected.csv', 'hygiene.csv']
  expect(readdirSync(dir)).toEqual(expect.arrayContaining(sometimes))
  const { missed, ...others } = besideCompleteness()
  const alike = await writeScience(dir, { ...others, missed: { ...missed!, notes: new Notes() } })
  expect(readFileSync(alike, 'utf8')).not.toMatch(/<ul[^>]*>\s*<\/ul>/)
  await writeScience(dir, reportOf(['human']))
  expect(readdirSync(dir).filter((name) => sometimes.includes(name))).toEqual([])
})
