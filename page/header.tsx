/** The top of the page: which field, which view, how far one is, and whether all is saved. */
import { useComputed } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { FieldDescription } from '../src/viewing/index.js'
import { address, goToAddress, hashOf } from './address.js'
import type { Ledger } from './ledger.js'
import { nLabelled } from './progress.js'
import { nextTheme, theme } from './theme.js'
import type { ViewName } from './view.js'

const TABS: readonly (readonly [ViewName, string])[] = [
  ['label', 'Label'],
  ['field', 'Field'],
  ['table', 'Table'],
  ['agreement', 'Agreement'],
]

interface HeaderProps {
  readonly description: FieldDescription
  readonly ledger: Ledger
  /** Back to the files; undefined where a server has them. */
  readonly onLeave?: () => void
  /** What else stands at the top. */
  readonly children?: ComponentChildren
}

export function Header({ description, ledger, onLeave, children }: HeaderProps) {
  return (
    <header class="top">
      {onLeave && (
        <button type="button" class="quiet" onClick={onLeave} title="To the files, and to save">
          Files
        </button>
      )}
      <p class="field-name">
        <b>{description.title}</b>
        <span class="soft wide">{description.catalogue.file}</span>
      </p>
      <nav aria-label="Views">
        {TABS.map(([view, word]) => (
          <Tab key={view} view={view} word={word} />
        ))}
      </nav>
      <Progress nRows={description.nRows} ledger={ledger} />
      <Saved ledger={ledger} />
      {children}
      <p class="person wide">
        <span class="hidden">You are </span>
        {ledger.person}
      </p>
      <button type="button" class="quiet" onClick={nextTheme} title="Light or dark">
        <span class="hidden">Colours: </span>
        {theme.value === 'system' ? 'auto' : theme.value}
      </button>
    </header>
  )
}

function Tab({ view, word }: { view: ViewName; word: string }) {
  const { view: shown, row } = address.value
  const to = { view, row }
  return (
    <a
      href={hashOf(to)}
      aria-current={view === shown ? 'page' : undefined}
      onClick={(event) => {
        event.preventDefault()
        goToAddress(to)
      }}
    >
      {word}
    </a>
  )
}

function Progress({ nRows, ledger }: { nRows: number; ledger: Ledger }) {
  const n = useComputed(() => nLabelled(ledger.list.value, ledger.person)).value
  return (
    <p class="progress" title={`${n} of ${nRows} sources have your label`}>
      <progress max={nRows} value={n} aria-label="Sources with your label" />
      <span>
        {n.toLocaleString('en')} <span class="soft">of {nRows.toLocaleString('en')}</span>
      </span>
    </p>
  )
}

/** Says "saved" only after the desk said so. */
function Saved({ ledger }: { ledger: Ledger }) {
  const n = ledger.waiting.value.length
  const trouble = ledger.trouble.value
  const state = trouble !== null ? 'failed' : n > 0 ? 'saving' : 'saved'
  const words = { failed: `${n} not saved`, saving: 'saving', saved: 'saved' }
  return (
    <p class={`save-state ${state}`} role="status">
      {words[state]}
    </p>
  )
}
