/** Disputed sources one by one: who says what, the pictures, and the keys that settle them. */
import type { ClassChoice } from '../../src/viewing/index.js'
import { ClassMark } from '../class-mark.js'
import { wordsOf } from '../class-words.js'
import type { ViewProps } from '../view.js'
import { DisputePictures, useStamps } from './dispute-pictures.js'
import { DisputeVotes } from './dispute-votes.js'
import type { Dispute, LabelledField } from './labelled.js'
import { useSettleKeys } from './use-settle-keys.js'
import { type Settling, useSettling } from './use-settling.js'

type Props = ViewProps & { readonly labelled: LabelledField }

export function SettlePanel(props: Props) {
  const { labelled, description, rows, active, goTo } = props
  const settling = useSettling(props)
  const { at, dispute } = settling
  const stamps = useStamps(props, labelled.disputes, at)
  useSettleKeys(active, description.classes, settling)
  return (
    <section class="agreement-settle" aria-label="Sources to settle">
      <header>
        <h2>Settle together</h2>
        <p class="soft" role="status">
          {howFar(labelled.disputes, at)}
        </p>
      </header>
      <Hidden n={labelled.nHidden} />
      {dispute && (
        <>
          <DisputePictures {...{ dispute, description, rows }} stamp={stamps(dispute.row)} />
          <DisputeVotes dispute={dispute} choices={description.classes} />
          <Choices {...{ dispute, settling }} choices={description.classes} />
          <Actions
            {...{ dispute, settling }}
            isLast={at === labelled.disputes.length - 1}
            onLook={() => goTo(dispute.row)}
          />
        </>
      )}
    </section>
  )
}

function howFar(disputes: readonly Dispute[], at: number): string {
  if (disputes.length === 0) return 'No disputed source'
  const nSettled = disputes.filter(({ source }) => source.settled).length
  return `${at + 1} of ${disputes.length} disputed, ${nSettled} settled`
}

function Hidden({ n }: { n: number }) {
  if (n === 0) return null
  return (
    <p class="agreement-note">
      {n} more {n === 1 ? 'waits' : 'wait'} for your own label first, so that it stays your own.
    </p>
  )
}

interface ChoicesProps {
  readonly dispute: Dispute
  readonly settling: Settling
  readonly choices: readonly ClassChoice[]
}

function Choices({ dispute, settling, choices }: ChoicesProps) {
  return (
    <div class="agreement-choices">
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={dispute.source.settled?.class === choice.value}
          onClick={() => settling.settle(choice.value)}
        >
          <kbd>{choice.key}</kbd>
          <ClassMark choice={choice} />
          <span>{wordsOf(choice)}</span>
        </button>
      ))}
    </div>
  )
}

interface ActionsProps {
  readonly dispute: Dispute
  readonly settling: Settling
  readonly isLast: boolean
  onLook(): void
}

function Actions({ dispute, settling, isLast, onLook }: ActionsProps) {
  const { at, go, undo, reopen } = settling
  return (
    <div class="agreement-actions">
      <button type="button" onClick={() => go(-1)} disabled={at === 0}>
        <kbd>←</kbd> Previous
      </button>
      <button type="button" onClick={() => go(1)} disabled={isLast}>
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
      <button type="button" class="quiet" onClick={onLook}>
        Look closer
      </button>
    </div>
  )
}
