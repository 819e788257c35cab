/**
 * The static page in Chromium: files are dropped, classified and saved, and what is saved is what
 * the command line writes. Needs `npm run build` before.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../../src/bytes/index.js'
import { numbersOf, readTable, type Table } from '../../../src/tables/index.js'
import { classify, page as servedPage } from '../../../src/verbs/index.js'
import { labelEvent } from '../../../src/votes/index.js'
import { hasProgram } from '../../setup/peers.js'
import { launch, listen } from '../fake-page.js'
import { type PlainServer, plainServer } from './plain-server.js'

const DEMO = 'demo/sim2-1'
const MOSAICS = readdirSync(DEMO)
  .filter((name) => name.endsWith('.fits'))
  .map((name) => join(DEMO, name))
const CATALOGUE = join(DEMO, 'sim2-1_candidates.ecsv')
/** Of a probability; both run on the processor. */
const MOST_APART = 1e-5

describe.skipIf(!hasProgram('chromium'))('the page without a server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alone-'))
  let server: PlainServer
  let browser: Browser
  let page: Page
  let complaints: string[]
  let known: Table

  beforeAll(async () => {
    if (!existsSync('dist/page/index.html')) throw new Error('dist/page: npm run build')
    server = await plainServer('dist/page')
    browser = await launch()
    const out = join(folder, 'known.ecsv')
    await classify({ images: MOSAICS, catalog: CATALOGUE, origin: 1, out })
    known = await tableIn(out)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    rmSync(folder, { recursive: true })
  })
  afterEach(async () => {
    await page?.context().close()
    expect(complaints).toEqual([])
  })

  async function open(address = server.address): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
    complaints = []
    listen(page, address, complaints)
    await page.goto(address)
    await page.getByText('Nothing is uploaded').waitFor()
  }

  const choose = (files: string[]) => page.getByLabel('Choose files').setInputFiles(files)
  const button = (name: string | RegExp) => page.getByRole('button', { name })

  async function countFromOne(): Promise<void> {
    await page.locator('.reading-panel').waitFor()
    await page.locator('.progress-panel').waitFor({ state: 'detached' })
    const origin = page.getByLabel('x and y of the first pixel')
    if (!(await origin.isVisible())) await page.locator('.asked summary').click()
    await origin.selectOption('1')
  }

  async function saved(ending: string): Promise<Table> {
    await page.locator('.save-line select').selectOption(ending)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button('Save the catalogue').click(),
    ])
    const path = join(folder, download.suggestedFilename())
    await download.saveAs(path)
    return tableIn(path)
  }

  async function classified(): Promise<void> {
    await button('Classify 48 candidates').click()
    await button('Save the catalogue').waitFor()
  }

  test('files that are chosen give what the command line gives, in every format', async () => {
    await open()
    await choose([...MOSAICS, CATALOGUE])
    await countFromOne()
    await classified()
    for (const ending of ['.ecsv', '.csv', '.fits', '.vot', '.parquet']) {
      expectSame(await saved(ending), known)
    }
    const notes = await page.locator('.outcome-panel').innerText()
    expect(notes).toContain('positions: x, y (1-based, as asked)')
    expect(notes).toContain('trained on simulated fields only')
    expect(notes).toContain('on the processor, 1 thread')
  })

  test('starsift page sends it so that it runs on all cores', async () => {
    const served = await servedPage({})
    await open(served.address)
    await button('Try the example').click()
    await classified()
    expectSame(await saved('.ecsv'), known)
    const n = availableParallelism()
    const text = n === 1 ? '1 thread' : `${Math.min(8, n)} threads`
    expect(await page.locator('.outcome-panel').innerText()).toContain(`on the processor, ${text}`)
    await page.context().close()
    await served.close()
  })

  test('the example comes with the page', async () => {
    await open()
    await button('Try the example').click()
    await classified()
    expectSame(await saved('.ecsv'), known)
  })

  test('packed mosaics that are dropped', async () => {
    const packed = MOSAICS.map((path) => {
      const gz = join(folder, `${basename(path)}.gz`)
      writeFileSync(gz, gzipSync(readFileSync(path)))
      return gz
    })
    await open()
    await drop([...packed, CATALOGUE])
    await countFromOne()
    await classified()
    expectSame(await saved('.ecsv'), known)
  })

  test('an archive', async () => {
    const archive = join(folder, 'field.tar.gz')
    execFileSync('tar', ['czf', archive, '-C', 'demo', 'sim2-1'])
    await open()
    await choose([archive])
    await expectFault('2 tables')
    const name = 'field.tar.gz/sim2-1/sim2-1_candidates.ecsv'
    await page.getByLabel(`Use ${name} as`).selectOption('catalogue')
    await countFromOne()
    await classified()
    expectSame(await saved('.ecsv'), known)
  })

  /** As a person drops them; a browser lets no test drop files of the disk. */
  async function drop(paths: string[]): Promise<void> {
    const files = paths.map((path) => [basename(path), readFileSync(path, 'base64')])
    await page.evaluate((given) => {
      const transfer = new DataTransfer()
      for (const [name, text] of given) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
        transfer.items.add(new File([bytes], name))
      }
      const target = document.querySelector('.alone')!
      target.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }))
    }, files)
  }

  async function expectFault(text: string | RegExp): Promise<void> {
    const fault = page.locator('.fault')
    await fault.waitFor()
    expect(await fault.innerText()).toMatch(text)
    expect(await button(/^Classify/).count()).toBe(0)
  }

  function broken(name: string, content: string | Uint8Array): string {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  test('a drop without a catalogue, then with one whose pixels may count from 0', async () => {
    await open()
    await choose(MOSAICS)
    await expectFault('no catalogue yet')
    await choose([broken('plain.csv', 'id,x,y\n1,20,20\n2,60,60\n')])
    await page.getByText('count pixels from 0 or from 1 is not known').waitFor()
    await expectFault(/what to do\s+say --origin 0/)
    await countFromOne()
    await button('Classify 2 candidates').waitFor()
  })

  test('bands that are missing', async () => {
    await open()
    await choose([...MOSAICS.slice(0, 2), CATALOGUE])
    await countFromOne()
    await expectFault(/too few bands: model .* needs at least 3/)
    await button('Look at them').waitFor()
  })

  test('a file that is no FITS', async () => {
    await open()
    await choose([broken('a_f555w.fits', 'no FITS'), CATALOGUE])
    await expectFault(/no mosaics[\s\S]*a_f555w\.fits \(unreadable/)
  })

  test('two grids', async () => {
    const header = readFileSync(MOSAICS[0]).toString('latin1')
    const at = header.indexOf('CRPIX1')
    const moved = readFileSync(MOSAICS[0])
    moved.write('CRPIX1  =                 20.5'.padEnd(80), at, 'latin1')
    await open()
    await choose([broken('moved_f275w.fits', moved), ...MOSAICS.slice(1), CATALOGUE])
    await expectFault(/grid/)
  })

  test('work that is stopped leaves the files, and can begin again', async () => {
    await open()
    await button('Try the example').click()
    await button('Classify 48 candidates').click()
    await button('Cancel').click()
    await classified()
    expectSame(await saved('.ecsv'), known)
  })

  test('labels stay in the browser, and are saved as starsift label keeps them', async () => {
    await open()
    await button('Try the example').click()
    await page.getByLabel('Your name').fill('ann')
    await button('Look at them').click()
    const progress = page.locator('header .progress')
    await progress.getByText('0 of 48').waitFor()
    // A key counts from the moment at which the source is painted.
    while ((await progress.innerText()).includes('0 of 48')) {
      await page.keyboard.press('1')
      await page.waitForTimeout(1000)
    }
    await progress.getByText('1 of 48').waitFor()
    await page.locator('.save-state.saved').waitFor()
    await button('Files').click()
    await page.getByText('1 event of labels on this field').waitFor()
    await page.reload()
    await button('Try the example').click()
    await page.getByText('1 event of labels on this field').waitFor()
    const [event] = (await downloaded('Save the labels (.jsonl)')).trim().split('\n')
    const label = labelEvent.parse(JSON.parse(event))
    expect(label).toMatchObject({ kind: 'label', person: 'ann', class: 1, order: 'random' })
    const votes = await downloaded('Save the votes (.ecsv)')
    const table = await readTable(memorySource(new TextEncoder().encode(votes), 'votes.ecsv'))
    const row = numbersOf(table.column('id')).indexOf(Number(label.object.id))
    expect([table.nRows, numbersOf(table.column('class_ann'))[row]]).toEqual([48, 1])
  })

  async function downloaded(name: string): Promise<string> {
    const [download] = await Promise.all([page.waitForEvent('download'), button(name).click()])
    return readFileSync(await download.path(), 'utf8')
  }

  test('neither the page nor its worker can send anything to another host', async () => {
    const other = await plainServer('dist/page')
    await open()
    await button('Try the example').click()
    await button('Classify 48 candidates').waitFor()
    const send = (address: string) =>
      fetch(address, { mode: 'no-cors' }).then(
        () => 'sent',
        () => 'not sent',
      )
    const [worker] = page.workers()
    expect(await page.evaluate(send, other.address)).toBe('not sent')
    expect(await worker.evaluate(send, other.address)).toBe('not sent')
    expect(other.asked).toEqual([])
    await other.close()
    const isRefused = (text: string) => text.includes('Content Security Policy')
    await expect.poll(() => complaints.some(isRefused)).toBe(true)
    complaints = complaints.filter((text) => !isRefused(text) && !text.includes(other.address))
  })

  test('opened as a file, it says that it needs a server', async () => {
    const context = await browser.newContext()
    page = await context.newPage()
    complaints = []
    await page.goto(`file://${process.cwd()}/dist/page/index.html`)
    await page.getByText('This page needs a web server').waitFor({ timeout: 10_000 })
  })
})

async function tableIn(path: string): Promise<Table> {
  return readTable(memorySource(new Uint8Array(readFileSync(path)), path))
}

/** The same rows, classes and flags; probabilities as near as float32 sums in another order. */
function expectSame(found: Table, known: Table): void {
  expect(found.nRows).toBe(known.nRows)
  const isOf = (name: string) => /^ml_/.test(name)
  expect(found.names.filter(isOf)).toEqual(known.names.filter(isOf))
  for (const name of ['id', 'x', 'y', 'ml_class', 'ml_flags', 'ml_qual']) {
    const [one, other] = [found, known].map((table) => numbersOf(table.column(name)))
    expect([...one], name).toEqual([...other])
  }
  for (const name of ['ml_p1', 'ml_p2', 'ml_p3', 'ml_p4', 'ml_entropy']) {
    const [one, other] = [found, known].map((table) => numbersOf(table.column(name)))
    expect(Math.max(...one.map((p, row) => Math.abs(p - other[row]))), name).toBeLessThan(
      MOST_APART,
    )
  }
}
