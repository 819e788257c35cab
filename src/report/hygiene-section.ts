/** On the science page: how many clusters have a flag of hygiene. */
import { HYGIENE, hygieneCounts, type Science } from '../science/index.js'
import { count, type Html, html } from './html.js'

/** Nothing if the catalogues have no flags of a detection. */
export function hygieneSection({ candidates }: Science): Html {
  const counts = hygieneCounts(candidates)
  if (counts.length === 0) return html``
  return html`<section aria-labelledby="hygiene-title">
<h2 id="hygiene-title">Clusters to look at again</h2>
<p class="note">PHANGS-HST removed such objects by hand after its networks. They are counted here,
and left in all numbers of this page: leave them out by the column det_flags. One cluster may have
several flags. A flag that the catalogue does not name, and no row has, is not known: an older
program did not look for it.</p>
<div class="scroll"><table class="numbers">
<thead><tr><th class="text">Flag</th>${counts.map(({ label }) => html`<th>${label}</th>`)}</tr>
</thead><tbody>
${HYGIENE.map(
  ({ flag, said }, k) => html`<tr><td class="text">${flag}<small>${said}</small></td>
${counts.map(({ nWith }) => html`<td>${knownCount(nWith[k])}</td>`)}</tr>
`,
)}<tr><td class="text">none of these</td>
${counts.map(({ nClean, nClusters: n }) => html`<td>${count(nClean)} of ${count(n)}</td>`)}</tr>
<tr><td class="text">no number in det_flags</td>
${counts.map(({ nUnknown }) => html`<td>${count(nUnknown)}</td>`)}</tr>
</tbody></table></div>
</section>`
}

function knownCount(n: number): string {
  return Number.isNaN(n) ? 'not known' : count(n)
}
