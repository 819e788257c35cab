/** What is folded away: the row's cells, the second pass, how answers are taken. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RowCell } from '../../src/viewing/index.js'
import { faultOf } from '../fault.js'
import type { Bench } from './bench.js'
import { Readings } from './readings.js'
import { useNarrow } from './use-narrow.js'

const PHONE_READINGS_PX = 330

export function Facts({ bench }: { bench: Bench }) {
  const isNarrow = useNarrow()
  return (
    <div class="facts">
      {isNarrow && (
        <details>
          <summary>Profile, magnitudes, concentration</summary>
          <Readings bench={bench} height={PHONE_READINGS_PX} />
        </details>
      )}
      <Cells bench={bench} />
      <SecondPass bench={bench} />
      <Habits bench={bench} />
    </div>
  )
}

/** @returns a text where they could not be read */
function useCells(bench: Bench, isOpen: boolean): readonly RowCell[] | string {
  const cells = useSignal<readonly RowCell[] | string>([])
  const row = bench.question.value?.row
  useEffect(() => {
    if (!isOpen || row === undefined) return
    let isStale = false
    cells.value = []
    bench.props.field.cells(row).then(
      (found) => {
        if (!isStale) cells.value = found
      },
      (error) => {
        cells.value = faultOf(error).text
      },
    )
    return () => {
      isStale = true
    }
  }, [bench, row, cells, isOpen])
  return cells.value
}

function Cells({ bench }: { bench: Bench }) {
  const isOpen = useSignal(false)
  const cells = useCells(bench, isOpen.value)
  return (
    <details
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open
      }}
    >
      <summary>All cells of the row</summary>
      {typeof cells === 'string' ? (
        <p role="alert">{cells}</p>
      ) : (
        <dl class="cells">
          {cells.map(({ name, unit, description, text }) => (
            <div key={name} title={description}>
              <dt>{name}</dt>
              <dd>
                {text} <span class="soft">{unit}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  )
}

function SecondPass({ bench }: { bench: Bench }) {
  const { first, second } = bench.labels.value
  const most = [...first.keys()].filter((row) => !second.has(row)).length
  const count = useSignal(50)
  return (
    <details>
      <summary>Second look</summary>
      <p class="soft">
        Sources that you labelled come again, mixed, without your first answer. It shows how far you
        agree with yourself. You did {second.size.toLocaleString('en')} so far.
      </p>
      <p>
        <label>
          Sources{' '}
          <input
            {...{ type: 'number', min: 1, max: Math.max(1, most) }}
            value={Math.min(count.value, Math.max(1, most))}
            onInput={(event) => {
              count.value = Number(event.currentTarget.value)
            }}
          />
        </label>{' '}
        <button
          type="button"
          disabled={most === 0}
          onClick={() => bench.startSecondPass(Math.min(Math.max(1, count.value), most))}
        >
          Begin
        </button>
      </p>
    </details>
  )
}

function Habits({ bench }: { bench: Bench }) {
  const { advances, asksCodes } = bench.settings
  const hasCodes = bench.props.description.classes.some(({ codes }) => codes.length > 0)
  const choices = [
    ['An answer leads to the next source', advances],
    ...(hasCodes ? [['Ask the finer codes of a class', asksCodes] as const] : []),
  ] as const
  return (
    <details>
      <summary>How answers are taken</summary>
      {choices.map(([text, flag]) => (
        <label key={text} class="check-line">
          <input
            type="checkbox"
            checked={flag.value}
            onChange={() => {
              flag.value = !flag.value
            }}
          />
          <span>{text}</span>
        </label>
      ))}
    </details>
  )
}
