/** The page's script: the source text of the functions that run in the reader's browser. */
import { listenToPointer, startViewer } from './controls.js'
import { nearestMark, niceLength, readField, scaleText, sprite, Viewer } from './viewer.js'

const PARTS = { niceLength, scaleText, readField, sprite, nearestMark, Viewer, listenToPointer }

/** Text for a `<script>` element at the end of a page that has a field. */
export function viewerScript(): string {
  const named = Object.entries({ ...PARTS, startViewer })
  const text = named.map(([name, part]) => `const ${name} = ${part}`).join('\n')
  return `'use strict'\n${text}\nstartViewer(new Viewer())`
}
