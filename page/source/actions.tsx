/** What a person does beside answering, as buttons for mouse, finger and tab key. */
import type { Bench } from './bench.js'
import type { PlainCommand } from './keys.js'

const ACTIONS: readonly (readonly [does: PlainCommand, key: string, word: string])[] = [
  ['previous', '←', 'Back'],
  ['undo', 'Z', 'Undo'],
  ['note', 'N', 'Note'],
  ['next', '␣', 'Next'],
]

const MORE: readonly (readonly [does: PlainCommand, key: string, word: string])[] = [
  ['help', 'H', 'Classes'],
  ['keys', '?', 'Keys'],
]

export function Actions({ bench }: { bench: Bench }) {
  return (
    <div class="actions">
      <fieldset class="action-row">
        <legend class="hidden">Go</legend>
        {ACTIONS.map((action) => (
          <Action key={action[0]} bench={bench} action={action} />
        ))}
      </fieldset>
      <fieldset class="action-row">
        <legend class="hidden">Help</legend>
        {MORE.map((action) => (
          <Action key={action[0]} bench={bench} action={action} />
        ))}
      </fieldset>
    </div>
  )
}

function Action(props: { bench: Bench; action: (typeof ACTIONS)[number] }) {
  const { bench } = props
  const [does, key, word] = props.action
  return (
    <button type="button" onClick={() => bench.run({ do: does })} aria-keyshortcuts={key}>
      <kbd>{key}</kbd> {word}
    </button>
  )
}
