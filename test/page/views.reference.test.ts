/**
 * Every view of the page, as the built program serves it, on a wide screen and a phone, light and
 * dark: nothing is cut off, and whoever sees little or has no mouse can use it. With
 * STARSIFT_SHOTS=FOLDER the pictures are kept.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { parseCsv } from '../../src/tables/index.js'
import { page as servedPage } from '../../src/verbs/index.js'
import { starsift } from '../cli/command-line.js'
import { temporaryFolder } from '../fits/files.js'
import { ended, type ServerProcess, started } from '../server/server-process.js'
import { hasProgram } from '../setup/peers.js'
import { launch, listen } from './fake-page.js'
import { bringAxe, judged, SCREENS, type Screen, screenOf } from './looks.js'

const FIELD = 'demo/sim2-1'
const PASSPHRASE = 'four quiet grey cats'
/** For a busy machine. */
const MOST_MS = 120_000

describe.skipIf(!hasProgram('chromium'))('every view', () => {
  const root = temporaryFolder()
  const catalog = join(root, 'ngc0000.ecsv')
  let browser: Browser
  let server: ServerProcess
  let alone: Awaited<ReturnType<typeof servedPage>>
  beforeAll(async () => {
    const labels = join(root, 'labels')
    const candidates = join(FIELD, 'sim2-1_candidates.ecsv')
    await mustRun('classify', FIELD, '--catalog', candidates, '--origin', '1', '--out', catalog)
    const votes = join(root, 'votes.csv')
    writeFileSync(votes, threePeople())
    const people = ['--votes', 'anna,ben,chiara']
    await mustRun('label', '--import', votes, ...people, '--origin', '1', '--labels', labels)
    const words = [FIELD, '--catalog', catalog, '--origin', '1', '--labels', labels]
    const options = ['--share', '127.0.0.1', '--order', 'catalog', '--distance-mpc', '18']
    const cache = join(root, 'cache')
    mkdirSync(cache)
    const env = { STARSIFT_PASSPHRASE: PASSPHRASE, STARSIFT_CACHE: cache }
    server = await started([...words, ...options], env)
    alone = await servedPage({})
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    await alone?.close()
    if (server) await ended(server, 'SIGINT')
  })

  /** Answers of three people to the demo's sources, the first of whom left some out. */
  function threePeople(): string {
    const lines = readFileSync(join(FIELD, 'sim2-1_candidates.ecsv'), 'utf8').trim().split('\n')
    const { columns } = parseCsv(lines.filter((line) => !line.startsWith('#')).join('\n'))
    const [ids, x, y, truth] = ['id', 'x', 'y', 'class'].map(
      (wanted) => columns.find(({ name }) => name === wanted)!.values,
    )
    const random = new Random(8)
    const said = (row: number, share: number) =>
      random.uniform() < share ? truth[row] : 1 + random.integer(4)
    const rows = Array.from(ids as ArrayLike<unknown>, (id, row) => {
      const own = row % 6 === 5 ? '' : said(row, 0.8)
      return [id, x[row], y[row], own, said(row, 0.85), said(row, 0.7)].join(',')
    })
    return ['id,x,y,anna,ben,chiara', ...rows, ''].join('\n')
  }

  async function opened(screen: Screen, address: string): Promise<Page> {
    const context = await browser.newContext(screenOf(screen))
    await bringAxe(context)
    const page = await context.newPage()
    page.setDefaultTimeout(MOST_MS)
    await page.goto(address)
    return page
  }

  test.each(SCREENS)('of a field: %s, %i px', async (...screen) => {
    const [scheme, width] = screen
    const faults: string[] = []
    const complaints: string[] = []
    const home = new URL(server.address).origin
    const page = await opened(screen, `${home}/`)
    listen(page, home, complaints)
    const judge = async (name: string) => {
      faults.push(...(await judged(page, `${name}-${scheme}-${width}`)))
    }
    await page.getByLabel('Your name').fill('anna')
    await judge('enter')
    await page.getByLabel('Passphrase').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Enter' }).click()

    await page.locator('.pictures canvas[data-row="6"]').waitFor()
    await page.waitForLoadState('networkidle')
    await judge('label')
    await page.keyboard.press('4')
    await page.getByText('which?').waitFor()
    await judge('codes')
    await page.keyboard.press('Escape')
    await page.keyboard.press('h')
    const help = page.getByRole('dialog', { name: 'What the classes are' })
    await help.locator('canvas').first().waitFor()
    await page.waitForLoadState('networkidle')
    await judge('help')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await judge('keys')
    await page.keyboard.press('Escape')

    const goTo = async (hash: string) => {
      await page.evaluate((to) => {
        location.hash = to
      }, hash)
    }
    await goTo('#/label/2')
    await page.locator('.pictures canvas[data-row="2"]').waitFor()
    await page.keyboard.press('m')
    await page.locator('.opinion-box', { hasText: 'Machine' }).waitFor()
    await judge('opinion')
    await goTo('#/field/2')
    await page.locator('.stage > canvas').waitFor()
    await page.waitForFunction(() => !document.querySelector('.stage .state'))
    await judge('field')
    await goTo('#/table/12')
    await page.locator('tr.current').waitFor()
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLCanvasElement>('.grid canvas')].every(
        ({ width }) => width > 1,
      ),
    )
    await judge('table')
    if (width < 800) {
      await page.locator('.table-view').getByRole('button', { name: 'Filters' }).click()
      await page.locator('.table-side').waitFor()
      await judge('table-filters')
    }
    await goTo('#/agreement')
    await page.locator('.agreement-matrix').waitFor()
    await page.waitForLoadState('networkidle')
    await judge('agreement')
    await page.context().close()
    expect(faults).toEqual([])
    expect(complaints).toEqual([])
  })

  test.each(SCREENS)('of the page alone: %s, %i px', async (...screen) => {
    const [scheme, width] = screen
    const faults: string[] = []
    const page = await opened(screen, alone.address)
    const judge = async (name: string) => {
      faults.push(...(await judged(page, `${name}-${scheme}-${width}`)))
    }
    await page.getByText('at least 3 of these 5').waitFor()
    await judge('alone-before')
    await page.getByRole('button', { name: 'Try the example' }).click()
    await page.getByRole('button', { name: 'Classify 48 candidates' }).waitFor()
    await judge('alone-read')
    await page.locator('.asked summary').click()
    await judge('alone-asked')
    await page.locator('.asked summary').click()
    const release = await hold(page.context(), '**/*.wasm')
    await page.getByRole('button', { name: 'Classify 48 candidates' }).click()
    await page.locator('.progress-panel').waitFor()
    await judge('alone-while')
    expect(await page.locator('.progress-panel').isVisible()).toBe(true)
    release()
    await page.getByRole('button', { name: 'Save the catalogue' }).waitFor()
    await judge('alone-after')
    expect(await page.locator('.outcome-panel').innerText()).not.toContain('0.0 s')
    await page.context().close()
    expect(faults).toEqual([])
  })
})

/** Keeps requests waiting. @returns what lets them go on */
async function hold(context: BrowserContext, what: string): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resume) => {
    release = resume
  })
  await context.route(what, async (route) => {
    await released
    await route.continue().catch(() => {})
  })
  return release
}

async function mustRun(...words: string[]): Promise<void> {
  const { code, stderr } = await starsift(...words)
  expect(code, stderr).toBe(0)
}
