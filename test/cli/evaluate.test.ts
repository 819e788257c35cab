/** `starsift evaluate` as its users run it. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal, starsift } from './command-line.js'

const root = temporaryFolder()
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

function file(name: string, ...lines: string[]): string {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}

/** Twelve objects of each class: `nRight` of each are found. */
function tables(nRight: number) {
  const objects = Array.from({ length: 48 }, (_, i) => ({ i, code: 1 + Math.floor(i / 12) }))
  const found = ({ i, code }: { i: number; code: number }) =>
    i % 12 < nRight ? code : 1 + (code % 4)
  return {
    truth: file('truth.csv', 'id,class', ...objects.map(({ i, code }) => `${i},${code}`)),
    predictions: file('p.csv', 'id,ml_class', ...objects.map((o) => `${o.i},${found(o)}`)),
  }
}

describe('a run', () => {
  test('the numbers on stdout, notes on stderr', async () => {
    const { truth, predictions } = tables(9)
    const out = join(folder, 'out')
    const run = ['evaluate', predictions, '--truth', truth, '--out', out]
    const { code, stdout, stderr } = await starsift(...run)
    const plain = (text: string) => text.replaceAll(`${folder}/`, '')
    expect([code, plain(stderr)]).toMatchInlineSnapshot(`
      [
        0,
        "note: truth.csv has neither votes nor their mean: how often people agree is not known; name the columns of single people's classes with --votes
      note: starsift: no magnitudes: truth.csv has none of the columns mag_v, mag_f555w, PHANGS_F555W_VEGA, PHANGS_F555W_VEGA_TOT, MAG_AUTO, mag; name the column with --magnitude
      note: starsift: no distances to neighbours: truth.csv has no positions (x and y of a known origin, or ra and dec)
      note: starsift: no probabilities: calibration and thresholds are not measured
      ",
      ]
    `)
    expect(plain(stdout)).toMatchInlineSnapshot(`
      "starsift: 48 objects in 1 field
        four classes: 75.0 % right (62.5 % to 87.5 %), kappa 0.667
        two classes: 87.5 % right (77.1 % to 95.8 %), kappa 0.750
        recall: class 1 75.0 %, class 2 75.0 %, class 3 75.0 %, class 4 75.0 %
      page: out/evaluation.html
      "
    `)
    expect(readFileSync(join(out, 'evaluation.html'), 'utf8')).toContain('75.0 %')
  })

  test('--json, and another table to compare with', async () => {
    const { truth, predictions } = tables(9)
    const other = file('q.csv', readFileSync(truth, 'utf8').replace('class', 'predicted_class'))
    const out = join(folder, 'out')
    const more = ['--compare', other, '--json']
    const { predictions: found, mcnemar } = JSON.parse(
      await done('evaluate', predictions, '--truth', truth, '--out', out, ...more),
    )
    expect(found.map(({ name }: { name: string }) => name)).toEqual(['starsift', 'predicted_class'])
    expect(found[0].fourClasses.accuracy.value).toBe(0.75)
    expect(found[0].fields).toEqual([
      {
        ...{ field: 'truth', by: 'id', nCompared: 48, nInspected: 48, nPredictions: 48 },
        ...{ nWithoutPrediction: 0, nWithoutClass: 0, nNotInspected: 0, nWithoutTruth: 0 },
        nPositionMismatch: 0,
      },
    ])
    expect(mcnemar[0].fourClasses).toMatchObject({ onlyFirst: 0, onlySecond: 12 })
  })

  test('sets of predictions whose figures would have one name', async () => {
    const head =
      'id,class,Baseline,baseline_,x,y,mag_f275w,mag_f336w,mag_f438w,mag_f555w,mag_f814w,ci'
    const row = (i: number) => `${i},${1 + (i % 4)},1,2,${i},${i * i},20,20,20,20,20,1.${i}`
    const field = (name: string) =>
      file(name, head, ...Array.from({ length: 12 }, (_, i) => row(i)))
    const fields = [field('a.csv'), field('b.csv')]
    const columns = ['--class-column', 'Baseline', '--compare-column', 'baseline_']
    const more = ['--baseline', '--origin', '0', '--json', '--out', join(folder, 'out')]
    const { predictions } = JSON.parse(
      await done(
        'evaluate',
        ...fields,
        '--truth',
        ...fields,
        '--compare',
        ...fields,
        ...columns,
        ...more,
      ),
    )
    expect(predictions.map(({ name }: { name: string }) => name)).toEqual([
      ...['Baseline (2)', 'baseline_ (3)', 'baseline'],
    ])
    const figures = readdirSync(join(folder, 'out', 'figures'))
    expect(figures.filter((name) => /^confusion.*svg$/.test(name)).sort()).toEqual([
      ...['confusion-baseline-2.svg', 'confusion-baseline-3.svg', 'confusion-baseline.svg'],
    ])
  })

  test('one table with both columns, and people who voted', async () => {
    const rows = ['1,1,1,1,2', '2,4,4,4,4', '3,3,3,3,1']
    const both = file('both.csv', 'ml_class,class,aa,bw,cc', ...rows.map((row) => row))
    const out = join(folder, 'out')
    const votes = ['--votes', 'aa,bw,cc']
    const text = await done('evaluate', both, '--truth', both, '--out', out, ...votes)
    expect(text).toContain('agreement of people, both (3 objects, from votes): 55.6 % in four')
  })
})

describe('refused, without a file', () => {
  test('what the tables lack', async () => {
    const truth = file('truth.csv', 'id,class', '1,1', '1,2')
    const predictions = file('p.csv', 'id,ml_class', '1,1')
    const run = ['evaluate', predictions, '--truth', truth, '--out', join(folder, 'out')]
    expect(await refusal(folder, 1, ...run)).toMatchInlineSnapshot(
      `"starsift: truth.csv: id 1 repeats: expected one row per id, got rows 1 and 2; remove one of the rows, or use --match position"`,
    )
    expect(await refusal(folder, 1, ...run, '--baseline', '--match', 'position')).toContain(
      'predictions and truth cannot be matched',
    )
  })

  test('commands that make no sense', async () => {
    const { truth, predictions } = tables(9)
    const run = ['evaluate', '--truth', truth, '--out', join(folder, 'out')]
    expect(await refusal(folder, 2, ...run)).toContain('nothing to evaluate')
    expect(await refusal(folder, 2, ...run, predictions, '--radius', '3')).toContain(
      '--radius: expected a length in px or arcsec, e.g. 1px or 0.1arcsec, got 3',
    )
    const column = ['--compare-column', 'a']
    expect(await refusal(folder, 2, 'evaluate', predictions, ...run.slice(1), ...column)).toContain(
      '--compare-column without --compare',
    )
  })
})
