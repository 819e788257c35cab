/** The view in which a person looks at one source after the other and says what it is. */
import { type Signal, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { type Address, address, isMoving } from '../address.js'
import { faultOf } from '../fault.js'
import type { ViewProps } from '../view.js'
import { Actions } from './actions.js'
import { Bench } from './bench.js'
import { Choices } from './choices.js'
import { Controls } from './controls.js'
import { Facts } from './facts.js'
import { Help } from './help.js'
import { KeysHelp } from './keys-help.js'
import { NoteField } from './note-field.js'
import { Opinion } from './opinion.js'
import { Pictures } from './pictures.js'
import { useKeys } from './use-keys.js'
import './source.css'

export function SourceView(props: ViewProps) {
  const bench = useMemo(() => new Bench(props), [props.field])
  const isActive = useSignal(props.active)
  isActive.value = props.active
  useKeys(bench, isActive)
  useAddress(bench, props, isActive)
  useSignalEffect(() => {
    bench.stock.want(bench.session.rowsAtHand)
  })
  return (
    <div class="source-view">
      <section class="looking" aria-label="The source">
        <TitleLine bench={bench} />
        <Controls bench={bench} />
        <Pictures bench={bench} />
      </section>
      <aside class="answering" aria-label="Your answer">
        <Choices bench={bench} />
        <Actions bench={bench} />
        <NoteField bench={bench} />
        <p class="last-word" role="status">
          {bench.said.value}
        </p>
        <Opinion bench={bench} />
        <Facts bench={bench} />
      </aside>
      <Help bench={bench} />
      <KeysHelp bench={bench} />
    </div>
  )
}

/**
 * The row in the address is shown, and the row that is shown stands in the address. At first the
 * questions are asked for: the row of the address may be the next one.
 *
 * Both run late, after the next picture. So the view keeps which row of the address it has written
 * or followed: another one there is a wish of the person, which no row that is shown may overwrite.
 */
function useAddress(bench: Bench, props: ViewProps, isActive: Signal<boolean>): void {
  const { row, active } = props
  const { nRows } = props.description
  const isPlaced = useSignal(false)
  const settled = useRef<number | null>(null)
  useEffect(() => {
    const place = () => {
      const wish = wishIn(address.peek(), settled.current, nRows)
      if (active && wish !== null) {
        settled.current = wish
        if (isPlaced.peek()) bench.session.goTo(wish)
        else bench.session.resume(wish)
      }
      isPlaced.value = true
    }
    if (isPlaced.peek()) place()
    else void bench.session.refill().then(place)
  }, [bench, row, active, isPlaced, nRows])
  useSignalEffect(() => {
    const shown = bench.question.value?.row
    if (!isActive.value || !isPlaced.value || shown === undefined) return
    if (isMoving() || wishIn(address.peek(), settled.current, nRows) !== null) return
    settled.current = shown
    props.goTo(shown)
  })
}

/** The row that a person wants to see and does not see yet; null where there is none. */
function wishIn({ row }: Address, settled: number | null, nRows: number): number | null {
  return row !== null && row < nRows && row !== settled ? row : null
}

function TitleLine({ bench }: { bench: Bench }) {
  const question = bench.question.value
  if (!question) return <Ended bench={bench} />
  const { row, why, isSecond, isTest } = question
  const label = bench.label.value
  return (
    <h1 class="source-title">
      <span>
        Source <b>{bench.idOf(row)}</b>
      </span>
      <span class="soft">row {(row + 1).toLocaleString('en')}</span>
      {why !== '' && <span class="soft">{why}</span>}
      {isSecond && <span class="tag">second look</span>}
      {isTest && <span class="tag">test set</span>}
      {label && <span class="tag yours">you: {bench.wordOf(label.class, label.code)}</span>}
    </h1>
  )
}

/** No question: the next ones are on their way, could not be had, or there are none. */
function Ended({ bench }: { bench: Bench }) {
  const { trouble, isEmpty } = bench.session
  if (trouble.value !== undefined) {
    return (
      <h1 class="source-title">
        The next sources did not come: {faultOf(trouble.value).text}
        <button type="button" onClick={() => void bench.session.refill()}>
          Try again
        </button>
      </h1>
    )
  }
  return (
    <h1 class="source-title">
      {isEmpty.value ? 'No source is left to ask. ← shows the last one.' : 'The next source comes…'}
    </h1>
  )
}
