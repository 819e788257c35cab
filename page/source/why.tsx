/** Why the machine says what it says of a source: asked for, because it takes a second or two. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { SentPicture, ShownExplanation } from '../../src/explanation/index.js'
import { ClassMark } from '../class-mark.js'
import { faultOf } from '../fault.js'
import type { Bench } from './bench.js'

type State =
  | { readonly is: 'closed' | 'asked' }
  | { readonly is: 'failed'; readonly why: string }
  | { readonly is: 'open'; readonly shown: ShownExplanation }

export function Why({ bench, row }: { bench: Bench; row: number }) {
  const { explain } = bench.props
  const state = useSignal<State>({ is: 'closed' })
  if (!explain) return null
  const ask = () => {
    state.value = { is: 'asked' }
    explain(row).then(
      (shown) => {
        state.value = { is: 'open', shown }
      },
      (error) => {
        state.value = { is: 'failed', why: faultOf(error).text }
      },
    )
  }
  const { value } = state
  if (value.is === 'open') return <Shown bench={bench} shown={value.shown} />
  return (
    <p role="status">
      <button type="button" class="why-button" onClick={ask} disabled={value.is === 'asked'}>
        {value.is === 'asked' ? 'The model is asked…' : 'Why?'}
      </button>
      {value.is === 'failed' && ` ${value.why}`}
    </p>
  )
}

function Shown({ bench, shown }: { bench: Bench; shown: ShownExplanation }) {
  const { pictures, words, nearest } = shown
  if (pictures.length === 0) return <p class="soft">This source cannot be classified.</p>
  return (
    <section class="why" aria-label="Why the machine says so">
      <p>{words}.</p>
      <p class="soft">
        A grey patch hides the light: <b class="for">for</b> the class,{' '}
        <b class="against">against</b> it.
      </p>
      <div class="why-pictures">
        {pictures.map((picture) => (
          <Picture key={picture.said} picture={picture} />
        ))}
      </div>
      <Without {...{ bench, shown }} />
      {nearest ? (
        <>
          <p class="soft">The nearest stamps of training</p>
          <div class="why-pictures">
            {nearest.map(({ class: value, distance, picture }) => (
              <Picture key={picture.said} picture={picture}>
                <Mark {...{ bench, value }} /> {distance.toFixed(2)}
              </Picture>
            ))}
          </div>
        </>
      ) : (
        <p class="soft">The model has no stamps of its training.</p>
      )}
    </section>
  )
}

/** What is said without each band. */
function Without({ bench, shown }: { bench: Bench; shown: ShownExplanation }) {
  const { said, without } = shown
  const k = bench.props.description.classes.findIndex(({ value }) => value === said.class)
  const known = without.flatMap(({ band, said: other }) => (other ? [{ band, other }] : []))
  if (known.length === 0) return <p class="soft">The model needs all of these bands.</p>
  return (
    <ul class="why-without">
      {known.map(({ band, other }) => (
        <li key={band} class={other.class === said.class ? '' : 'differs'}>
          without {band}: <Mark {...{ bench, value: other.class }} />{' '}
          <span class="soft">
            {Math.round(100 * said.probabilities[k])} → {Math.round(100 * other.probabilities[k])} %
          </span>
        </li>
      ))}
    </ul>
  )
}

function Mark({ bench, value }: { bench: Bench; value: number }) {
  const choice = bench.props.description.classes.find((one) => one.value === value)
  if (!choice) return <>–</>
  return (
    <>
      <ClassMark choice={choice} /> <b title={choice.label}>{choice.key}</b>
    </>
  )
}

function Picture({
  picture: { said, sidePx, rgb },
  children = said,
}: {
  picture: SentPicture
  children?: preact.ComponentChildren
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const image = new ImageData(sidePx, sidePx)
    const bytes = atob(rgb)
    for (let i = 0; i < sidePx ** 2; i++) {
      for (let c = 0; c < 3; c++) image.data[4 * i + c] = bytes.charCodeAt(3 * i + c)
      image.data[4 * i + 3] = 255
    }
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0)
  }, [rgb, sidePx])
  return (
    <figure title={said}>
      <canvas ref={canvas} width={sidePx} height={sidePx} role="img" aria-label={said} />
      <figcaption class="soft">{children}</figcaption>
    </figure>
  )
}
