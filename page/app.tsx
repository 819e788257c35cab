/** The whole page: what stands behind it is found, its field is opened, its views are shown. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { AloneView } from './alone/index.js'
import { faultOf } from './fault.js'
import type { Home } from './home.js'
import { Opened, type OpenedField, openField } from './opened.js'

type State =
  | { readonly is: 'opening' }
  | { readonly is: 'alone' }
  | { readonly is: 'open'; readonly opened: OpenedField }
  | { readonly is: 'failed'; readonly why: string }

/** @param find what stands behind the page; null is "nothing", and the page asks for files */
export function App({ find }: { find: () => Promise<Home | null> }) {
  const state = useSignal<State>({ is: 'opening' })
  const open = async (home: Home | null) => {
    if (!home) state.value = { is: 'alone' }
    else state.value = { is: 'open', opened: await openField(home) }
  }
  const fail = (error: unknown) => {
    state.value = { is: 'failed', why: faultOf(error).text }
  }
  const begin = () => {
    state.value = { is: 'opening' }
    find().then(open).catch(fail)
  }
  useEffect(begin, [])
  switch (state.value.is) {
    case 'opening':
      return (
        <p class="notice" role="status">
          Opening the field…
        </p>
      )
    case 'alone':
      return <AloneView onOpen={(home) => open(home).catch(fail)} />
    case 'failed':
      return (
        <section class="alarm" role="alert">
          <p>
            <b>The field could not be opened: {state.value.why}</b>
          </p>
          <button type="button" onClick={begin}>
            Try again
          </button>
        </section>
      )
    case 'open':
      return <Opened opened={state.value.opened} onLeave={() => void open(null)} />
  }
}
