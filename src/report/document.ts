/** The frame that all pages share: one HTML file that needs nothing beside itself. */
import { Html, html } from './html.js'
import { styleSheet } from './style.js'

export interface Document {
  readonly title: string
  /** Classes that get colours of their own. */
  readonly classes?: readonly number[]
  /** CSS after that of all pages. */
  readonly style?: string
  /** What the page may load beside its own styles, as a Content-Security-Policy says it. */
  readonly allows: string
  /** Under the title. */
  readonly summary: Html
  readonly content: readonly Html[]
  readonly script?: string
}

/** The same parts give the same text. */
export function htmlDocument(document: Document): string {
  const { title, classes = [], style = '', allows, summary, content, script } = document
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; ${new Html(allows)}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Html(styleSheet(classes) + style)}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
${summary}
</header>
${content}
</main>
${script !== undefined && html`<script>${new Html(script)}</script>`}
</body>
</html>
`)
}
