/**
 * HTML as a tagged template: what is put in is escaped unless it is HTML already, so that no text of a
 * user's files can become markup by oversight.
 */

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
 * Markup with values put in: strings and numbers are escaped, lists are joined, undefined and false are
 * nothing.
 *
 * @example String(html`<b>${'a < b'}</b>`) // '<b>a &lt; b</b>'
 */
export function html(parts: TemplateStringsArray, ...inserts: Insert[]): Html {
  return new Html(parts.reduce((text, part, i) => text + markupOf(inserts[i - 1]) + part))
}

/** Data for a script of the page; `<` is written so that nothing can close the element. */
export function jsonScript(id: string, data: unknown): Html {
  const text = JSON.stringify(data).replaceAll('<', '\\u003c')
  return new Html(`<script type="application/json" id="${id}">${text}</script>`)
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function markupOf(insert: Insert): string {
  if (insert === undefined || insert === false) return ''
  if (insert instanceof Html) return insert.markup
  if (typeof insert === 'object') return insert.map(markupOf).join('')
  return escapeHtml(String(insert))
}
