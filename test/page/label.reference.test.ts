/** The view that labels, in Chromium, before a made-up field: keys, saving, undo, resume, phone. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LabelEvent } from '../../src/votes/index.js'
import { hasProgram } from '../setup/peers.js'
import { type FakePage, fakePage } from './fake-page.js'
import { lowContrast, SCREENS, screenOf, shot } from './looks.js'

type Knobs = { knobs: { saveMs: number; trouble: string | null } }

describe.skipIf(!hasProgram('chromium'))('the view that labels', () => {
  let fake: FakePage
  beforeAll(async () => {
    fake = await fakePage()
  })
  afterAll(() => fake?.close())

  const title = (page: Page) => page.locator('.source-title').innerText()
  const arrived = async (page: Page, id: string) => {
    await page.locator('.source-title b', { hasText: new RegExp(`^${id}$`) }).waitFor()
    await page.locator(`.pictures canvas[data-row="${id}"]`).waitFor()
  }
  const log = (page: Page) =>
    page.evaluate(() => JSON.parse(localStorage.getItem('fake log') ?? '[]') as LabelEvent[])
  const saved = (page: Page) => page.locator('.save-state.saved').waitFor()
  const finish = async (page: Page) => {
    await page.context().close()
    expect(fake.complaints.splice(0)).toEqual([])
  }

  test('one key labels and leads on; undo takes back, also twice; a reload resumes', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    for (const [i, key] of [...'1234U1'].entries()) {
      await page.keyboard.press(key)
      await arrived(page, `${i + 2}`)
    }
    await page.keyboard.press('z')
    await arrived(page, '6')
    await page.keyboard.press('z')
    await arrived(page, '5')
    await page.keyboard.press('3')
    await arrived(page, '6')
    await saved(page)
    const events = await log(page)
    expect(events.map((one) => (one.kind === 'undo' ? 'undo' : one.class))).toEqual([
      1,
      2,
      3,
      4,
      null,
      1,
      'undo',
      'undo',
      3,
    ])
    const [first] = events
    expect(first).toMatchObject({
      ...{ kind: 'label', person: 'anna', order: 'catalog', sawMachine: false },
      ...{ stretch: 'asinh contrast 1.00 bias 0.50', model: 'beef'.repeat(16) },
    })
    await page.goto(page.url().replace(/#.*/, ''))
    await arrived(page, '6')
    expect(await page.locator('.progress').innerText()).toContain('5 of 400')
    await finish(page)
  })

  test('arrows go back and forth, space passes over, the address names the row', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    await page.keyboard.press('Space')
    await arrived(page, '2')
    await page.keyboard.press('ArrowLeft')
    await arrived(page, '1')
    expect(page.url()).toMatch(/#\/label\/1$/)
    await page.keyboard.press('ArrowDown')
    await arrived(page, '2')
    await page.goto(page.url().replace(/#.*/, '#/label/123'))
    await page.reload()
    await arrived(page, '123')
    await page.keyboard.press('2')
    await saved(page)
    expect((await log(page))[0]).toMatchObject({ order: 'chosen', object: { id: '123' } })
    await finish(page)
  })

  test('finer codes are asked after their class, and may be left out', async () => {
    const page = await fake.open('?codes')
    await arrived(page, '1')
    await page.keyboard.press('4')
    await page.getByText('which?').waitFor()
    await shot(page, 'codes-dark-1440')
    await page.keyboard.press('g')
    await arrived(page, '2')
    await page.keyboard.press('4')
    await page.keyboard.press('Enter')
    await arrived(page, '3')
    await page.keyboard.press('4')
    await page.keyboard.press('Escape')
    await page.keyboard.press('1')
    await arrived(page, '4')
    await saved(page)
    const answers = (await log(page)).map((one) => one.kind === 'label' && [one.class, one.code])
    expect(answers).toEqual([
      [4, 9],
      [4, undefined],
      [1, undefined],
    ])
    await finish(page)
  })

  test('the machine is hidden until one has answered, and a label says whether it was seen', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    await page.keyboard.press('m')
    expect(await page.locator('.opinion-box').count()).toBe(0)
    await page.keyboard.press('1')
    await arrived(page, '2')
    const before = page.locator('.opinion-box')
    expect(await before.innerText()).toContain('Before: source 1. You: 1')
    await shot(page, 'opinion-dark-1440')
    await page.getByText('also before it').click()
    await page.locator('.opinion-box', { hasText: 'Machine' }).waitFor()
    await page.keyboard.press('2')
    await arrived(page, '3')
    await saved(page)
    const saw = (await log(page)).map((one) => one.kind === 'label' && one.sawMachine)
    expect(saw).toEqual([false, true])
    await finish(page)
  })

  test('a label that is not saved is loud, is kept over a reload, and is sent again', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    const turn = (trouble: string | null) =>
      page.evaluate((value) => {
        ;(globalThis as unknown as Knobs).knobs.trouble = value
      }, trouble)
    await turn('the disk is full')
    await page.keyboard.press('1')
    await arrived(page, '2')
    await page.keyboard.press('2')
    await arrived(page, '3')
    const alarm = page.getByRole('alert')
    await alarm.getByText('2 labels are not saved: the disk is full').waitFor()
    await shot(page, 'not-saved-dark-1440')
    expect(await log(page)).toEqual([])
    // In one step: by itself the page sends them again soon.
    await page.evaluate(() => {
      ;(globalThis as unknown as Knobs).knobs.trouble = null
      for (const button of document.querySelectorAll('button')) {
        if (button.textContent === 'Send now') button.click()
      }
    })
    await saved(page)
    expect((await log(page)).map((one) => one.object.id)).toEqual(['1', '2'])
    await turn('the server is away')
    await page.keyboard.press('3')
    await alarm.waitFor()
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await saved(page)
    expect((await log(page)).map((one) => one.object.id)).toEqual(['1', '2', '3'])
    await finish(page)
  })

  test('"saved" is said only after the desk said so', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    await page.evaluate(() => {
      ;(globalThis as unknown as Knobs).knobs.saveMs = 8000
    })
    await page.keyboard.press('1')
    await arrived(page, '2')
    expect(await page.locator('.save-state').innerText()).toContain('saving')
    await saved(page)
    expect(await log(page)).toHaveLength(1)
    await finish(page)
  })

  test('two tabs of one person: no label is lost or doubled, and what one did the other skips', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    const other = await page.context().newPage()
    await other.goto(page.url().replace(/#.*/, ''))
    await arrived(other, '1')
    await page.keyboard.press('1')
    await arrived(page, '2')
    await page.keyboard.press('2')
    await arrived(page, '3')
    await saved(page)
    await other.locator('.tag.yours', { hasText: 'you: 1' }).waitFor()
    await other.keyboard.press('Space')
    await arrived(other, '3')
    await other.keyboard.press('4')
    await saved(other)
    await page.locator('.tag.yours', { hasText: 'you: 4' }).waitFor()
    expect((await log(page)).map((one) => one.object.id)).toEqual(['1', '2', '3'])
    await finish(page)
  })

  test('a second look hides the first answer', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    for (const id of ['2', '3', '4']) {
      await page.keyboard.press('1')
      await arrived(page, id)
    }
    await page.getByText('Second look').click()
    await page.getByRole('spinbutton').fill('2')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByText('second look', { exact: true }).waitFor()
    expect(await page.locator('.tag.yours').count()).toBe(0)
    await page.locator('.source-title').click()
    await page.keyboard.press('2')
    await expect.poll(async () => (await log(page)).length, { timeout: 20_000 }).toBe(4)
    await page.waitForTimeout(500)
    await page.keyboard.press('2')
    await arrived(page, '4')
    await saved(page)
    const passes = (await log(page)).map((one) => one.kind === 'label' && one.isSecond === true)
    expect(passes).toEqual([false, false, false, true, true])
    await finish(page)
  })

  test('a note goes with the answer', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    await page.keyboard.press('n')
    await page.keyboard.type('two peaks, 1 of them red')
    await page.keyboard.press('Enter')
    await page.keyboard.press('3')
    await arrived(page, '2')
    await saved(page)
    expect((await log(page))[0]).toMatchObject({ class: 3, note: 'two peaks, 1 of them red' })
    await finish(page)
  })

  test('help and keys open over the page, and keep keys from labelling', async () => {
    const page = await fake.open('?codes')
    await arrived(page, '1')
    await page.keyboard.press('h')
    const help = page.getByRole('dialog', { name: 'What the classes are' })
    await help.waitFor()
    await help.locator('canvas').first().waitFor()
    await page.waitForTimeout(300)
    await shot(page, 'help-dark-1440')
    await page.keyboard.press('1')
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await shot(page, 'keys-dark-1440')
    await page.keyboard.press('Escape')
    expect(await title(page)).toContain('Source 1')
    expect(await log(page)).toEqual([])
    await finish(page)
  })

  test('without a graphics processor the pictures are the same', async () => {
    const shots = []
    for (const [query, name] of [
      ['?canvas=gl', 'WebGL2'],
      ['?canvas=2d', '2D'],
    ]) {
      const page = await fake.open(query)
      await arrived(page, '1')
      expect(await page.locator('.pictures canvas').getAttribute('data-painter')).toBe(name)
      await page.keyboard.press('x')
      await page.addStyleTag({ content: '.overlay, .beside { display: none }' })
      shots.push(await page.locator('.pictures').screenshot())
      await finish(page)
    }
    // SwiftShader is no graphics processor.
    const page = await fake.open()
    await page.locator('.pictures canvas[data-painter="2D"]').waitFor()
    const differences = await page.evaluate(
      async (pictures) => {
        const pixels = []
        for (const picture of pictures) {
          const image = await createImageBitmap(
            await (await fetch(`data:image/png;base64,${picture}`)).blob(),
          )
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')!
          canvas.drawImage(image, 0, 0)
          pixels.push(canvas.getImageData(0, 0, image.width, image.height).data)
        }
        const [one, other] = pixels
        let [most, far] = [0, 0]
        for (let i = 0; i < one.length; i++) {
          const off = Math.abs(one[i] - other[i])
          if (off > 3) far++
          if (one[i] > most) most = one[i]
        }
        return { share: far / one.length, most, same: one.length === other.length }
      },
      shots.map((one) => one.toString('base64')),
    )
    expect(differences.same).toBe(true)
    expect(differences.most).toBeGreaterThan(200)
    // Where a pixel of the screen lies on the border of two pixels of the mosaic, either may win.
    expect(differences.share).toBeLessThan(0.02)
    await page.context().close()
    fake.complaints.length = 0
  })

  test('dragging changes contrast and bias, a double click resets, a click enlarges a band', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    const box = (await page.locator('.pictures').boundingBox())!
    await page.mouse.move(box.x + 100, box.y + 150)
    await page.mouse.down()
    await page.mouse.move(box.x + 160, box.y + 90, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.press('1')
    await arrived(page, '2')
    await page.mouse.dblclick(box.x + 100, box.y + 150)
    await page.mouse.click(box.x + 60, box.y + 400)
    await page.locator('.picture.large .picture-name', { hasText: 'F275W' }).first().waitFor()
    await page.keyboard.press('2')
    await arrived(page, '3')
    await saved(page)
    const looks = (await log(page)).map((one) => one.kind === 'label' && one.stretch)
    expect(looks[0]).toMatch(/asinh contrast 1\.[2-9]\d bias 0\.3\d/)
    expect(looks[1]).toBe('asinh contrast 1.00 bias 0.50')
    await finish(page)
  })

  test('held, B blinks through the bands', async () => {
    const page = await fake.open()
    await arrived(page, '1')
    const name = page.locator('.picture.large .picture-name').first()
    await page.keyboard.down('b')
    await expect.poll(() => name.innerText(), { timeout: 4000 }).toBe('F275W')
    await expect.poll(() => name.innerText(), { timeout: 4000 }).toBe('F336W')
    await page.keyboard.up('b')
    await expect.poll(() => name.innerText(), { timeout: 4000 }).toContain('RGB')
    await finish(page)
  })

  test('a stamp that does not come says so, and nothing is labelled blind', async () => {
    const page = await fake.open('?delay=1500')
    await page.getByText('Reading the pictures').waitFor({ state: 'attached' })
    await page.keyboard.press('1')
    expect(await page.locator('.last-word').innerText()).toContain('not there yet')
    expect(await log(page)).toEqual([])
    await arrived(page, '1')
    await finish(page)
  })

  test('on a phone one taps the class and swipes to the next source', async () => {
    const page = await fake.open('', {
      ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    })
    await arrived(page, '1')
    for (const button of await page.locator('.choice').all()) {
      const box = (await button.boundingBox())!
      expect(box.height).toBeGreaterThanOrEqual(44)
      expect(box.y + box.height).toBeLessThan(844)
    }
    await page.getByRole('button', { name: 'compact association' }).tap()
    await arrived(page, '2')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBe(390)
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: x === undefined ? [] : [{ x, y: 250 }],
      })
    await touch('touchStart', 300)
    for (const x of [260, 200, 140, 100]) await touch('touchMove', x)
    await touch('touchEnd')
    await arrived(page, '3')
    await saved(page)
    expect(await log(page)).toHaveLength(1)
    await finish(page)
  })

  test.each(SCREENS)('looks right: %s, %i px', async (...screen) => {
    const [colorScheme, width] = screen
    const page = await fake.open('?codes', screenOf(screen))
    await arrived(page, '1')
    await page.waitForTimeout(200)
    await shot(page, `label-${colorScheme}-${width}`)
    expect(await lowContrast(page)).toEqual([])
    await finish(page)
  })
})
