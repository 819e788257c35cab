/** What came out: how many of each class, the doubts, and the catalogue to be saved. */
import { type Signal, useSignal } from '@preact/signals'
import { fileNameOf } from '../../src/bytes/index.js'
import { classStyle } from '../../src/catalog/index.js'
import { type Failure, failureOf } from './calls.js'
import { download } from './download.js'
import type { SaidNote } from './dropped-field.js'
import { Fault, NotesList } from './notes-list.js'
import type { Work } from './work.js'
import type { ClassCount, Outcome } from './worker.js'

interface OutcomeProps {
  readonly work: Work
  readonly outcome: Outcome
}

export function OutcomePanel({ work, outcome }: OutcomeProps) {
  const { summary, classes, notes, warning, ranOn } = outcome
  const { nClassified, nCandidates, seconds, flags } = summary
  const raised = Object.entries(flags)
  return (
    <section class="alone-panel outcome-panel" aria-label="Result">
      <h2>
        {nClassified.toLocaleString('en')} of {nCandidates.toLocaleString('en')} candidates have a
        class
      </h2>
      <p class="soft">
        {seconds.total.toFixed(1)} s, on {ranOn}
      </p>
      {warning && (
        <p class="doubts" role="alert">
          {warning}
        </p>
      )}
      {summary.untrained && (
        <p class="doubts" role="alert">
          The model's weights are random: these classes mean nothing.
        </p>
      )}
      <ul class="class-counts" aria-label="Classes">
        {classes.map((one) => (
          <ClassLine key={one.value} {...one} nTotal={nCandidates} />
        ))}
      </ul>
      {raised.length > 0 && (
        <p>
          <b>Flags:</b> {raised.map(([name, n]) => `${name} ${n.toLocaleString('en')}`).join(', ')}
        </p>
      )}
      <SaveLine work={work} />
      <NotesList notes={notes} />
    </section>
  )
}

function ClassLine({ value, title, n, nTotal }: ClassCount & { nTotal: number }) {
  const { color, path } = classStyle(value)
  return (
    <li>
      <svg class="mark" viewBox="-1.3 -1.3 2.6 2.6" width="16" height="16" aria-hidden="true">
        <path d={path} stroke={color} vector-effect="non-scaling-stroke" />
      </svg>
      <span>{title}</span>
      <span class="number">{n.toLocaleString('en')}</span>
      <span class="bar">
        <span style={{ width: `${(100 * n) / Math.max(1, nTotal)}%`, background: color }} />
      </span>
    </li>
  )
}

function SaveLine({ work }: { work: Work }) {
  const endings = work.abilities.value?.writtenEndings ?? ['.ecsv']
  const own = endings.find((ending) => work.choice.value.catalogue?.toLowerCase().endsWith(ending))
  const ending = useSignal(own ?? '.ecsv')
  const failure = useSignal<Failure | null>(null)
  const lost = useSignal<readonly SaidNote[]>([])
  const name = `${stemOf(work.choice.value.catalogue ?? 'catalogue')}_classes${ending.value}`
  const save = async () => {
    failure.value = null
    try {
      const { bytes, lost: lines } = await work.calls.save(name)
      lost.value = lines.map((text) => ({ text, isDoubt: false }))
      download(bytes, name)
    } catch (error) {
      failure.value = failureOf(error)
    }
  }
  return (
    <>
      <p class="save-line">
        <button type="button" class="main" onClick={() => void save()}>
          Save the catalogue
        </button>
        <EndingChoice {...{ ending, endings }} />
        <span class="soft path">{name}</span>
      </p>
      {failure.value && <Fault failure={failure.value} />}
      <NotesList notes={lost.value} />
    </>
  )
}

function EndingChoice(props: { ending: Signal<string>; endings: readonly string[] }) {
  const { ending, endings } = props
  return (
    <label>
      as{' '}
      <select
        value={ending.value}
        onChange={(event) => {
          ending.value = event.currentTarget.value
        }}
      >
        {endings.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  )
}

function stemOf(path: string): string {
  return fileNameOf(path)
    .replace(/\.(?:gz|bz2|zst|z)$/i, '')
    .replace(/\.[^.]+$/, '')
}
