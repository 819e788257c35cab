/**
 * `starsift label` as a person uses it: the built program, its page in Chromium, the demo's field.
 * Twenty sources by keyboard, two taken back, the page closed, resumed, the votes exported; and how
 * long a key takes until the next source is on the screen.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCsv } from '../../src/tables/index.js'
import { starsift } from '../cli/command-line.js'
import { temporaryFolder } from '../fits/files.js'
import { hasProgram } from '../setup/peers.js'
import { launch, listen } from './fake-page.js'

const CATALOG = resolve('demo/sim2-1/sim2-1_candidates.ecsv')
/** A folder for screenshots, for those who look at them. */
const SHOTS = process.env['STARSIFT_SHOTS']
const N_TIMED = 200

describe.skipIf(!hasProgram('chromium'))('starsift label', () => {
  const root = temporaryFolder()
  let browser: Browser
  const servers: ChildProcess[] = []
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    for (const server of servers) server.kill('SIGINT')
  })

  /** Starts the program. @returns the address that it prints */
  async function serve(labels: string, catalog = CATALOG): Promise<string> {
    const words = ['label', resolve('demo/sim2-1'), '--catalog', catalog, '--labels', labels]
    const options = ['--no-open', '--person', 'anna', '--order', 'catalog', '--distance-mpc', '10']
    const server = spawn(process.execPath, [resolve('dist/cli/main.js'), ...words, ...options])
    servers.push(server)
    return new Promise((done, fail) => {
      let said = ''
      server.stderr.on('data', (text) => {
        said += text
      })
      server.stdout.on('data', (text) => {
        said += text
        const found = /Open in the browser: (\S+)/.exec(said)
        if (found) done(found[1])
      })
      server.on('exit', () => fail(new Error(said)))
    })
  }

  async function open(
    address: string,
    complaints: string[],
    options = {},
    by = browser,
  ): Promise<Page> {
    const context = await by.newContext({ viewport: { width: 1440, height: 900 }, ...options })
    const page = await context.newPage()
    listen(page, new URL(address).origin, complaints)
    await page.goto(address)
    return page
  }
  const shown = (page: Page, row: number) =>
    page.locator(`.pictures canvas[data-row="${row}"]`).waitFor()
  const shot = async (page: Page, name: string) => {
    if (!SHOTS) return
    mkdirSync(SHOTS, { recursive: true })
    await page.screenshot({ path: join(SHOTS, `${name}.png`) })
  }

  test('twenty sources, two taken back, closed, resumed, exported', async () => {
    const labels = join(root, 'labels')
    const complaints: string[] = []
    const address = await serve(labels)
    const page = await open(address, complaints, { colorScheme: 'dark' })
    await shown(page, 1)
    for (let row = 1; row <= 20; row++) {
      await page.keyboard.press(row % 3 === 0 ? '2' : '1')
      await shown(page, row + 1)
    }
    await page.keyboard.press('z')
    await shown(page, 20)
    await page.keyboard.press('z')
    await shown(page, 19)
    await page.locator('.save-state.saved').waitFor()
    await page.context().close()

    const again = await open(address, complaints, { colorScheme: 'dark' })
    await shown(again, 19)
    expect(await again.locator('.progress').innerText()).toContain('18 of')
    await again.keyboard.press('u')
    await shown(again, 20)
    await again.locator('.save-state.saved').waitFor()
    await shot(again, 'demo-dark-1440')
    await again.setViewportSize({ width: 390, height: 844 })
    await shot(again, 'demo-dark-390')
    await again.context().close()
    expect(complaints).toEqual([])

    const [file] = readdirSync(labels).filter((name) => name.endsWith('.jsonl'))
    const lines = readFileSync(join(labels, file), 'utf8').trim().split('\n')
    expect(
      lines.map((line) => JSON.parse(line).kind).filter((kind) => kind === 'undo'),
    ).toHaveLength(2)
    expect(lines).toHaveLength(23)
    const votes = join(root, 'votes.csv')
    const ended = await starsift(
      ...['label', '--labels', labels, '--catalog', CATALOG, '--export', votes],
    )
    expect(ended).toMatchObject({ code: 0 })
    const { columns } = parseCsv(readFileSync(votes, 'utf8'))
    const given = columns.find(({ name }) => name.includes('anna'))!
    expect(Array.from({ length: 18 }, (_, row) => Number(given.values[row]))).toEqual(
      Array.from({ length: 18 }, (_, i) => ((i + 1) % 3 === 0 ? 2 : 1)),
    )
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
