/** The loud line under the header: labels that are not safe yet, why, and what one can do. */
import type { LabelEvent } from '../src/votes/index.js'
import type { Ledger } from './ledger.js'

export function Alarm({ ledger }: { ledger: Ledger }) {
  const trouble = ledger.trouble.value
  if (trouble === null) return null
  const waiting = ledger.waiting.value
  return (
    <section class="alarm" role="alert">
      <p>
        <b>
          {waiting.length === 1 ? '1 label is' : `${waiting.length} labels are`} not saved:{' '}
          {trouble}
        </b>{' '}
        They are kept in this browser and sent again. Keep the page open.
      </p>
      <details>
        <summary>Which</summary>
        <ol>
          {waiting.map((event) => (
            <li key={event.key}>{eventText(event)}</li>
          ))}
        </ol>
      </details>
      <button type="button" onClick={() => ledger.retry()}>
        Send now
      </button>
      <button type="button" onClick={() => download(waiting)}>
        Keep them as a file
      </button>
    </section>
  )
}

function eventText(event: LabelEvent): string {
  const what = event.kind === 'undo' ? 'undone' : event.class === null ? 'unsure' : event.class
  return `${event.time.slice(11, 19)} UTC, source ${event.object.id}: ${what}`
}

/** The events as the lines of a log, which `starsift label` can take in. */
function download(events: readonly LabelEvent[]): void {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(lines, { type: 'application/jsonl' }))
  link.download = 'labels-not-saved.jsonl'
  link.click()
  URL.revokeObjectURL(link.href)
}
