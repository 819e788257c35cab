/**
 * The page in Chromium: it draws, answers, asks the network for nothing, and stands without
 * scripts.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluationOf, predictionsOf, truthOf } from '../../src/evaluate/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import {
  reportHtml,
  reportParts,
  writeEvaluation,
  writeReport,
  writeScience,
} from '../../src/report/index.js'
import { readCommonCandidates, scienceOf } from '../../src/science/index.js'
import { parseCsv } from '../../src/tables/index.js'
import { madeUpCatalogue } from '../science/catalogues.js'
import { hasProgram } from '../setup/peers.js'
import { madeUpRun, WIDTH } from './run.js'

const ARGS = `--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-component-update
 --disable-background-networking --disable-sync`

describe.skipIf(!hasProgram('chromium'))('in Chromium', () => {
  const dir = mkdtempSync(join(tmpdir(), 'report-'))
  const path = join(dir, 'report.html')
  let browser: Browser

  beforeAll(async () => {
    const run = madeUpRun({ nRows: 60 })
    run.classification.positions.x.set([20, 100])
    run.classification.positions.y.set([70, 20])
    await writeReport(dir, run)
    const executablePath = execFileSync('sh', ['-c', 'command -v chromium']).toString().trim()
    browser = await chromium.launch({ executablePath, args: ARGS.split(/\s+/) })
  })
  afterAll(() => browser?.close())

  /** Opens a page; every complaint and every request beside it is noted. */
  async function open(file: string, options = {}): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 950 }, ...options })
    const complaints: string[] = []
    const url = pathToFileURL(file).href
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.route('**', (route) => {
      const asked = route.request().url()
      if (asked === url || asked.startsWith('data:')) return route.continue()
      complaints.push(`asked for ${asked}`)
      return route.abort()
    })
    await page.goto(url)
    return { page, complaints }
  }

  /** Pixels of the marker canvas that are not transparent. */
  const inked = (page: Page) =>
    page.evaluate(async () => {
      for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame)
      const canvas = document.querySelector<HTMLCanvasElement>('.stage canvas')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return data.filter((value, i) => i % 4 === 3 && value > 0).length
    })

  /** The pointer over a mosaic position; the name that shows. */
  async function nameAt(page: Page, x: number, y: number): Promise<string> {
    const box = (await page.locator('.stage').boundingBox())!
    const scale = box.width / WIDTH
    const fromBottom = box.y + box.height - (y + 0.5) * scale
    await page.mouse.move(box.x + (x + 0.5) * scale, fromBottom)
    const tip = page.locator('.tip')
    return (await tip.isVisible()) ? ((await tip.textContent()) ?? '') : ''
  }

  test('it opens without an error and without a request, and its pictures are there', async () => {
    const { page, complaints } = await open(path)
    const widths = await page.$$eval('img', (images) => images.map((image) => image.naturalWidth))
    expect(widths).toEqual([WIDTH, ...Array(60).fill(64)])
    expect(await inked(page)).toBeGreaterThan(1000)
    expect(complaints).toEqual([])
    const picture = await page.screenshot({ path: join(dir, 'report.png'), fullPage: true })
    expect(picture.length).toBeGreaterThan(50_000)
    await page.close()
  })

  test('a class that is unchecked is gone, from the picture and from the pointer', async () => {
    const { page } = await open(path)
    const before = await inked(page)
    expect(await nameAt(page, 20, 70)).toMatch(
      /^row 1\n1 symmetric cluster, p = 0\.\d{3}\nx 20\.0, y 70\.0$/,
    )
    await page.uncheck('#show-1')
    expect(await inked(page)).toBeLessThan(before)
    expect(await nameAt(page, 20, 70)).not.toMatch(/^row 1\n/)
    for (const value of [2, 3, 4]) await page.uncheck(`#show-${value}`)
    expect(await inked(page)).toBe(0)
    await page.check('#show-2')
    expect(await nameAt(page, 100, 20)).toMatch(/^row 2\n2 asymmetric/)
    await page.close()
  })

  test('the wheel zooms about the pointer, keys and buttons zoom and reset, dragging moves', async () => {
    const { page } = await open(path)
    await nameAt(page, 100, 20)
    const transform = () =>
      page.evaluate(async () => {
        for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
        return document.querySelector<HTMLElement>('.picture')!.style.transform
      })
    expect(await transform()).toBe('translate(0px, 0px) scale(1)')
    await page.mouse.wheel(0, -100)
    const zoomed = await transform()
    expect(zoomed).toMatch(/scale\(1\.22/)
    expect(await page.locator('.scale').textContent()).toBe('10 px')
    await page.mouse.down()
    await page.mouse.move(700, 500)
    await page.mouse.up()
    expect(await transform()).not.toBe(zoomed)
    await page.getByRole('button', { name: 'Show all' }).click()
    expect(await transform()).toBe('translate(0px, 0px) scale(1)')
    await page.locator('.stage').focus()
    // As far as 12 screen pixels for one of the mosaic.
    await page.keyboard.press('+')
    expect(await transform()).toMatch(/scale\(1\.4[56]/)
    await page.close()
  })

  test('a stamp leads to its place in the field', async () => {
    const { page } = await open(path)
    const link = page.locator('.stamps a').first()
    const name = await page.locator('.stamps figcaption span').first().textContent()
    await link.click()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    const [atX, atY] = (await link.getAttribute('data-at'))!.split(' ').map(Number)
    const onScreen = await page.evaluate(
      ([x, y]) => {
        const style = document.querySelector<HTMLElement>('.picture')!.style.transform
        const [left, top, zoom] = style.match(/-?[\d.]+/g)!.map(Number)
        const box = document.querySelector('.stage')!.getBoundingClientRect()
        const scale = (box.width / 120) * zoom
        return [box.left + left + x * scale, box.top + top + y * scale]
      },
      [atX, atY],
    )
    await page.mouse.move(onScreen[0], onScreen[1])
    expect(await page.locator('.tip').textContent()).toContain(name)
    await page.close()
  })

  /** Whether the style sheet shows an element; a path of markers has no size of its own. */
  const isShown = async (page: Page, selector: string) =>
    (await page.locator(selector).evaluate((element) => getComputedStyle(element).display)) !==
    'none'

  test('without scripts the markers are SVG, and the check boxes hide them too', async () => {
    const { page } = await open(path, { javaScriptEnabled: false })
    expect(await isShown(page, '.overlay .class-3')).toBe(true)
    await page.uncheck('#show-3')
    expect(await isShown(page, '.overlay .class-3')).toBe(false)
    expect(await isShown(page, '.overlay .class-4')).toBe(true)
    await page.close()
  })

  test('print shows the SVG instead of the canvas', async () => {
    const { page } = await open(path)
    await page.emulateMedia({ media: 'print' })
    expect(await isShown(page, '.stage canvas')).toBe(false)
    expect(await isShown(page, '.overlay .class-1')).toBe(true)
    await page.close()
  })

  test('names that look like markup stay names', async () => {
    const values = Array.from({ length: 4 }, () => '<b>x</b></script><script>alert(1)</script>')
    const run = madeUpRun({ nRows: 4, idColumn: { name: 'id', values } })
    run.classification.positions.x[0] = 20
    run.classification.positions.y[0] = 70
    const file = join(dir, 'names.html')
    writeFileSync(file, reportHtml(await reportParts(run)))
    const { page, complaints } = await open(file)
    expect(await nameAt(page, 20, 70)).toContain('id <b>x</b></script><script>alert(1)</script>\n')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('the page runs and applies nothing but its own script and style', async () => {
    const intruder =
      '<script>document.title = "taken"</script><style>main{display:none}</style>' +
      '<p style="display:none" onclick="document.title = 1" id="told">told</p>'
    const file = join(dir, 'intruder.html')
    writeFileSync(file, readFileSync(path, 'utf8').replace('</main>', `${intruder}</main>`))
    const { page, complaints } = await open(file)
    expect(await page.title()).not.toBe('taken')
    expect(await isShown(page, 'main')).toBe(true)
    expect(await isShown(page, '#told')).toBe(true)
    await page.click('#told')
    expect(await page.title()).not.toBe('1')
    expect(complaints.filter((text) => text.includes('Content Security Policy'))).toHaveLength(4)
    expect(await inked(page)).toBeGreaterThan(1000)
    await page.close()
  })

  test('the pages of evaluate and science block nothing of their own', async () => {
    const [truth, found] = ['class', 'ml_class'].map((name) =>
      parseCsv(`id,${name}\n${[1, 2, 3, 4].map((code) => `${code},${code}\n`).join('')}`, name),
    )
    const sets = [{ name: 'a\u001b[31m<b>', tables: [predictionsOf(found)] }]
    const evaluation = evaluationOf({ truths: [truthOf(truth)], predictions: sets })
    const columns = ['human', 'machine'].map((column) => ({ column, label: `${column}\u202e<i>` }))
    const input = { catalogues: [madeUpCatalogue(80)], columns, distanceMpc: 10 }
    const candidates = readCommonCandidates(input, new Notes())
    const science = scienceOf(candidates, { distanceMpc: 10, random: new Random(1) })
    const facts = { software: 'starsift', date: '2026-11-29', seed: 1, inputs: [] }
    const files = [
      await writeEvaluation(join(dir, 'evaluation'), evaluation),
      await writeScience(join(dir, 'science'), { title: 'made up', science, notes: [], facts }),
    ]
    for (const file of files) {
      const { page, complaints } = await open(file)
      expect(complaints).toEqual([])
      const text = await page.innerText('main')
      expect(text).toMatch(/a\\x1b\[31m<b>|human\\u202e<i>/)
      const background = await page.$eval('img.paper, .sheet', (sheet) =>
        getComputedStyle(sheet).getPropertyValue('background-color'),
      )
      expect(background).toBe('rgb(255, 255, 255)')
      await page.screenshot({ path: `${file}.png`, fullPage: true })
      await page.close()
    }
  })

  test('a catalogue without candidates opens without an error', async () => {
    const file = join(dir, 'empty.html')
    writeFileSync(file, reportHtml(await reportParts(madeUpRun({ nRows: 0 }))))
    const { page, complaints } = await open(file)
    expect(await inked(page)).toBe(0)
    expect(await nameAt(page, 20, 70)).toBe('')
    expect(complaints).toEqual([])
    await page.close()
  })

  /** The names in the rows of the table that are drawn. */
  const rowNames = (page: Page) =>
    page.evaluate(async () => {
      for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame)
      const cells = document.querySelectorAll('#rows .row td:nth-child(2)')
      return [...cells].map(({ textContent }) => textContent)
    })

  test('the table of all rows: a stamp for each, search, filters, order, the place in the field', async () => {
    const run = madeUpRun({ nRows: 300, peopleOf: (row) => [0, 1, 2][row % 3] })
    run.classification.scores.flags[6] = 8
    const file = join(dir, 'table.html')
    writeFileSync(file, reportHtml(await reportParts(run)))
    const { page, complaints } = await open(file)
    expect((await rowNames(page)).slice(0, 3)).toEqual(['row 1', 'row 2', 'row 3'])
    const painted = await page.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      const canvas = document.querySelector<HTMLCanvasElement>('#rows canvas')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return new Set(data).size
    })
    expect(painted).toBeGreaterThan(20)
    const said = () => page.locator('.tools output').textContent()
    await page.fill('[name=text]', '#7')
    expect([await said(), await rowNames(page)]).toEqual(['1 of 300 rows', ['row 7']])
    expect(await page.innerText('#rows .row')).toMatch(
      /row 7\s+3 association\s+0\.\d{3}\s+–\s+edge/,
    )
    await page.fill('[name=text]', '')
    await page.selectOption('[name=flags]', { label: 'edge' })
    expect(await rowNames(page)).toEqual(['row 7'])
    await page.selectOption('[name=flags]', 'none')
    await page.selectOption('[name=class]', '2')
    expect(await said()).toBe('75 of 300 rows')
    await page.selectOption('[name=people]', 'same')
    expect((await rowNames(page)).slice(0, 2)).toEqual(['row 6', 'row 18'])
    await page.selectOption('[name=people]', 'all')
    await page.click('[data-sort=p]')
    await page.click('[data-sort=p]')
    const highest = await page.$$eval('#rows .row td:nth-child(4)', (cells) =>
      cells.map(({ textContent }) => Number(textContent)),
    )
    expect(highest).toEqual(highest.toSorted((a, b) => b - a))
    expect(await page.getAttribute('th:has([data-sort=p])', 'aria-sort')).toBe('descending')
    await page.click('#rows .row a')
    expect(page.url()).toMatch(/#field$/)
    expect(complaints).toEqual([])
    await page.screenshot({ path: join(dir, 'table.png'), fullPage: true })
    await page.close()
  })

  test('the table scrolls to its last row, is printed, and stands without scripts', async () => {
    const file = join(dir, 'long.html')
    writeFileSync(file, reportHtml(await reportParts(madeUpRun({ nRows: 700 }))))
    const { page } = await open(file)
    await page.$eval('.rows', (box) => {
      box.scrollTop = box.scrollHeight
    })
    expect((await rowNames(page)).at(-1)).toBe('row 700')
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await page.$$eval('#rows .row', (rows) => rows.length)).toBe(200)
    await page.close()
    const plain = await open(file, { javaScriptEnabled: false })
    expect(await isShown(plain.page, '.rows')).toBe(false)
    const text = await plain.page.innerText('noscript')
    expect(text).toContain('The first 500 of 700 rows')
    expect(text).toMatch(/row 500\s+4\s+0\.\d{3}/)
    await plain.page.close()
  })

  test.each([
    [15_000, 8e6, 10_000],
    [100_000, 25e6, 40_000],
  ])('%d candidates: the page stays small and opens quickly', async (nRows, mostBytes, mostMs) => {
    const run = madeUpRun({ nRows })
    const file = join(dir, `${nRows}.html`)
    writeFileSync(file, reportHtml(await reportParts(run)))
    const bytes = readFileSync(file).length
    const started = performance.now()
    const { page, complaints } = await open(file)
    expect(await inked(page)).toBeGreaterThan(10_000)
    const openMs = performance.now() - started
    const frameMs = await page.evaluate(async () => {
      const stage = document.querySelector('.stage')!
      const start = performance.now()
      for (let i = 0; i < 20; i++) {
        stage.dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 ? '-' : '+' }))
        await new Promise(requestAnimationFrame)
      }
      return (performance.now() - start) / 20
    })
    console.log(
      `${nRows} candidates: ${(bytes / 1e6).toFixed(2)} MB, open ${openMs.toFixed(0)} ms, ` +
        `a frame ${frameMs.toFixed(0)} ms`,
    )
    expect(complaints).toEqual([])
    // 5,000 of the rows have a stamp.
    expect(bytes).toBeLessThan(mostBytes)
    expect(openMs).toBeLessThan(mostMs)
    await page.close()
  })
})
