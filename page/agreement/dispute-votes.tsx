/** Who says what of a disputed source. */
import type { ClassChoice } from '../../src/viewing/index.js'
import { ClassMark } from '../class-mark.js'
import type { Dispute } from './labelled.js'

export function DisputeVotes({
  dispute,
  choices,
}: {
  dispute: Dispute
  choices: readonly ClassChoice[]
}) {
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
