/** What a person sees who opens the page without a server behind it. */
import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Home } from '../home.js'
import { filesOfDrop } from './files-of-drop.js'
import { FilesPanel } from './files-panel.js'
import { LookPanel } from './look-panel.js'
import { Fault } from './notes-list.js'
import { OutcomePanel } from './outcome-panel.js'
import { ProgressPanel } from './progress-panel.js'
import { ReadingPanel } from './reading-panel.js'
import { Welcome } from './welcome.js'
import { Work } from './work.js'
import './alone.css'

/** It outlives the view: who comes back from the sources finds the files again. */
const work = new Work()

/** @param props.onOpen takes the field that a person made of dropped files */
export function AloneView({ onOpen }: { onOpen: (home: Home) => void }) {
  const isOver = useSignal(false)
  useEffect(() => {
    if (isSecureContext) void work.loadAbilities()
  }, [])
  const isEmpty = useComputed(() => work.files.value.length === 0 && work.stage.value.is === 'idle')
  if (!isSecureContext) return <InsecureNotice />
  return (
    <main
      class={`alone${isOver.value ? ' dropping' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        isOver.value = true
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) isOver.value = false
      }}
      onDrop={(event) => {
        event.preventDefault()
        isOver.value = false
        if (event.dataTransfer) void filesOfDrop(event.dataTransfer).then((all) => work.add(all))
      }}
    >
      <div class="alone-page">
        {isEmpty.value ? <Welcome work={work} /> : <Workbench work={work} onOpen={onOpen} />}
      </div>
    </main>
  )
}

function Workbench({ work, onOpen }: { work: Work; onOpen: (home: Home) => void }) {
  const stage = work.stage.value
  const summary = work.summary.value
  const failure = work.failure.value ?? summary?.failure ?? summary?.obstacle
  return (
    <>
      <header class="alone-head">
        <h1>starsift</h1>
        <p class="soft">The files stay on this computer.</p>
        <button type="button" onClick={() => work.clear()}>
          Start again
        </button>
      </header>
      {work.files.value.length > 0 && <FilesPanel work={work} />}
      {failure && stage.is === 'idle' && <Fault failure={failure} />}
      {summary && <ReadingPanel work={work} />}
      {stage.is !== 'idle' && <ProgressPanel stage={stage} onCancel={() => work.cancel()} />}
      {work.outcome.value && stage.is === 'idle' && (
        <OutcomePanel work={work} outcome={work.outcome.value} />
      )}
      {summary && !summary.failure && stage.is === 'idle' && (
        <LookPanel work={work} onOpen={onOpen} />
      )}
    </>
  )
}

function InsecureNotice() {
  return (
    <section class="alarm" role="alert">
      <p>
        <b>This page came over http from another machine.</b> Browsers then withhold what is needed
        to check the model (Web Crypto). Open it over https, or on this machine with{' '}
        <code>starsift page</code>.
      </p>
    </section>
  )
}
