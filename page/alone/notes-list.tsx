/** Notes, doubts and errors, in the words of the command line. */
import type { Failure } from './calls.js'
import type { SaidNote } from './dropped-field.js'

/** Doubts come first, and look different. */
export function NotesList({ notes }: { notes: readonly SaidNote[] }) {
  const doubts = notes.filter(({ isDoubt }) => isDoubt)
  const others = notes.filter(({ isDoubt }) => !isDoubt)
  return (
    <>
      {doubts.length > 0 && (
        <ul class="doubts" aria-label="What may be wrong">
          {doubts.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul class="notes-said" aria-label="What was chosen">
          {others.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </>
  )
}

/** What went wrong, where, and what one can do. */
export function Fault({ failure: { message, problem } }: { failure: Failure }) {
  if (!problem) {
    return (
      <section class="alarm" role="alert">
        <p>
          <b>{message}</b>
        </p>
      </section>
    )
  }
  const { what, where, expected, got, remedy } = problem
  return (
    <section class="alarm fault" role="alert">
      <p>
        <b>{what}</b>
      </p>
      <dl>
        <Fact name="where" text={where} />
        <Fact name="expected" text={expected} />
        <Fact name="found" text={got} />
        <Fact name="what to do" text={remedy} />
      </dl>
    </section>
  )
}

function Fact({ name, text }: { name: string; text: string | undefined }) {
  if (!text) return null
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  )
}
