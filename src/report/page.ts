/** The report as one HTML page that needs nothing beside itself. */
import { fieldSection } from './field-section.js'
import { gallerySection } from './gallery-section.js'
import { Html, html } from './html.js'
import { countsSection, flagsSection, scoresSection, summary } from './numbers-section.js'
import { objectNames } from './object-names.js'
import type { ReportParts } from './parts.js'
import { notesSection, provenanceSection } from './provenance-section.js'
import { viewerScript } from './script.js'
import { styleSheet } from './style.js'
import { tally } from './tally.js'

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
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Html(styleSheet(card.classes.map(({ value }) => value)))}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
${summary(counts)}
${
  card.untrained &&
  html`<p class="banner" role="alert">The network's weights are random: these classes mean nothing.</p>`
}
</header>
${fieldSection(parts, counts, names)}
${gallerySection(parts, counts, names)}
${scoresSection(parts, counts)}
<div class="columns">
${countsSection(counts)}
${flagsSection(counts)}
</div>
${notesSection(parts)}
${provenanceSection(parts)}
</main>
<script>${new Html(viewerScript())}</script>
</body>
</html>
`)
}
