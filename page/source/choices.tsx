/** The classes as buttons, and the finer codes of the class that was chosen. */
import type { ClassChoice } from '../../src/viewing/index.js'
import { ClassMark } from '../class-mark.js'
import { wordsOf } from '../class-words.js'
import type { Bench } from './bench.js'

export function Choices({ bench }: { bench: Bench }) {
  const asked = bench.asked.value
  return asked ? <Codes bench={bench} asked={asked} /> : <Classes bench={bench} />
}

function Classes({ bench }: { bench: Bench }) {
  const { classes } = bench.props.description
  const label = bench.label.value
  return (
    <fieldset class={classes.length > 6 ? 'choices many' : 'choices'}>
      <legend class="hidden">Class</legend>
      {classes.map((choice) => (
        <button
          key={choice.value}
          type="button"
          class="choice"
          aria-pressed={label?.class === choice.value}
          aria-keyshortcuts={choice.key}
          onClick={() => bench.run({ do: 'class', choice })}
        >
          <kbd>{choice.key}</kbd>
          <ClassMark choice={choice} size={18} />
          <span>{wordsOf(choice)}</span>
        </button>
      ))}
      <button
        type="button"
        class="choice"
        aria-pressed={label !== undefined && label.class === null}
        aria-keyshortcuts="U"
        onClick={() => bench.run({ do: 'unsure' })}
      >
        <kbd>U</kbd>
        <span class="no-mark" aria-hidden="true">
          ?
        </span>
        <span>unsure</span>
      </button>
    </fieldset>
  )
}

function Codes({ bench, asked }: { bench: Bench; asked: ClassChoice }) {
  const code = bench.label.value?.code
  return (
    <fieldset class="choices codes">
      <legend class="codes-title">
        <ClassMark choice={asked} size={16} /> {asked.label}: which?
      </legend>
      <button
        type="button"
        class="choice plain-code"
        aria-keyshortcuts={`${asked.key} Enter`}
        onClick={() => bench.run({ do: 'code', code: null })}
      >
        <kbd>{asked.key}</kbd>
        <span>do not say</span>
      </button>
      {asked.codes.map(({ key, value, label }) => (
        <button
          key={value}
          type="button"
          class="choice"
          aria-pressed={code === value}
          aria-keyshortcuts={key}
          onClick={() => bench.run({ do: 'code', code: value })}
        >
          <kbd>{key.toUpperCase()}</kbd>
          <span>{label}</span>
        </button>
      ))}
      <button type="button" class="choice" onClick={() => bench.run({ do: 'cancel' })}>
        <kbd>Esc</kbd>
        <span>back to the classes</span>
      </button>
    </fieldset>
  )
}
