/** Labels that are kept in this browser, as files. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Failure, failureOf } from './calls.js'
import { download } from './download.js'
import type { SaidNote } from './dropped-field.js'
import { Fault, NotesList } from './notes-list.js'
import type { Work } from './work.js'

export function SaveLabels({ work }: { work: Work }) {
  useEffect(() => {
    void work.countLabels()
  }, [work])
  const { saveLines, saveVotes, failure, notes } = useSaving(work)
  const n = work.nLabels.value
  if (n === 0) return null
  return (
    <>
      <p class="save-line">
        <span>
          {n.toLocaleString('en')} {n === 1 ? 'event' : 'events'} of labels on this field:
        </span>
        <button type="button" onClick={saveLines}>
          Save the labels (.jsonl)
        </button>
        <button type="button" onClick={saveVotes}>
          Save the votes (.ecsv)
        </button>
      </p>
      <p class="soft">
        <code>starsift label</code>, <code>train</code> and <code>evaluate</code> read a folder with
        such .jsonl files.
      </p>
      <NotesList notes={notes} />
      {failure && <Fault failure={failure} />}
    </>
  )
}

function useSaving(work: Work) {
  const failure = useSignal<Failure | null>(null)
  const notes = useSignal<readonly SaidNote[]>([])
  const save = async (make: () => Promise<void>) => {
    failure.value = null
    notes.value = []
    await make().catch((error) => {
      failure.value = failureOf(error)
    })
  }
  const lines = async () => download(...(await work.labelLines()))
  const votes = async () => {
    const { bytes, name, notes: said } = await work.votes()
    notes.value = said
    download(bytes, name)
  }
  return {
    saveLines: () => void save(lines),
    saveVotes: () => void save(votes),
    failure: failure.value,
    notes: notes.value,
  }
}
