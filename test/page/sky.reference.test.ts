/**
 * The field and the table in Chromium, before a made-up field of 20,000 px with 100,000 sources:
 * what a person does there, what it costs, and that memory has its bound.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCsv } from '../../src/tables/index.js'
import { hasProgram } from '../setup/peers.js'
import { type FakePage, fakePage } from './fake-page.js'

/** Where pictures go, for a person who wants to look at them. */
const PICTURES = process.env.STARSIFT_PICTURES

describe.skipIf(!hasProgram('chromium'))('in Chromium', () => {
  let big: FakePage
  beforeAll(async () => {
    big = await fakePage('test/page/big')
  })
  afterAll(() => big?.close())

  async function open(query: string, options = {}): Promise<Page> {
    const page = await big.open(query, options)
    await page.waitForSelector('.stage, .grid')
    return page
  }

  /** All tiles of the screen are there. */
  async function settled(page: Page): Promise<void> {
    await page.waitForTimeout(300)
    await page.waitForFunction(() => !document.querySelector('.stage .state'), undefined, {
      timeout: 120_000,
    })
  }

  async function showMachine(page: Page): Promise<void> {
    await page.selectOption('.view:not([hidden]) .filters select', 'machine')
    await page.check('.view:not([hidden]) .filters .check input')
  }

  const picture = async (page: Page, name: string) => {
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) })
  }

  /** Colours of the canvas along its middle line. */
  const colours = (page: Page) =>
    page.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>('.stage > canvas')!
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!
      document.querySelector('.stage')!.dispatchEvent(new KeyboardEvent('keydown', { key: '+' }))
      await new Promise(requestAnimationFrame)
      copy.drawImage(canvas, 0, 0)
      const { data } = copy.getImageData(0, canvas.height >> 1, canvas.width, 1)
      return new Set(new Uint32Array(data.buffer)).size
    })

  /** The screen place of a row, from the coordinates that the page says at two places. */
  async function placeOf(page: Page, row: number): Promise<{ x: number; y: number }> {
    const box = (await page.locator('.stage').boundingBox())!
    const at = async (x: number, y: number) => {
      await page.mouse.move(box.x + x, box.y + y)
      const text = (await page.textContent('.coordinates')) ?? ''
      const [, mosaicX, mosaicY] = /x (-?[\d.]+), y (-?[\d.]+)/.exec(text)!
      return { x: Number(mosaicX), y: Number(mosaicY) }
    }
    const [low, high] = [await at(200, 700), await at(800, 200)]
    const [x, y] = await page.evaluate(async (one) => {
      const { field } = window as unknown as {
        field: { rows(): Promise<Record<string, number[]>> }
      }
      const rows = await field.rows()
      return [rows.x[one], rows.y[one]]
    }, row)
    return {
      x: box.x + 200 + (600 * (x - low.x)) / (high.x - low.x),
      y: box.y + 700 - (500 * (y - low.y)) / (high.y - low.y),
    }
  }

  test.each([
    ['WebGL2', '?rows=2000&canvas=gl#/field'],
    ['a plain canvas', '?rows=2000#/field'],
  ])('by %s: a marker leads to its source and to its row', async (name, query) => {
    const page = await open(query)
    await settled(page)
    expect(await colours(page)).toBeGreaterThan(30)
    const isGl = await page.evaluate(
      () => document.querySelector<HTMLCanvasElement>('.stage > canvas')!.getContext('2d') === null,
    )
    expect(isGl).toBe(name === 'WebGL2')
    await page.locator('.stage').press('0')
    await settled(page)
    await showMachine(page)
    const place = await placeOf(page, 41)
    await page.mouse.click(place.x, place.y)
    expect(await page.textContent('.card b')).toBe('M74-42')
    await picture(page, `field-card-${name.replaceAll(' ', '-')}`)
    await page.click('.card .main')
    expect(page.url()).toMatch(/#\/label\/42$/)
    await page.goBack()
    await page.getByRole('button', { name: 'Its row' }).click()
    expect(page.url()).toMatch(/#\/table\/42$/)
    await page.waitForSelector('tr.current')
    expect(await page.innerText('tr.current')).toContain('M74-42')
    await page.close()
  })

  test('opinions of the machine are hidden until one asks for them', async () => {
    const page = await open('?rows=500#/field')
    await page.selectOption('.filters select', 'machine')
    const legend = () => page.innerText('.filters .legend')
    expect(await legend()).toMatch(/hidden until you answer\s+500/)
    await page.check('.filters .check input')
    expect(await legend()).not.toContain('hidden')
    await page.close()
  })

  test('a rectangle selects what is shown in it; the selection is saved as a table', async () => {
    const page = await open('?rows=3000#/field')
    await settled(page)
    await showMachine(page)
    await page.locator('.legend label', { hasText: 'not a cluster' }).click()
    const box = (await page.locator('.stage').boundingBox())!
    await page.keyboard.down('Shift')
    await page.mouse.move(box.x + 400, box.y + 300)
    await page.mouse.down()
    await page.mouse.move(box.x + 600, box.y + 500, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    const said = await page.textContent('.selection legend')
    const n = Number(/^(\d+) selected$/.exec(said ?? '')?.[1])
    expect(n).toBeGreaterThan(30)
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV', exact: true }).click()
    const file = await (await saving).path()
    const table = parseCsv(readFileSync(file, 'utf8'), 'selected.csv')
    expect(table.nRows).toBe(n)
    expect([...table.column('ml_class').values]).not.toContain(4)
    const regions = page.waitForEvent('download')
    await page.getByRole('button', { name: 'regions' }).click()
    const text = readFileSync(await (await regions).path(), 'utf8')
    expect(text.match(/^(point|polygon)\(/gm)).toHaveLength(n)
    await picture(page, 'field-selected')
    await page.close()
  })

  test('the table: found, sorted and walked through by keys, with a stamp for each row', async () => {
    const page = await open('?rows=100000#/table')
    await showMachine(page)
    await page.click('th button:has-text("p")')
    await page.click('th button:has-text("p")')
    await page.waitForSelector('th[aria-sort=descending]')
    await page.locator('[role=grid]').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    expect(await page.textContent('.view:not([hidden]) .selection legend')).toBe('1 selected')
    await page.keyboard.press('End')
    await page.waitForFunction(() => {
      const last = document.querySelector('.grid tbody tr:last-child')
      return last?.getAttribute('aria-rowindex') === '100001'
    })
    const painted = () =>
      page.$$eval('.grid canvas', (all) =>
        (all as HTMLCanvasElement[]).some((one) => one.width > 1),
      )
    await expect.poll(painted, { timeout: 60_000 }).toBe(true)
    await page.fill('.table-top input', 'M74-4242')
    await page.waitForFunction(() => document.querySelectorAll('.grid tbody tr').length === 11)
    await page.keyboard.press('Tab')
    await picture(page, 'table')
    await page.fill('.table-top input', '#77')
    await page.locator('[role=grid]').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    expect(page.url()).toMatch(/#\/label\/77$/)
    await page.close()
  })

  test.each([
    ['WebGL2', '&canvas=gl', 366],
    ['a plain canvas', '', 96],
  ])(
    '100,000 markers are panned by %s; the tiles that are kept have their bound',
    async (name, query, most) => {
      const page = await big.open()
      await page.addInitScript(() => {
        const counts = { live: 0, most: 0 }
        Object.assign(window, { counts })
        const count = <Name extends string>(
          prototype: { [Key in Name]: (...words: never[]) => unknown },
          method: Name,
          change: number,
        ) => {
          const own = prototype[method] as (...words: unknown[]) => unknown
          const counted = function (this: unknown, ...words: unknown[]) {
            counts.live += change
            counts.most = Math.max(counts.most, counts.live)
            return own.apply(this, words)
          }
          prototype[method] = counted as (typeof prototype)[Name]
        }
        count(WebGL2RenderingContext.prototype, 'createTexture', 1)
        count(WebGL2RenderingContext.prototype, 'deleteTexture', -1)
        count(OffscreenCanvas.prototype, 'transferToImageBitmap', 1)
        count(ImageBitmap.prototype, 'close', -1)
      })
      await page.goto(`${big.home}?rows=100000${query}#/field`)
      await page.waitForSelector('.stage')
      await settled(page)
      await showMachine(page)
      await settled(page)
      const frames = await panned(page)
      // At the scale of the mosaic, to and fro over all of it.
      await page.locator('.stage').press('1')
      for (let i = 0; i < 8; i++) {
        await page.evaluate(
          (key) => {
            const stage = document.querySelector('.stage')!
            for (let k = 0; k < 14; k++) stage.dispatchEvent(new KeyboardEvent('keydown', { key }))
          },
          i % 4 < 2 ? 'ArrowRight' : 'ArrowDown',
        )
        await settled(page)
      }
      await settled(page)
      const close = await panned(page)
      const { counts, nTiles } = await page.evaluate(() => {
        const { counts, field } = window as unknown as {
          counts: { most: number }
          field: { nTiles: number }
        }
        return { counts, nTiles: field.nTiles }
      })
      console.log(
        `100,000 markers by ${name}: median frame ${frames.toFixed(0)} ms with all of them, ` +
          `${close.toFixed(0)} ms at the scale of the mosaic; ${nTiles} tiles were asked for, ` +
          `${counts.most} pictures at most were kept`,
      )
      expect(nTiles).toBeGreaterThan(366)
      // The tiles, and a few of the markers.
      expect(counts.most).toBeGreaterThan(20)
      expect(counts.most).toBeLessThan(most + 14)
      await picture(page, `field-close-${name.replaceAll(' ', '-')}`)
      await page.close()
    },
  )

  test('a picture that was moved and mended is the one that is drawn from nothing', async () => {
    const page = await open('?rows=20000&side=6000#/field', {
      viewport: { width: 900, height: 500 },
    })
    await showMachine(page)
    await settled(page)
    for (const zooms of [0, 3, 4]) {
      for (let k = 0; k < zooms; k++) await page.locator('.stage').press('+')
      await settled(page)
      const moves = Array.from({ length: 12 }, (_, k) => [
        37 * ((k * 5) % 7) - 90,
        61 * (k % 3) - 50,
      ])
      // Where a pixel of the screen lies on the edge of two of a tile, the browser may take either.
      expect(await differs(page, moves)).toBeLessThan(0.003 * 600 * 450)
    }
    await picture(page, 'field-moved')
    await page.close()
  })

  /** Pixels in which the picture after many moves is another than one that is drawn anew. */
  async function differs(page: Page, moves: number[][]): Promise<number> {
    await page.evaluate(async (all) => {
      const stage = document.querySelector<HTMLElement>('.stage')!
      stage.setPointerCapture = () => {}
      const send = (type: string, [x, y]: number[]) =>
        stage.dispatchEvent(
          new PointerEvent(type, {
            pointerId: 1,
            clientX: 300 + x,
            clientY: 300 + y,
            bubbles: true,
          }),
        )
      send('pointerdown', [0, 0])
      for (const move of all) {
        send('pointermove', move)
        await new Promise(requestAnimationFrame)
      }
      send('pointerup', all[all.length - 1])
    }, moves)
    await settled(page)
    /** Pixels that are not those of the first call. */
    const changed = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.stage > canvas')!
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        const pixels = new Uint32Array(data.buffer)
        const kept = window as unknown as { first?: Uint32Array | undefined }
        kept.first ??= pixels
        const { first } = kept
        return pixels.reduce((sum, value, i) => sum + (value === first[i] ? 0 : 1), 0)
      })
    await page.evaluate(() => Object.assign(window, { first: undefined }))
    expect(await changed()).toBe(0)
    // Without its markers, and then with them: all of it is drawn from nothing.
    const stage = page.locator('.stage')
    await stage.press('h')
    await settled(page)
    expect(await changed()).toBeGreaterThan(200)
    await stage.press('h')
    await settled(page)
    return changed()
  }

  /** Median time of a frame while the field is dragged about, ms. */
  function panned(page: Page): Promise<number> {
    return page.evaluate(async () => {
      const stage = document.querySelector<HTMLElement>('.stage')!
      stage.setPointerCapture = () => {}
      const send = (type: string, clientX: number, clientY: number) =>
        stage.dispatchEvent(
          new PointerEvent(type, { pointerId: 1, clientX, clientY, buttons: 1, bubbles: true }),
        )
      const times: number[] = []
      send('pointerdown', 560, 450)
      let last = performance.now()
      for (let i = 0; i < 60; i++) {
        send('pointermove', 560 + 250 * Math.sin(i / 8), 450 + 150 * Math.cos(i / 8))
        const now = await new Promise(requestAnimationFrame)
        times.push(now - last)
        last = now
      }
      send('pointerup', 560, 450)
      return times.slice(2).sort((a, b) => a - b)[times.length >> 1]
    })
  }

  test.each([
    ['desk', { viewport: { width: 1440, height: 900 } }],
    ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, deviceScaleFactor: 2 }],
  ])('on a %s, light and dark, nothing is cut off', async (name, options) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const view of ['field', 'table']) {
        const page = await open(`?rows=4000&side=6000#/${view}`, { ...options, colorScheme })
        if (name === 'phone') await page.click(`.${view} button[aria-expanded]`)
        await showMachine(page)
        if (name === 'phone') await page.click(`.${view} button[aria-expanded]`)
        if (view === 'field') await settled(page)
        else await page.waitForTimeout(1500)
        await picture(page, `${view}-${name}-${colorScheme}`)
        const [wide, screen] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          innerWidth,
        ])
        expect(wide).toBeLessThanOrEqual(screen)
        await page.close()
      }
    }
    expect(big.complaints).toEqual([])
  })
})
