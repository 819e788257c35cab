/** The report as one HTML page that needs nothing beside itself. */
import { fieldSection } from './field-section.js'
import { gallerySection } from './gallery-section.js'
import { Html, html } from './html.js'
import { countsSection, flagsSection, scoresSection, summary } from './numbers-section.js'
import { objectNames, type ReportParts, tally } from './parts.js'
import { notesSection, provenanceSection } from './provenance-section.js'
import { styleSheet } from './style.js'
import { viewerScript } from './viewer.js'

/**
 * The whole page. The same parts give the same text.
 *
 * @param parts pictures as data URIs; all other text is escaped
 * @example await writeFile('report.html', reportHtml(parts))
 */
export function reportHtml(parts: ReportParts): string {
  const { title, classification } = parts
  const { card } = classification
  const counts = tally(classification)
  const names = objectNames(classification.table)
  return htmlDocument({
    title,
    classes: card.classes.map(({ value }) => value),
    allows: "img-src data:; script-src 'unsafe-inline'",
    summary: html`${summary(counts)}
${
  card.untrained &&
  html`<p class="banner" role="alert">The network's weights are random: these classes mean nothing.</p>`
}`,
    content: [
      fieldSection(parts, counts, names),
      gallerySection(parts, counts, names),
      scoresSection(parts, counts),
      html`<div class="columns">
${countsSection(counts)}
${flagsSection(counts)}
</div>`,
      notesSection(parts),
      provenanceSection(parts),
    ],
    script: viewerScript(),
  })
}

/* The frame that all pages share: one HTML file that needs nothing beside itself. */

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
