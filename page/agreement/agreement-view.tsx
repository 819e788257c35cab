/** How far people agree, and the sources on which they do not: to be settled together. */
import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { LabelledSource } from '../../src/votes/index.js'
import type { ViewProps } from '../view.js'
import { catalogueOf, labelledField } from './labelled.js'
import { Numbers } from './numbers.js'
import { SettlePanel } from './settle-panel.js'
import './agreement.css'

export function AgreementView(props: ViewProps) {
  const { description, rows, events, desk, opinions, active } = props
  const catalogue = useMemo(() => catalogueOf(description, rows), [description, rows])
  const labelled = useComputed(() => {
    const isHidden = ({ answers }: LabelledSource) => !opinions.value && !answers.has(desk.person)
    return labelledField(events.value, catalogue, description.classes, isHidden)
  })
  const { people, notes } = labelled.value.found
  const isOpen = useSignal(false)
  useEffect(() => {
    if (active) isOpen.value = true
  }, [active, isOpen])
  if (people.length === 0) {
    return (
      <p class="notice">
        Nobody has labelled yet. When two people have labelled the same sources, this view shows how
        far they agree, and the sources to settle together.
      </p>
    )
  }
  return (
    <div class="agreement-view">
      <SettlePanel {...props} labelled={labelled.value} />
      <div class="agreement-numbers">
        {notes.map((note) => (
          <p key={note} class="agreement-note">
            {note}
          </p>
        ))}
        {isOpen.value && <Numbers {...props} labelled={labelled} />}
      </div>
    </div>
  )
}
