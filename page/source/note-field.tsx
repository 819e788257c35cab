/** A note, which goes with the next answer. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Bench } from './bench.js'

const LONGEST = 2000

export function NoteField({ bench }: { bench: Bench }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const isOpen = bench.isNoting.value
  useLayoutEffect(() => {
    if (isOpen) field.current?.focus()
  }, [isOpen])
  if (!isOpen) return null
  return (
    <label class="note">
      <span>Note, saved with your answer. Enter goes back to the keys.</span>
      <textarea
        ref={field}
        rows={2}
        maxLength={LONGEST}
        value={bench.note.value}
        onInput={(event) => {
          bench.note.value = event.currentTarget.value
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') bench.note.value = ''
          if (event.key === 'Escape') bench.isNoting.value = false
          if (event.key === 'Enter' && !event.shiftKey) event.currentTarget.blur()
          if (event.key === 'Enter' && !event.shiftKey) event.preventDefault()
        }}
      />
    </label>
  )
}
