/**
 * HTML as a tagged template, and how numbers are written in it. Everything that is put in is
 * escaped unless it is HTML already, so that text of a user's files cannot become markup by
 * mistake. Control characters and those that turn the text are made visible.
 */

import { visibleLines } from '../visible.js'

/** Text that is markup. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }

  toString(): string {
    return this.markup
  }
}

export type Insert = Html | string | number | undefined | false | readonly Insert[]

/**
 * Markup with values put in: strings and numbers are escaped, lists are joined, undefined and false
 * add nothing.
 *
 * @example String(html`<b>${'a < b'}</b>`) // '<b>a &lt; b</b>'
 */
export function html(parts: TemplateStringsArray, ...inserts: Insert[]): Html {
  return new Html(parts.reduce((text, part, i) => text + markupOf(inserts[i - 1]) + part))
}

/**
 * Data for a script of the page; `<` is written as a code, so that nothing can close the element.
 */
export function jsonScript(id: string, data: unknown): Html {
  const text = JSON.stringify(data).replaceAll('<', '\\u003c')
  return new Html(`<script type="application/json" id="${id}">${text}</script>`)
}

/** @example count(15000) // '15,000' */
export function count(n: number): string {
  return n.toLocaleString('en-US')
}

/** @example counted(1, 'candidate') // '1 candidate' */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`
}

/** @example percent(1, 3) // '33.3 %' */
export function percent(n: number, of: number): string {
  return of === 0 ? '–' : `${((100 * n) / of).toFixed(1)} %`
}

/** A probability; a dash where there is none. */
export function probability(p: number): string {
  return Number.isNaN(p) ? '–' : p.toFixed(3)
}

/** @example fileSize(3565440) // '3.6 MB' */
export function fileSize(bytes: number): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  if (power === 0) return `${bytes} bytes`
  return `${(bytes / 1000 ** power).toFixed(1)} ${['kB', 'MB', 'GB'][power - 1]}`
}

function escapeHtml(text: string): string {
  return visibleLines(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function markupOf(insert: Insert): string {
  if (insert === undefined || insert === false) return ''
  if (insert instanceof Html) return insert.markup
  if (typeof insert === 'object') return insert.map(markupOf).join('')
  return escapeHtml(String(insert))
}
