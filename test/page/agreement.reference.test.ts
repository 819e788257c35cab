/** The view of agreement in a browser: its numbers are the computed ones, keys settle sources. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { agreementOf, type LabelEvent, labelledSources } from '../../src/votes/index.js'
import { label } from '../labels/label-events.js'
import { hasProgram } from '../setup/peers.js'
import { FakeField } from './fake/field.js'
import { type FakePage, fakePage } from './fake-page.js'

const there = hasProgram('chromium')
const shots = process.env.STARSIFT_SHOTS

const options = { nRows: 400, hasCodes: false, delayMs: 0, hasMachine: true }
let fake: FakePage
let events: LabelEvent[]

beforeAll(async () => {
  if (!there) return
  fake = await fakePage()
  events = await threePeople()
}, 120_000)

afterAll(() => fake?.close())

/** Three people label 120 sources; each is right in most cases, and one twice. */
async function threePeople(): Promise<LabelEvent[]> {
  const field = new FakeField(options)
  const { ids, x, y, ra, dec } = await field.rows()
  const { catalogue } = await field.describe()
  const random = new Random(5)
  const shareRight = { anna: 0.85, ben: 0.8, 'Cho Mi-rae': 0.7 }
  return Object.entries(shareRight).flatMap(([person, share], p) =>
    Array.from({ length: 120 }, (_, row) => {
      const isRight = random.uniform() < share
      const value = isRight ? field.truth[row] : 1 + random.integer(4)
      const at = { id: ids[row], x: x[row], y: y[row], ra: ra[row], dec: dec[row] }
      const more = { object: at, catalogue: catalogue.sha256 }
      const note = row % 7 === 0 ? { note: 'two peaks? the fainter one is red' } : {}
      const first = label(`event-${p}${1000 + row}`, person, row, value, { ...more, ...note })
      if (p > 0 || row >= 40) return [first]
      const again = random.uniform() < 0.9 ? value : 1 + random.integer(4)
      const second = { ...more, isSecond: true }
      return [first, label(`event-${p}${5000 + row}`, person, row, again, second)]
    }).flat(),
  )
}

async function opened(query = '?person=anna', viewport = { width: 1440, height: 900 }, more = {}) {
  const page = await fake.open(`${query}#/agreement`, { viewport, ...more })
  page.setDefaultTimeout(120_000)
  await page.evaluate((log) => localStorage.setItem('fake log', log), JSON.stringify(events))
  await page.reload()
  await page.waitForSelector('.agreement-summary')
  return page
}

const textOf = (page: Page, of: string) => page.locator(of).innerText()

test.skipIf(!there)('kappas, shares and the matrix are the computed ones', async () => {
  const page = await opened()
  const found = agreementOf(labelledSources(events))
  const { kappa } = found.all!.fourClasses
  const summary = await textOf(page, '.agreement-summary')
  const [low, high] = [kappa.interval!.low, kappa.interval!.high].map((value) => value.toFixed(2))
  expect(summary).toContain(`${kappa.value.toFixed(2)} (${low} to ${high})`)
  const rows = await page.locator('.agreement-tables tbody tr').allInnerTexts()
  for (const pair of [...found.pairs, ...found.selves]) {
    const row = rows.find((text) => text.startsWith(`${pair.first} and ${pair.second}`))!
    expect(row).toContain(`\t${pair.n}\t`)
    expect(row).toContain(pair.kappa.value.toFixed(2))
  }
  const cells = await page.locator('.agreement-matrix tbody td:not(.soft)').allInnerTexts()
  expect(cells.map((text) => Number.parseInt(text, 10))).toEqual(found.pairs[0].matrix.flat())
  await page.getByRole('button', { name: 'anna and machine' }).click()
  expect(await textOf(page, '.agreement-matrix caption')).toMatch(/^anna down, machine across/)
  expect(fake.complaints).toEqual([])
  await page.context().close()
})

test.skipIf(!there)('keys settle one source after the other, and undo', async () => {
  const page = await opened()
  const status = () => textOf(page, '.agreement-settle header [role="status"]')
  const n = Number(/of (\d+) disputed/.exec(await status())![1])
  const source = () => textOf(page, '.agreement-settle h3')
  const first = await source()
  await page.keyboard.press('3')
  await page.keyboard.press('1')
  await expect.poll(status).toBe(`3 of ${n} disputed, 2 settled`)
  await page.keyboard.press('z')
  await expect.poll(status).toBe(`2 of ${n} disputed, 1 settled`)
  await page.keyboard.press('ArrowLeft')
  expect(await source()).toBe(first)
  expect(await textOf(page, '.agreement-settled')).toContain('3: compact association')
  const saved = await page.evaluate(() => JSON.parse(localStorage.getItem('fake log')!))
  expect(saved.slice(events.length).map(({ kind }: LabelEvent) => kind)).toEqual([
    'settle',
    'settle',
    'undo',
  ])
  expect(saved.at(-3)).toMatchObject({ class: 3, person: 'anna' })
  await page.reload()
  await page.waitForSelector('.agreement-settled')
  expect(await status()).toBe(`1 of ${n} disputed, 1 settled`)
  expect(fake.complaints).toEqual([])
  await page.context().close()
})

test.skipIf(!there)('who has not labelled sees nothing of the others', async () => {
  const page = await opened('?person=dora')
  expect(await textOf(page, '.agreement-settle')).toMatch(
    /No disputed source\s+\d+ more wait for your own label first/,
  )
  await page.context().close()
})

const SIZES = [
  ['wide', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const

test
  .skipIf(!there)
  .each(
    SIZES.flatMap(([name, size]) =>
      (['light', 'dark'] as const).map((of) => [name, of, size] as const),
    ),
  )('nothing is cut off: %s, %s', async (name, colorScheme, viewport) => {
  const page = await opened('?person=anna', viewport, { colorScheme })
  await page.waitForSelector('.agreement-matrix')
  const widths = await page.evaluate(() => {
    const view = document.querySelector('.view.agreement')!
    return [view.scrollWidth, view.clientWidth]
  })
  expect(widths[0]).toBeLessThanOrEqual(widths[1])
  if (shots) {
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: join(shots, `agreement-${name}-${colorScheme}.png`) })
    if (name === 'phone') {
      await page.evaluate(() => document.querySelector('.view.agreement')!.scrollTo(0, 1200))
      await page.screenshot({ path: join(shots, `agreement-${name}-${colorScheme}-2.png`) })
    }
  }
  await page.context().close()
})
