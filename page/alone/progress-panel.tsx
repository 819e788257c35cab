/** How far the work is, how fast it goes, and how long it will take. */
import type { Pace, Stage } from './work.js'

export function ProgressPanel(props: { stage: Stage; onCancel: () => void }) {
  const { stage, onCancel } = props
  if (stage.is === 'idle') return null
  const isClassifying = stage.is === 'classifying'
  const [value, max] = isClassifying
    ? [stage.pace.nDone, stage.pace.nTotal]
    : [stage.share ?? undefined, 1]
  return (
    <section class="alone-panel progress-panel" aria-label="Progress">
      <p role="status">{isClassifying ? 'Classifying' : stage.what}…</p>
      <progress value={value} max={max} aria-label={isClassifying ? 'Candidates' : stage.what} />
      <p class="soft pace">{isClassifying ? paceText(stage.pace) : ' '}</p>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </section>
  )
}

/** @example paceText(pace) // '800 of 2,752 candidates, 95 a second, 21 s left' */
export function paceText({ nDone, nTotal, seconds, nSince }: Pace): string {
  const said = `${nDone.toLocaleString('en')} of ${nTotal.toLocaleString('en')} candidates`
  if (nSince === 0 || seconds < 0.5) return said
  const rate = nSince / seconds
  const shown = rate.toLocaleString('en', { maximumSignificantDigits: rate < 10 ? 2 : 3 })
  return `${said}, ${shown} a second, ${durationText((nTotal - nDone) / rate)} left`
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
