/**
 * `starsift label` as people use it: the built program, its page in Chromium, the demo's field. Two
 * people label the same twenty sources by keyboard, one of them with two answers taken back and the
 * page closed between; how far they agree; and how long a key takes until the next source is on the
 * screen.
 */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FOUR_CLASSES } from '../../src/catalog/index.js'
import { measuresOf } from '../../src/evaluate/index.js'
import { Random } from '../../src/random.js'
import { labelAgreement } from '../../src/statistics/index.js'
import { parseCsv } from '../../src/tables/index.js'
import type { TaskState } from '../../src/viewing/index.js'
import { starsift } from '../cli/command-line.js'
import { temporaryFolder } from '../fits/files.js'
import { ended, type ServerProcess, started } from '../server/server-process.js'
import { answersOf, hasProgram, hasPython } from '../setup/peers.js'
import { launch, listen } from './fake-page.js'

const FIELD = resolve('demo/sim2-1')
const CATALOG = join(FIELD, 'sim2-1_candidates.ecsv')
const N_TIMED = 200
/** For a busy machine. */
const MOST_MS = 120_000
const PASSPHRASE = 'four quiet grey cats'

describe.skipIf(!hasProgram('chromium'))('starsift label', () => {
  const root = temporaryFolder()
  let browser: Browser
  const servers: ServerProcess[] = []
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    for (const server of servers) await ended(server, 'SIGINT')
  })

  /** Starts the program. @returns the address that it prints */
  async function serve(
    labels: string,
    catalog = CATALOG,
    more: readonly string[] = [],
    images = FIELD,
  ): Promise<string> {
    const words = [images, '--catalog', catalog, '--origin', '1', '--labels', labels, ...more]
    const options = ['--person', 'anna', '--order', 'catalog', '--distance-mpc', '10']
    const env = { STARSIFT_PASSPHRASE: PASSPHRASE }
    const server = await started([...words, ...options], env)
    servers.push(server)
    return server.address
  }

  async function open(
    address: string,
    complaints: string[],
    options = {},
    by = browser,
    before: (page: Page) => Promise<void> = async () => {},
  ): Promise<Page> {
    const context = await by.newContext({ viewport: { width: 1440, height: 900 }, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(MOST_MS)
    listen(page, new URL(address).origin, complaints)
    await before(page)
    await page.goto(address)
    return page
  }
  const shown = (page: Page, row: number) =>
    page.locator(`.pictures canvas[data-row="${row}"]`).waitFor()

  /** A member of the team opens the page: with the passphrase and a name. */
  async function enter(address: string, name: string, complaints: string[]): Promise<Page> {
    const page = await open(address, complaints, { colorScheme: 'dark' })
    await page.getByLabel('Your name').fill(name)
    await page.getByLabel('Passphrase').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Enter' }).click()
    return page
  }

  /** One key a source, each when the source is on the screen. */
  async function answer(page: Page, keys: string, first = 1): Promise<void> {
    for (const [i, key] of [...keys].entries()) {
      await page.keyboard.press(key)
      // After class 4 the finer code is asked.
      if (key === '4') await page.keyboard.press('Enter')
      await shown(page, first + i + 1)
    }
  }

  test('two people label twenty sources; the votes and the agreement are theirs', async () => {
    const labels = join(root, 'labels')
    const complaints: string[] = []
    const token = await serve(labels, CATALOG, ['--share', '127.0.0.1'])
    const address = `${new URL(token).origin}/`
    const page = await enter(address, 'anna', complaints)
    await shown(page, 1)
    await answer(page, `${ANNA.slice(0, 18)}14`)
    for (const row of [20, 19]) {
      await page.keyboard.press('z')
      await shown(page, row)
    }
    await page.locator('.save-state.saved').waitFor()
    await page.context().close()

    const again = await enter(address, 'anna', complaints)
    await shown(again, 19)
    expect(await again.locator('.progress').innerText()).toContain('18 of')
    await answer(again, ANNA.slice(18), 19)
    await again.locator('.save-state.saved').waitFor()
    await again.context().close()

    const other = await enter(address, 'Ben Né', complaints)
    await shown(other, 1)
    expect(await other.locator('.progress').innerText()).toContain('0 of')
    await answer(other, BEN)
    await other.locator('.save-state.saved').waitFor()
    await other.getByRole('link', { name: 'Agreement' }).click()
    await other.locator('.agreement-matrix').waitFor()
    await expectAgreement(other)
    await other.context().close()
    expect(complaints).toEqual([])
    expectLines(labels)
    await expectVotes(labels, join(root, 'votes.csv'))
  })

  test('the model is at work while one labels; then the page loads what it says', async () => {
    const complaints: string[] = []
    const address = await serve(join(root, 'early'))
    const model = { isAtWork: true }
    const page = await open(address, complaints, {}, browser, (one) => atWork(one, model))
    await shown(page, 1)
    await page.getByText('The model looks at every source: 34 %').waitFor()
    model.isAtWork = false
    await page.keyboard.press('1')
    await shown(page, 2)
    await page.getByText('The model has looked at every source').waitFor()
    await page.getByRole('button', { name: 'Load what it says' }).click()
    await shown(page, 2)
    await page.evaluate(() => {
      location.hash = '#/label/1'
    })
    await shown(page, 1)
    if (!(await page.locator('.opinion-box').isVisible())) await page.keyboard.press('m')
    await page.locator('.opinion-box', { hasText: 'Machine: ' }).waitFor()
    await page.getByRole('button', { name: 'Why?' }).first().click()
    const why = page.locator('.why').first()
    await why.getByText('without F275W').first().waitFor()
    expect(await why.locator('canvas').count()).toBeGreaterThanOrEqual(7)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a model that does not fit and a mosaic that was cut are said; labels go on', async () => {
    const [images, labels] = [join(root, 'two-bands'), join(root, 'unfit')]
    mkdirSync(images)
    const mosaics = readdirSync(FIELD).filter((name) => /f438w|f555w/.test(name))
    for (const name of mosaics) copyFileSync(join(FIELD, name), join(images, name))
    const model = ['--model', resolve('models/starsift.onnx')]
    const page = await open(await serve(labels, CATALOG, model, images), [])
    await page.getByText('The model does not fit').waitFor()
    expect(await page.locator('.task-box').innerText()).toMatch(/too few bands/)
    await shown(page, 1)
    truncateSync(join(images, mosaics[0]), 5760)
    await page.keyboard.press('2')
    await page.locator('.save-state.saved').waitFor()
    await page.evaluate(() => {
      location.hash = '#/label/40'
    })
    const said = page.locator('.over-pictures[role="alert"]')
    await said.waitFor()
    expect(await said.innerText()).toMatch(/could not be read: .*(shorter|ended early)/)
    await page.context().close()
    const [log] = readdirSync(labels).filter((name) => name.endsWith('.jsonl'))
    expect(readFileSync(join(labels, log), 'utf8').trim().split('\n')).toHaveLength(1)
  })

  test('a key shows the next source at once', async () => {
    const complaints: string[] = []
    const catalog = join(root, 'many.ecsv')
    writeFileSync(catalog, manyRows())
    const plain = await launch(true)
    const page = await open(await serve(join(root, 'timed'), catalog), complaints, {}, plain)
    await shown(page, 1)
    await page.waitForTimeout(2000)
    for (let row = 1; row <= N_TIMED; row++) {
      await page.keyboard.press('1')
      await shown(page, row + 1)
      // A person looks before the next key.
      await page.waitForTimeout(120)
    }
    await page.waitForFunction(
      (n) => performance.getEntriesByName('key to painted').length >= n,
      N_TIMED,
    )
    const times = await page.evaluate(() =>
      performance
        .getEntriesByName('key to painted')
        .map(({ duration }) => duration)
        .sort((one, other) => one - other),
    )
    await plain.close()
    expect(complaints).toEqual([])
    expect(times).toHaveLength(N_TIMED)
    const at = (share: number) => times[Math.floor(share * times.length)].toFixed(1)
    const load = loadavg()[0].toFixed(1)
    console.log(
      `key to painted: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, n ${times.length}, load ${load}`,
    )
    // The goal is 50 ms. A machine with more to do than it has processors is slower by as much.
    const busy = Math.max(1, loadavg()[0] / availableParallelism())
    expect(times[N_TIMED / 2]).toBeLessThan(100 * busy)
  })
})

/** The server answers as before the model is done, which takes a moment only. */
async function atWork(page: Page, model: { readonly isAtWork: boolean }): Promise<void> {
  const said = 'the model looks at every source'
  const states: TaskState[] = [{ name: 'machine', said, share: 0.345, isDone: false }]
  await page.route('**/api/progress', (route) =>
    model.isAtWork ? route.fulfill({ json: states }) : route.continue(),
  )
  const bare = async (route: Route) => {
    const rows = await (await route.fetch()).json()
    await route.fulfill({ json: { ...rows, machine: null } })
  }
  await page.route('**/api/rows', bare, { times: 1 })
}

/** One answer a source. */
const ANNA = '1121341211432311u342'
const BEN = '122134111144232123u2'
const classOf = (key: string) => (key === 'u' ? 0 : Number(key))

/** What the page says of the two is what is computed here, and what scikit-learn computes. */
async function expectAgreement(page: Page): Promise<void> {
  const both = [...ANNA].map((key, i) => [classOf(key), classOf(BEN[i])] as const)
  const judged = both.filter(([one, other]) => one > 0 && other > 0)
  const [truth, predicted] = [0, 1].map((who) => Uint8Array.from(judged, (pair) => pair[who]))
  const options = { random: new Random(1), list: FOUR_CLASSES, nResamples: 1000 }
  const { kappa, accuracy } = measuresOf(truth, predicted, options).fourClasses
  if (hasPython('sklearn')) {
    const probabilities = judged.map(() => [0.25, 0.25, 0.25, 0.25])
    const asked = [{ truth: [...truth], predicted: [...predicted], probabilities }]
    const [{ four }] = answersOf<{ four: { kappa: number } }[]>('evaluate_measures.py', asked)
    expect(kappa.value).toBeCloseTo(four.kappa, 12)
  }
  const { low, high } = kappa.interval!
  const [value, from, to] = [kappa.value, low, high].map((number) => number.toFixed(2))
  const row = page.locator('.agreement-tables tbody tr', { hasText: 'Ben Né and anna' })
  const cells = (await row.locator('th, td').allInnerTexts()).map((text) => text.trim())
  expect(cells[1]).toBe(`${judged.length}`)
  expect(cells[2]).toContain(`${(100 * accuracy.value).toFixed(0)} %`)
  expect(cells[3]).toBe(`${value} (${from} to ${to})`)
  const votes = judged.map((pair) => [1, 2, 3, 4].map((k) => pair.filter((of) => of === k).length))
  const fleiss = labelAgreement(votes).kappa.toFixed(2)
  expect(await page.locator('.agreement-summary').innerText()).toContain(`${fleiss} (`)
  const nDisputed = judged.filter(([one, other]) => one !== other).length
  const settle = page.locator('.agreement-settle [role="status"]')
  expect(await settle.innerText()).toBe(`1 of ${nDisputed} disputed, 0 settled`)
}

/** Anna's file has her twenty labels, the two that she took back, and that she did. */
function expectLines(labels: string): void {
  const counts = readdirSync(labels)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(labels, name), 'utf8').trim().split('\n'))
    .map((lines) => lines.map((line) => JSON.parse(line)))
    .map((events) => [
      events[0].person,
      events.length,
      events.filter(({ kind }) => kind === 'undo').length,
    ])
  expect(counts.sort((one, other) => other[1] - one[1])).toEqual([
    ['anna', 24, 2],
    ['Ben Né', 20, 0],
  ])
}

async function expectVotes(labels: string, votes: string): Promise<void> {
  const out = ['--catalog', CATALOG, '--export', votes]
  expect(await starsift('label', '--labels', labels, ...out)).toMatchObject({ code: 0 })
  const { columns } = parseCsv(readFileSync(votes, 'utf8'))
  for (const [person, keys] of [
    ['anna', ANNA],
    ['Ben', BEN],
  ]) {
    const given = columns.find(({ name }) => name.startsWith('class_') && name.includes(person))!
    const classes = [...keys].map((_, row) => Number(given.values[row] ?? 0))
    expect(classes.map((of) => (of > 0 ? of : 0))).toEqual([...keys].map(classOf))
  }
}

/** The demo's candidates again and again, under new names, until there are enough. */
function manyRows(): string {
  const lines = readFileSync(CATALOG, 'utf8').trim().split('\n')
  const start = lines.findIndex((line) => !line.startsWith('#')) + 1
  const rows = lines.slice(start)
  const many = Array.from({ length: N_TIMED + 20 }, (_, i) =>
    rows[i % rows.length].replace(/^[^,]+/, `${i + 1}`),
  )
  return [...lines.slice(0, start), ...many, ''].join('\n')
}
