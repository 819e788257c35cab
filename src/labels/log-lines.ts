/** A log of labels as lines: which of them are events. */
import { type LabelEvent, labelEvent } from '../votes/index.js'

/** A longer line is no event: the longest note and name fit many times. */
export const MOST_LINE_BYTES = 2 ** 16

/** The events of a log, and the lines that are none. */
export interface LogLines {
  readonly events: readonly LabelEvent[]
  /** Lines, counted from 1, that hold no event: they cost themselves alone. */
  readonly bad: readonly number[]
  /** Whether what stands behind the last end of a line is no event: a crash cut it. */
  readonly isTorn: boolean
  readonly nLines: number
}

const NEWLINE = 0x0a

/** An event as its line, with the end of the line. */
export function lineOf(event: LabelEvent): string {
  return `${JSON.stringify(event)}\n`
}

/** Reads each line by itself. A last line that lacks only its end is an event like the others. */
export function logLines(bytes: Uint8Array): LogLines {
  const events: LabelEvent[] = []
  const bad: number[] = []
  let [nLines, start, isTorn] = [0, 0, false]
  while (start < bytes.length) {
    const found = bytes.indexOf(NEWLINE, start)
    const end = found < 0 ? bytes.length : found
    nLines++
    const event = eventOf(bytes.subarray(start, end))
    if (event === undefined) {
      if (found < 0) isTorn = true
      else bad.push(nLines)
    } else if (event !== 'nothing') events.push(event)
    start = end + 1
  }
  return { events, bad, isTorn, nLines }
}

/** An empty line is what an editor leaves, and loses nobody's label. */
function eventOf(bytes: Uint8Array): LabelEvent | 'nothing' | undefined {
  if (bytes.length > MOST_LINE_BYTES) return undefined
  const text = new TextDecoder().decode(bytes)
  if (text.trim() === '') return 'nothing'
  try {
    return labelEvent.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
