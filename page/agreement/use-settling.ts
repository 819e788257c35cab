/** Which disputed source is shown, and what settles it. */
import { useSignal } from '@preact/signals'
import type { ViewProps } from '../view.js'
import type { Dispute, LabelledField } from './labelled.js'
import { lastSettlement, settlement, unsettled } from './settling.js'
import type { SettleCommands } from './use-settle-keys.js'

export interface Settling extends SettleCommands {
  /** Place among the disputes. */
  readonly at: number
  /** Undefined where there is none. */
  readonly dispute: Dispute | undefined
  /** Takes the settlement of the source that is shown back. */
  reopen(): void
}

export function useSettling(props: ViewProps & { readonly labelled: LabelledField }): Settling {
  const { description, rows, desk, events } = props
  const { disputes } = props.labelled
  const place = useSignal(0)
  const last = Math.max(0, disputes.length - 1)
  const at = Math.min(place.value, last)
  const dispute = disputes[at] as Dispute | undefined
  const who = { description, rows, person: desk.person }
  const go = (step: number) => {
    place.value = Math.min(Math.max(0, at + step), last)
  }
  return {
    ...{ at, dispute, go },
    settle(value) {
      if (!dispute) return
      void desk.save(settlement(who, dispute.row, value))
      go(1)
    },
    undo() {
      const latest = lastSettlement(events.value, desk.person)
      if (!latest) return
      void desk.save(unsettled(who, latest))
      const back = disputes.findIndex(({ source }) => source.settled?.key === latest.key)
      if (back >= 0) place.value = back
    },
    reopen() {
      if (dispute?.source.settled) void desk.save(unsettled(who, dispute.source.settled))
    },
  }
}
