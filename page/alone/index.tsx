import type { Home } from '../home.js'

/** @param props.onOpen takes the field that a person made of dropped files */
export function AloneView(_props: { onOpen: (home: Home) => void }) {
  return <p class="notice">No server stands behind this page.</p>
}
