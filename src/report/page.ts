/** The report as one HTML page that needs nothing beside itself. */
import { htmlDocument } from './document.js'
import { fieldSection } from './field-section.js'
import { gallerySection } from './gallery-section.js'
import { html } from './html.js'
import { countsSection, flagsSection, scoresSection, summary } from './numbers-section.js'
import { objectNames } from './object-names.js'
import type { ReportParts } from './parts.js'
import { notesSection, provenanceSection } from './provenance-section.js'
import { viewerScript } from './script.js'
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
