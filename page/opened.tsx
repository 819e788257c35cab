/** The page of a field: its header and its views. */
import { signal, useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useErrorBoundary } from 'preact/hooks'
import type { FieldDescription, FieldRows } from '../src/viewing/index.js'
import type { LabelEvent } from '../src/votes/index.js'
import { address, goToAddress } from './address.js'
import { AgreementView } from './agreement/index.js'
import { Alarm } from './alarm.js'
import { faultOf } from './fault.js'
import { Header } from './header.js'
import type { Home } from './home.js'
import { Ledger } from './ledger.js'
import { SampMenu } from './samp/index.js'
import { SkyView } from './sky/index.js'
import { SourceView } from './source/index.js'
import { TableView } from './table/index.js'
import { TaskBox } from './task-box.js'
import type { ViewName, ViewProps } from './view.js'
import { Waiting } from './waiting.js'

const VIEWS: readonly (readonly [ViewName, ComponentType<ViewProps>])[] = [
  ['label', SourceView],
  ['field', SkyView],
  ['table', TableView],
  ['agreement', AgreementView],
]

/** A field that is ready to be shown. */
export interface OpenedField {
  readonly home: Home
  readonly description: FieldDescription
  readonly rows: FieldRows
  readonly ledger: Ledger
}

/** Asks for all that every view needs. */
export async function openField(home: Home): Promise<OpenedField> {
  const [description, rows] = await Promise.all([home.field.describe(), home.field.rows()])
  const waiting = new Waiting(localStorage, home.desk.person, description.catalogue.sha256)
  const ledger = new Ledger(home.desk, waiting)
  await ledger.load()
  return { home, description, rows, ledger }
}

/** Whether the machine's opinion is shown before one has answered. */
const opinions = signal(false)

export function Opened({ opened, onLeave }: { opened: OpenedField; onLeave: () => void }) {
  const { home, description, rows, ledger } = opened
  const { view, row } = address.value
  const visited = useSignal<ReadonlySet<ViewName>>(new Set())
  useEffect(() => watch(ledger, description), [ledger, description])
  useEffect(() => {
    document.title = `${description.title}: starsift`
  }, [description.title])
  useEffect(() => {
    visited.value = new Set([...visited.value, view])
  }, [view, visited])
  const goTo = (to: number, where: ViewName = 'label') => goToAddress({ view: where, row: to })
  return (
    <>
      <Header
        description={description}
        ledger={ledger}
        onLeave={home.isAlone ? onLeave : undefined}
      >
        <SampMenu {...{ description, rows, row, goTo, tableAddress: home.tableAddress }} />
      </Header>
      <Alarm ledger={ledger} />
      {home.progress && <TaskBox ask={home.progress} hasMachine={rows.machine !== null} />}
      {VIEWS.map(([name, View]) =>
        name === view || visited.value.has(name) ? (
          <main key={name} class={`view ${name}`} hidden={name !== view}>
            <Guarded>
              <View
                {...{ field: home.field, description, rows, desk: ledger, events: ledger.list }}
                explain={description.model ? home.explain : undefined}
                {...{ row: row !== null && row < description.nRows ? row : null, goTo, opinions }}
                active={name === view}
              />
            </Guarded>
          </main>
        ) : null,
      )}
    </>
  )
}

/** A view that breaks says so, and the others go on. */
function Guarded({ children }: { children: preact.ComponentChildren }) {
  const [error, reset] = useErrorBoundary()
  if (error === undefined) return <>{children}</>
  return (
    <section class="alarm" role="alert">
      <p>
        <b>This view stopped: {faultOf(error).text}</b> Your labels are safe.
      </p>
      <button type="button" onClick={reset}>
        Show it again
      </button>
    </section>
  )
}

/** Tabs tell each other what is safe. A page asks before it closes while labels are not safe. */
function watch(ledger: Ledger, { catalogue }: FieldDescription): () => void {
  const tabs = new BroadcastChannel(`starsift ${ledger.person} ${catalogue.sha256}`)
  tabs.onmessage = ({ data }: MessageEvent<LabelEvent>) => ledger.hear(data)
  ledger.onSafe = (event) => tabs.postMessage(event)
  const online = () => ledger.retry()
  const leaving = (event: BeforeUnloadEvent) => {
    if (ledger.waiting.value.length > 0) event.preventDefault()
  }
  addEventListener('online', online)
  addEventListener('beforeunload', leaving)
  return () => {
    tabs.close()
    removeEventListener('online', online)
    removeEventListener('beforeunload', leaving)
  }
}
