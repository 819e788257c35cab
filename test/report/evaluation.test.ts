/** The folder of an evaluation: its files, and that the page says what the tables say. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Evaluation, evaluationOf, predictionsOf, truthOf } from '../../src/evaluate/index.js'
import { Random } from '../../src/random.js'
import { plannedFigures } from '../../src/report/evaluation-figures.js'
import { writeEvaluation } from '../../src/report/index.js'
import { parseCsv, type Table } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()
const out = join(root, 'out')
const N = 200
let evaluation: Evaluation
let page = ''

/** A field with positions, magnitudes and classes; a prediction is right with probability 0.7. */
function madeUp() {
  const random = new Random(3)
  const truth = ['id,PHANGS_X,PHANGS_Y,PHANGS_F555W_VEGA,PHANGS_CLUSTER_CLASS_HUMAN']
  const predictions = ['id,ml_class,ml_p1,ml_p2,ml_p3,ml_p4']
  for (let i = 0; i < N; i++) {
    const code = 1 + random.integer(4)
    const [x, y] = [1000 * random.uniform(), 1000 * random.uniform()]
    const found = random.uniform() < 0.7 ? code : 1 + random.integer(4)
    const p = [1, 2, 3, 4].map((k) => (k === found ? 0.7 : 0.1))
    truth.push(`o<${i}>,${x},${y},${20 + 4 * random.uniform()},${code}`)
    predictions.push(`o<${i}>,${found},${p.join()}`)
  }
  return { truth: truth.join('\n'), predictions: predictions.join('\n') }
}

beforeAll(async () => {
  const { truth, predictions } = madeUp()
  const tables = [predictionsOf(parseCsv(predictions, 'p.csv'))]
  const truths = [truthOf(parseCsv(truth, 'field<b>.csv'))]
  const input = { truths, predictions: [{ name: 'net', tables }] }
  evaluation = evaluationOf(input, { nResamples: 100 })
  page = readFileSync(await writeEvaluation(out, evaluation, { command: 'starsift' }), 'utf8')
})

function csv(name: string): Table {
  return parseCsv(readFileSync(join(out, `${name}.csv`), 'utf8'))
}

test('a page, a CSV a table, each figure as SVG, PNG and PDF; nothing half-written', () => {
  expect(readdirSync(out).sort()).toEqual([
    ...['classes.csv', 'confusion.csv', 'crowding.csv', 'evaluation.html', 'fields.csv', 'figures'],
    ...['magnitude.csv', 'objects.csv', 'reliability.csv', 'summary.csv', 'thresholds.csv'],
  ])
  const names = ['confusion', 'crowding', 'magnitude', 'recalls', 'reliability', 'thresholds']
  const files = names.flatMap((name) => ['pdf', 'png', 'svg'].map((ending) => `${name}.${ending}`))
  expect(readdirSync(join(out, 'figures')).sort()).toEqual(files)
})

describe('tables', () => {
  test('the confusion matrix adds up to the objects', () => {
    const { values } = csv('confusion').column('n')
    expect(Array.from(values as Int32Array).reduce((a, b) => a + b)).toBe(N)
    expect(csv('objects').nRows).toBe(N)
  })

  test('the accuracy counted from objects.csv is that of summary.csv and of the page', () => {
    const objects = csv('objects')
    const [truth, predicted] = ['truth', 'predicted'].map((name) => objects.column(name).values)
    const right = Array.from(truth as Int32Array).filter((code, i) => code === predicted[i]).length
    expect(csv('summary').column('value').values[0]).toBeCloseTo(right / N, 6)
    expect(page).toContain(`${((100 * right) / N).toFixed(1)} %`)
  })

  test('the bins of magnitude hold every object', () => {
    const { values } = csv('magnitude').column('n')
    expect(Array.from(values as Int32Array).reduce((a, b) => a + b)).toBe(N)
  })
})

describe('page', () => {
  test('needs nothing beside itself but the files it links to, and these are there', () => {
    const links = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map((found) => found[1])
    const files = links.filter((link) => !link.startsWith('data:'))
    expect(files.length).toBeGreaterThan(20)
    for (const file of files) expect(readFileSync(join(out, file)).length).toBeGreaterThan(0)
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/)
  })

  test('text of files is no markup', () => {
    expect(page).not.toContain('<b>.csv')
    expect(page).toContain('field&#60;b&#62;')
  })

  test('no undefined and no NaN', () => {
    expect(page.replace(/src="[^"]*"/g, '')).not.toMatch(/undefined|NaN|null/)
  })
})

test('clusters of a sample above a threshold are counted among objects with scores', () => {
  const scored = ['id,ml_class,ml_p1,ml_p2,ml_p3,ml_p4', '1,1,1,0,0,0', '2,1,,,,', '3,4,0,0,0,1']
  const tables = [predictionsOf(parseCsv(scored.join('\n'), 'p.csv'))]
  const truths = [truthOf(parseCsv('id,class\n1,1\n2,2\n3,4\n', 't.csv'))]
  const figures = plannedFigures(evaluationOf({ truths, predictions: [{ name: 'a', tables }] }))
  const { caption } = figures.find(({ kind }) => kind === 'thresholds')!
  expect(caption).toContain('completeness among n = 1 clusters')
})

test('the same evaluation gives the same bytes', async () => {
  const again = join(root, 'again')
  await writeEvaluation(again, evaluation, { command: 'starsift' })
  for (const file of ['evaluation.html', 'summary.csv', 'figures/confusion.png']) {
    expect(readFileSync(join(again, file)).equals(readFileSync(join(out, file))), file).toBe(true)
  }
})

describe('a folder of an earlier run', () => {
  const folder = join(root, 'earlier')
  const [first, other] = [
    ['id,class\n1,1\n2,2\n', 'id,ml_class,ml_p1,ml_p2,ml_p3,ml_p4\n1,1,1,0,0,0\n9,1,1,0,0,0\n'],
    ['id,class\n1,1\n2,2\n', 'id,class\n1,1\n2,2\n'],
  ].map(([truth, predictions]) => {
    const tables = [predictionsOf(parseCsv(predictions, 'p.csv'))]
    const input = {
      truths: [truthOf(parseCsv(truth, 't.csv'))],
      predictions: [{ name: 'a', tables }],
    }
    return evaluationOf(input, { nResamples: 5 })
  })
  const csvFiles = () => readdirSync(folder).filter((name) => name.endsWith('.csv'))
  const figures = () => readdirSync(join(folder, 'figures')).filter((name) => name.endsWith('.svg'))

  test('what has no successor goes, and nothing else', async () => {
    await writeEvaluation(folder, first)
    expect(csvFiles()).toEqual(expect.arrayContaining(['reliability.csv', 'unmatched.csv']))
    expect(figures()).toEqual(expect.arrayContaining(['reliability.svg', 'thresholds.svg']))
    writeFileSync(join(folder, 'people.csv'), 'mine')
    writeFileSync(join(folder, 'figures', 'reliability-talk.svg'), 'mine')
    const inputs = [join(folder, 'unmatched.csv')]
    await writeEvaluation(folder, other, { inputs })
    expect(csvFiles()).toEqual([
      ...['classes.csv', 'confusion.csv', 'fields.csv', 'objects.csv', 'people.csv'],
      ...['summary.csv', 'unmatched.csv'],
    ])
    expect(figures()).toEqual(['confusion.svg', 'recalls.svg', 'reliability-talk.svg'])
  })
})

test('an input is not written over', async () => {
  const folder = join(root, 'taken')
  mkdirSync(folder)
  const input = join(folder, 'objects.csv')
  writeFileSync(input, 'mine')
  await expect(writeEvaluation(folder, evaluation, { inputs: [input] })).rejects.toThrow(
    'the output would replace an input',
  )
  expect(readdirSync(folder)).toEqual(['objects.csv'])
})
