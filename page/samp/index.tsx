/** The menu "SAMP": the catalogue and the source in view, to and from TOPCAT, Aladin and DS9. */
import { useEffect, useMemo } from 'preact/hooks'
import type { FieldDescription, FieldRows } from '../../src/viewing/index.js'
import { Link, whyNoLink } from './link.js'
import './samp.css'

/** A source is sent when it has been in view so long: not those that are only passed. */
const SETTLED_MS = 200

export interface SampMenuProps {
  readonly description: FieldDescription
  readonly rows: FieldRows
  /** The source in view. */
  readonly row: number | null
  readonly goTo: (row: number) => void
  /** See Home. */
  readonly tableAddress?: () => Promise<string>
}

export function SampMenu({ row, ...field }: SampMenuProps) {
  const { description, rows, goTo, tableAddress } = field
  const link = useMemo(
    () => new Link({ description, rows, goTo, ...(tableAddress && { tableAddress }) }),
    [description, rows],
  )
  useEffect(() => {
    const leave = () => link.leave()
    addEventListener('pagehide', leave)
    return () => removeEventListener('pagehide', leave)
  }, [link])
  const follows = link.follows.value && link.state.value === 'on'
  useEffect(() => {
    if (!follows || row === null) return
    const sending = setTimeout(() => link.sendRow(row), SETTLED_MS)
    return () => clearTimeout(sending)
  }, [link, follows, row])
  const why = whyNoLink(location.hostname)
  return (
    <details class="samp">
      <summary title="Talk with TOPCAT, Aladin and DS9">
        SAMP
        <span class={`samp-light ${link.state.value}`}>
          <span class="hidden">{link.state.value === 'on' ? 'joined' : 'not joined'}</span>
        </span>
      </summary>
      <div class="samp-box">
        {why ? <p>{why}</p> : <Actions link={link} row={row} />}
        <p role="status" class="samp-said">
          {link.said.value}
        </p>
      </div>
    </details>
  )
}

function Actions({ link, row }: { link: Link; row: number | null }) {
  const state = link.state.value
  if (state !== 'on') {
    return (
      <>
        <p>Sends to TOPCAT, Aladin and DS9, and opens the row that is clicked there.</p>
        <button type="button" disabled={state === 'asking'} onClick={() => link.join()}>
          Join the hub
        </button>
      </>
    )
  }
  return (
    <>
      <button type="button" onClick={() => link.sendTable()}>
        Send the catalogue
      </button>
      <button
        type="button"
        disabled={row === null}
        onClick={() => row !== null && link.sendRow(row)}
      >
        Send this source
      </button>
      <label>
        <input
          type="checkbox"
          checked={link.follows.value}
          onChange={(event) => {
            link.follows.value = event.currentTarget.checked
          }}
        />{' '}
        Send each source that I open
      </label>
      <button type="button" onClick={() => link.leave()}>
        Leave the hub
      </button>
    </>
  )
}
