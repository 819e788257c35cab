/** What must hold of every view that is on the screen, and pictures of it for a person to judge. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'

/** A folder for screenshots, for those who look at them. */
const SHOTS = process.env['STARSIFT_SHOTS']

export type Screen = readonly [scheme: 'light' | 'dark', width: number, height: number]

export const SCREENS: readonly Screen[] = [
  ['dark', 1440, 900],
  ['light', 1440, 900],
  ['dark', 390, 844],
  ['light', 390, 844],
]

/** The options of a browser with such a screen. */
export function screenOf([colorScheme, width, height]: Screen) {
  const isPhone = width < 500
  return { viewport: { width, height }, colorScheme, hasTouch: isPhone, isMobile: isPhone }
}

/** Puts axe into each page of a context: a page lets no script of others in. */
export const bringAxe = (context: BrowserContext) => context.addInitScript({ content: axe.source })

/** Takes a picture of the page. @param name without ending */
export async function shot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
}

/**
 * What is wrong with a view: the page scrolls sideways, text is cut off or of too little contrast,
 * or axe finds a serious or critical fault. Needs {@link bringAxe}.
 *
 * @param name of its picture, and before each fault
 */
export async function judged(page: Page, name: string): Promise<string[]> {
  await shot(page, name)
  const faults = [
    ...(await cutOff(page)),
    ...(await lowContrast(page)),
    ...(await accessFaults(page)),
  ]
  return faults.map((fault) => `${name}: ${fault}`)
}

function accessFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as { axe: typeof axe }
    const { violations } = await runner.run(document, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`))
  })
}

/** Texts that do not fit into their box, or lie beside the screen; a page that is too wide. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const { scrollWidth } = document.documentElement
    if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} px wide`)
    const scrolls = (of: Element, axis: 'overflowX' | 'overflowY') =>
      /auto|scroll/.test(getComputedStyle(of)[axis])
    const parents = (of: Element | null): Element[] =>
      of ? [of, ...parents(of.parentElement)] : []
    for (const view of document.querySelectorAll('.view, main')) {
      if (view.scrollWidth > view.clientWidth) found.push(`${view.className} scrolls sideways`)
    }
    const pen = new OffscreenCanvas(1, 1).getContext('2d')!
    for (const list of document.querySelectorAll('select')) {
      if (!list.checkVisibility()) continue
      const { text } = list.selectedOptions[0]
      pen.font = getComputedStyle(list).font
      if (pen.measureText(text).width > list.clientWidth - 20) found.push(`"${text}" is cut off`)
    }
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const text = [...element.childNodes].find(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '',
      )
      if (!text || !element.checkVisibility() || element.closest('.hidden, svg, option')) continue
      const said = `"${text.textContent!.trim().slice(0, 30)}"`
      const { right, left, width } = element.getBoundingClientRect()
      const isOff = width > 0 && (right > innerWidth + 1 || left < -1)
      if (isOff && !parents(element).some((one) => scrolls(one, 'overflowX'))) {
        found.push(`${said} lies beside the screen`)
      }
      const { textOverflow, overflowX, overflowY } = getComputedStyle(element)
      const isHidden = overflowX !== 'visible' && !scrolls(element, 'overflowX')
      const isTooWide = element.scrollWidth > element.clientWidth + 1
      if (isTooWide && element.clientWidth > 0 && isHidden && textOverflow !== 'ellipsis') {
        found.push(`${said} is cut off at its side`)
      }
      const isLow = overflowY !== 'visible' && !scrolls(element, 'overflowY')
      if (isLow && element.scrollHeight > element.clientHeight + 2) found.push(`${said} is cut off`)
    }
    return found
  })
}

/** Texts of less contrast to what lies behind them than WCAG's AA asks: 4.5, or 3 where large. */
export function lowContrast(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!
    const rgba = (colour: string) => {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
      return [...canvas.getImageData(0, 0, 1, 1).data]
    }
    const luminance = (colour: readonly number[]) => {
      const [r, g, b] = colour.map((byte) => {
        const c = byte / 255
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const behind = (element: Element): number[] => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const colour = rgba(getComputedStyle(at).backgroundColor)
        if (colour[3] > 200) return colour
      }
      return [255, 255, 255, 255]
    }
    const found: string[] = []
    for (const element of document.querySelectorAll('body *')) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '',
      )
      const style = getComputedStyle(element)
      const isSeen =
        element.getClientRects().length > 0 && !element.closest('.hidden, .picture, svg')
      if (!hasText || !isSeen || element.matches(':disabled')) continue
      const [one, other] = [luminance(rgba(style.color)), luminance(behind(element))]
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
      if (ratio < (Number.parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) {
        found.push(`${element.className || element.tagName}: ${ratio.toFixed(2)}`)
      }
    }
    return found
  })
}
