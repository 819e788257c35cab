/** How the files are read: what was found, what is asked, and the button that begins. */
import type { FieldSummary } from './dropped-field.js'
import { NotesList } from './notes-list.js'
import { Questions } from './questions.js'
import type { Work } from './work.js'

export function ReadingPanel({ work }: { work: Work }) {
  const summary = work.summary.value!
  const { catalogue, notes } = summary
  const failure = summary.failure ?? summary.obstacle
  const isBusy = work.stage.value.is !== 'idle'
  const isDone = work.outcome.value !== null
  return (
    <section class="alone-panel reading-panel" aria-label="What was found">
      <Found summary={summary} />
      {!isDone && <NotesList notes={notes} />}
      <details class="asked" open={failure !== undefined}>
        <summary>How the files are read</summary>
        <Questions work={work} disabled={isBusy} columns={catalogue?.columns ?? []} />
      </details>
      {!failure && !isDone && !isBusy && catalogue && (
        <button type="button" class="main" onClick={() => void work.classify()}>
          Classify {catalogue.nRows.toLocaleString('en')} candidates
        </button>
      )}
    </section>
  )
}

function Found({ summary }: { summary: FieldSummary }) {
  const { bands, width, height, scaleArcsec, catalogue } = summary
  const size = `${width.toLocaleString('en')} × ${height.toLocaleString('en')} px`
  const scale = scaleArcsec === undefined ? '' : `, ${scaleArcsec.toPrecision(3)} arcsec a pixel`
  return (
    <p class="found">
      {bands.length > 0 && (
        <>
          <b>{bands.map(({ filter }) => filter).join(', ')}</b>: {size}
          {scale}.{' '}
        </>
      )}
      {catalogue && (
        <>
          <b>{catalogue.nRows.toLocaleString('en')}</b> candidates.
        </>
      )}
    </p>
  )
}
