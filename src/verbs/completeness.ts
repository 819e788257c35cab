/**
 * `starsift completeness` as a function. What is done is kept in a folder `unfinished/` beside the
 * results until they are written: the field as it was measured, and each round. So a run that was
 * killed goes on, and gives the same bytes.
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type FieldFacts,
  type Outcome,
  refuseNoPlace,
  roundField,
  roundsOf,
  runRound,
} from '../completeness/index.js'
import { InputError } from '../errors.js'
import { checkFolder, writeTextAtomically } from '../files/index.js'
import { listenerOf, type OnNote } from '../notes.js'
import { injectionInputs, keyOfRun } from './completeness-inputs.js'
import { type CompletenessOptions, injectionWords } from './completeness-options.js'
import { openInjections } from './open-injections.js'
import { type MeasuredCompleteness, writeInjections } from './write-injections.js'

/**
 * Injects artificial clusters and stars of known magnitude, size and colour into the mosaics, and
 * tells which are found and kept as clusters.
 *
 * @throws InputError if anything does not fit: no source, no room, a camera without a point spread
 *   function, an unfinished run with other options in the folder
 * @example
 * const { words } = await completeness({ images: ['ngc1566/'], out: 'completeness/' })
 * words[2] // '90 % of the clusters are kept at V = 22.61 (22.48 to 22.74)'
 */
export async function completeness(options: CompletenessOptions): Promise<MeasuredCompleteness> {
  const { out, nThreads, onProgress } = options
  const onNote = listenerOf(options)
  await checkFolder(out)
  const on = await openInjections(options, options, [out])
  try {
    const folder = join(out, UNFINISHED)
    const inputs = await injectionInputs(on, options)
    const { refuseReplacing } = await import('../report/index.js')
    await refuseReplacing(out, inputs)
    const key = await keyOfRun(inputs, injectionWords(options))
    await refuseOther(folder, key)
    const facts = await kept(join(folder, 'facts.json'), async () => {
      const found = await on.facts()
      await refuseNoPlace(found, on.field.mosaics[found.v], on.words)
      await mkdir(folder, { recursive: true })
      await writeTextAtomically(join(folder, RUN), key)
      return found
    })
    tellFacts(facts, onNote)
    const { nRounds } = roundsOf(on.field, on.words)
    const rounds: Outcome[][] = []
    const field = roundField(on.field, facts, on.model, { ...on.words, nThreads })
    for (let round = 0; round < nRounds; round++) {
      const path = join(folder, `round-${round}.json`)
      rounds.push(await kept(path, () => runRound(field, round)))
      onProgress?.(round + 1, nRounds)
    }
    const found = { facts, outcomes: rounds.flat(), inputs }
    const measured = await writeInjections(out, options, found, onNote)
    await rm(folder, { recursive: true, force: true })
    return measured
  } finally {
    await on.close()
  }
}

const UNFINISHED = 'unfinished'
/** Says in the unfinished folder what decides the result. */
const RUN = 'run.json'

export function tellFacts({ notes }: FieldFacts, onNote: OnNote): void {
  for (const [line, isDoubt] of notes) onNote(line, isDoubt)
}

/** @throws InputError if an unfinished run with other inputs or options is there */
async function refuseOther(folder: string, key: string): Promise<void> {
  const before = await readFile(join(folder, RUN), 'utf8').catch(() => key)
  if (before === key) return
  throw new InputError({
    what: 'an unfinished run with other inputs or options is in the output folder',
    where: folder,
    remedy: 'give its options again, remove that folder, or give another --out',
  })
}

/** What is there already, or is made now and kept. */
async function kept<T>(path: string, make: () => Promise<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text !== undefined) return fromJson(text)
  const made = toJson(await make())
  await writeTextAtomically(path, made)
  // Both ways go through the text, so that both give the same.
  return fromJson(made)
}

/** JSON with NaN as the text "NaN". */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, one) => (Number.isNaN(one) ? 'NaN' : one))
}

export function fromJson<T>(text: string): T {
  return JSON.parse(text, (_, one) => (one === 'NaN' ? Number.NaN : one))
}
