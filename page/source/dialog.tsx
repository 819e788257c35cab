/** A page over the page: it has the focus and the keys until it is closed. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Bench, Dialog } from './bench.js'

interface Props {
  readonly bench: Bench
  readonly name: Dialog
  readonly title: string
  readonly children: ComponentChildren
}

export function DialogPage({ bench, name, title, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = bench.dialog.value === name
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  const close = () => {
    if (bench.dialog.value === name) bench.dialog.value = undefined
  }
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={close}
      onKeyDown={(event) => {
        if (['h', '?'].includes(event.key)) close()
      }}
    >
      <h2>
        {title}
        <button type="button" class="dialog-close" onClick={close}>
          <kbd>Esc</kbd> Close
        </button>
      </h2>
      {isOpen && children}
    </dialog>
  )
}
