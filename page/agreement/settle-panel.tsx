/** Disputed sources one by one: who says what, the pictures, and the keys that settle them. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { ClassChoice, SourceStamp } from '../../src/viewing/index.js'
import { ClassMark } from '../class-mark.js'
import type { ViewProps } from '../view.js'
import type { Dispute, LabelledField } from './labelled.js'
import { lastSettlement, settlement, unsettled } from './settling.js'
import { StampPicture } from './stamp-picture.js'

type Props = ViewProps & { readonly labelled: LabelledField }

export function SettlePanel(props: Props) {
  const { labelled, description, rows, desk, events, active, goTo } = props
  const { disputes, nHidden } = labelled
  const place = useSignal(0)
  const at = Math.min(place.value, Math.max(0, disputes.length - 1))
  const dispute = disputes[at] as Dispute | undefined
  const stamps = useStamps(props, disputes, at)
  const who = { description, rows, person: desk.person }
  const go = (step: number) => {
    place.value = Math.min(Math.max(0, at + step), Math.max(0, disputes.length - 1))
  }
  const settle = (value: number) => {
    if (!dispute) return
    void desk.save(settlement(who, dispute.row, value))
    go(1)
  }
  const undo = () => {
    const last = lastSettlement(events.value, desk.person)
    if (!last) return
    void desk.save(unsettled(who, last))
    const back = disputes.findIndex(({ source }) => source.settled?.key === last.key)
    if (back >= 0) place.value = back
  }
  const reopen = () => {
    if (dispute?.source.settled) void desk.save(unsettled(who, dispute.source.settled))
  }
  useKeys(active, description.classes, { go, settle, undo })
  const nSettled = disputes.filter(({ source }) => source.settled).length
  return (
    <section class="agreement-settle" aria-label="Sources to settle">
      <header>
        <h2>Settle together</h2>
        <p class="soft" role="status">
          {disputes.length === 0
            ? 'No disputed source'
            : `${at + 1} of ${disputes.length} disputed, ${nSettled} settled`}
        </p>
      </header>
      {nHidden > 0 && (
        <p class="agreement-note">
          {nHidden} more {nHidden === 1 ? 'waits' : 'wait'} for your own label first, so that it
          stays your own.
        </p>
      )}
      {dispute && (
        <>
          <Pictures {...{ dispute, description, rows }} stamp={stamps(dispute.row)} />
          <Votes dispute={dispute} choices={description.classes} />
          <div class="agreement-choices">
            {description.classes.map((choice) => (
              <button
                key={choice.value}
                type="button"
                aria-pressed={dispute.source.settled?.class === choice.value}
                onClick={() => settle(choice.value)}
              >
                <kbd>{choice.key}</kbd>
                <ClassMark choice={choice} />
                <span>{choice.label}</span>
              </button>
            ))}
          </div>
          <div class="agreement-actions">
            <button type="button" onClick={() => go(-1)} disabled={at === 0}>
              <kbd>←</kbd> Previous
            </button>
            <button type="button" onClick={() => go(1)} disabled={at === disputes.length - 1}>
              <kbd>→</kbd> Leave open
            </button>
            <button type="button" onClick={undo}>
              <kbd>Z</kbd> Undo
            </button>
            {dispute.source.settled && (
              <button type="button" onClick={reopen}>
                Open again
              </button>
            )}
            <button type="button" class="quiet" onClick={() => goTo(dispute.row)}>
              Look closer
            </button>
          </div>
        </>
      )}
    </section>
  )
}

function Pictures(props: {
  dispute: Dispute
  description: ViewProps['description']
  rows: ViewProps['rows']
  stamp: SourceStamp | undefined
}) {
  const { dispute, description, rows, stamp } = props
  return (
    <>
      <h3>
        Source {rows.ids[dispute.row]}
        <span class="soft"> row {dispute.row + 1}</span>
      </h3>
      <div class="agreement-pictures">
        <StampPicture {...{ stamp, description }} label="colour" />
        {description.bands.map(({ filter }, band) => (
          <StampPicture key={filter} {...{ stamp, description, band }} label={filter} />
        ))}
      </div>
    </>
  )
}

function Votes({ dispute, choices }: { dispute: Dispute; choices: readonly ClassChoice[] }) {
  const { answers, settled } = dispute.source
  return (
    <ul class="agreement-votes">
      {[...answers].map(([person, { class: value, note }]) => (
        <li key={person}>
          <span class="agreement-person">{person}</span>
          <ClassWord value={value} choices={choices} />
          {note && <q>{note}</q>}
        </li>
      ))}
      {settled && (
        <li class="agreement-settled">
          <span class="agreement-person">Settled</span>
          <ClassWord value={settled.class} choices={choices} />
          <span class="soft">by {settled.person}</span>
        </li>
      )}
    </ul>
  )
}

function ClassWord(props: { value: number | null; choices: readonly ClassChoice[] }) {
  const choice = props.choices.find(({ value }) => value === props.value)
  if (!choice) return <span>unsure</span>
  return (
    <span class="agreement-class">
      <ClassMark choice={choice} />
      {choice.label}
    </span>
  )
}

/** Stamps of the source that is shown and of those after it: the next one is there at once. */
function useStamps({ field, description }: ViewProps, disputes: readonly Dispute[], at: number) {
  const known = useSignal<ReadonlyMap<number, SourceStamp>>(new Map())
  const wanted = disputes.slice(at, at + 6).map(({ row }) => row)
  useEffect(() => {
    for (const row of wanted.filter((one) => !known.value.has(one))) {
      field
        .stamp(row, Math.round(1.5 * description.sizePx))
        .then((stamp) => {
          known.value = new Map([...known.value, [row, stamp]])
        })
        .catch(() => {})
    }
  }, [wanted.join()])
  return (row: number) => known.value.get(row)
}

interface Commands {
  go(step: number): void
  settle(value: number): void
  undo(): void
}

/** A key acts on what is shown when it is pressed: effects would be a moment late. */
function useKeys(active: boolean, choices: readonly ClassChoice[], commands: Commands): void {
  const latest = useRef(commands)
  latest.current = commands
  useEffect(() => {
    if (!active) return undefined
    const down = (event: KeyboardEvent) => {
      if (isTaken(event)) return
      const choice = choices.find(({ key }) => key === event.key)
      const isUndo = event.key.toLowerCase() === 'z'
      const step = { ArrowRight: 1, ArrowLeft: -1, ' ': 1 }[event.key]
      if (!choice && !isUndo && step === undefined) return
      event.preventDefault()
      // A key that is held would settle one source after the other.
      if (event.repeat && step === undefined) return
      if (choice) latest.current.settle(choice.value)
      else if (isUndo) latest.current.undo()
      else latest.current.go(step!)
    }
    addEventListener('keydown', down)
    return () => removeEventListener('keydown', down)
  }, [active, choices])
}

/** Whether what has the focus wants the key itself, or the key is one of the browser. */
function isTaken({ target, key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return true
  if (target.closest('input, textarea, select, dialog')) return true
  return key === ' ' && target.matches('button, summary, a')
}
