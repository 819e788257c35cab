/** How the pictures are shown: stretch, contrast and bias, markers. */
import type { Bench } from './bench.js'
import { STRETCHES } from './stretch.js'
import { useNarrow } from './use-narrow.js'

export function Controls({ bench }: { bench: Bench }) {
  const isNarrow = useNarrow()
  if (!isNarrow) return <Tools bench={bench} />
  return (
    <details class="tools-fold">
      <summary>Stretch and markers</summary>
      <Tools bench={bench} />
    </details>
  )
}

function Tools({ bench }: { bench: Bench }) {
  const { settings } = bench
  return (
    <div class="tools">
      <Stretches bench={bench} />
      <Sliders bench={bench} />
      <button type="button" class="quiet" onClick={() => bench.run({ do: 'reset' })}>
        <kbd>R</kbd> Reset
      </button>
      <Flag bench={bench} does="marks" isOn={settings.hasMarks.value} name="X" word="Markers" />
      <Flag bench={bench} does="invert" isOn={settings.isInverted.value} name="I" word="Invert" />
      <Flag bench={bench} does="blink" isOn={bench.blinking.value !== null} name="B" word="Blink" />
    </div>
  )
}

function Stretches({ bench: { settings } }: { bench: Bench }) {
  return (
    <fieldset class="segments">
      <legend class="hidden">Stretch</legend>
      {STRETCHES.map((stretch) => (
        <label key={stretch}>
          <input
            type="radio"
            name="stretch"
            checked={settings.stretch.value === stretch}
            onChange={() => {
              settings.stretch.value = stretch
            }}
          />
          <span>{stretch}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Sliders({ bench: { contrast, bias } }: { bench: Bench }) {
  return (
    <>
      <label class="look-slider" title="Drag up and down on a picture">
        <span>Contrast</span>
        <input
          {...{ type: 'range', min: -1, max: 1, step: 0.05 }}
          value={Math.log10(contrast.value)}
          onInput={(event) => {
            contrast.value = 10 ** Number(event.currentTarget.value)
          }}
        />
      </label>
      <label class="look-slider" title="Drag left and right on a picture">
        <span>Bias</span>
        <input
          {...{ type: 'range', min: 0, max: 1, step: 0.01 }}
          value={1 - bias.value}
          onInput={(event) => {
            bias.value = 1 - Number(event.currentTarget.value)
          }}
        />
      </label>
    </>
  )
}

function Flag(props: {
  bench: Bench
  does: 'marks' | 'invert' | 'blink'
  isOn: boolean
  name: string
  word: string
}) {
  const { bench, does, isOn, name, word } = props
  return (
    <button
      type="button"
      class="quiet"
      aria-pressed={isOn}
      aria-keyshortcuts={name}
      onClick={() => bench.run({ do: does })}
    >
      <kbd>{name}</kbd> {word}
    </button>
  )
}
