/** The log of labels, replayed: what each person says of each source now. */
import { areTheFour, type ClassList, FOUR_CLASSES } from '../catalog/index.js'
import { Notes } from '../notes.js'
import type { LabelEvent, LabelledObject } from './label-event.js'
import { ObjectFinder, ObjectList, type Places } from './object-places.js'
import { type Answer, type Settlement, standing } from './standing.js'

/** A source that somebody has labelled. */
export interface LabelledSource {
  /** As its first label names it. */
  readonly object: LabelledObject
  /** What each person says, by name: the last answer that was not taken back. */
  readonly answers: ReadonlyMap<string, Answer>
  /** The same of a second, blind pass. */
  readonly second: ReadonlyMap<string, Answer>
  /** The class that people agreed on together. */
  readonly settled?: Settlement
}

export interface LabelledSources {
  readonly list: ClassList
  readonly sources: readonly LabelledSource[]
  /** Everybody who has an answer, in alphabetical order. */
  readonly people: readonly string[]
  readonly notes: Notes
}

export interface LabelledRows extends LabelledSources {
  /** The source of each row of the catalogue; undefined where nobody has labelled. */
  readonly ofRow: readonly (LabelledSource | undefined)[]
  /** Sources that the catalogue has no more. Their labels stay in the log. */
  readonly gone: readonly LabelledSource[]
}

export interface LabelledCatalogue extends Places {
  /** SHA-256 of the file. */
  readonly sha256: string
}

/**
 * The classes of a list as an event has them; undefined for the four of this field.
 *
 * @example classesSaid(classListOf([{ label: 'star', cluster: false }, ...])) // 'star/galaxy'
 */
export function classesSaid(list: ClassList): string | undefined {
  return areTheFour(list) ? undefined : list.map(({ label }) => label).join('/')
}

/**
 * What people say of each source, without a catalogue.
 *
 * @param events of all people, as a log gives them
 * @example labelledSources(events).sources[0].answers.get('ann')?.class // 2
 */
export function labelledSources(
  events: readonly LabelEvent[],
  list: ClassList = FOUR_CLASSES,
): LabelledSources {
  const notes = new Notes()
  const known = knownEvents(events, list, notes)
  const objects = new ObjectList()
  const sources = folded(
    known,
    known.map(({ object }) => objects.indexOf(object)),
  )
  return { list, sources: sources.filter(hasAnswer), people: peopleIn(sources), notes }
}

/**
 * What people say of each row of a catalogue. A label whose source the catalogue has no more is
 * kept, and told; so is a catalogue that is not the one of the labels.
 *
 * @example labelledRows(events, catalogue).ofRow[12]?.answers.size // how many people
 */
export function labelledRows(
  events: readonly LabelEvent[],
  catalogue: LabelledCatalogue,
  list: ClassList = FOUR_CLASSES,
): LabelledRows {
  const notes = new Notes()
  const known = knownEvents(events, list, notes)
  const nRows = catalogue.ids.length
  const { objects, indices, catalogues } = distinctObjects(known)
  const finder = finderIn(catalogue)
  const places = objects.map((object, i) => finder.find(object, catalogues[i] === catalogue.sha256))
  const lost = new ObjectList()
  const at = indices.map((i) =>
    places[i].row >= 0 ? places[i].row : nRows + lost.indexOf(objects[i]),
  )
  const all = folded(known, at)
  const ofRow = Array.from({ length: nRows }, (_, row) =>
    all[row] && hasAnswer(all[row]) ? all[row] : undefined,
  )
  const gone = all.slice(nRows).filter(hasAnswer)
  noteChanges({ known, places, indices, gone, sha256: catalogue.sha256 }, notes)
  const sources = ofRow.filter((source) => source !== undefined)
  return { list, ofRow, gone, sources, people: peopleIn(sources), notes }
}

/** A page asks again after each label, and the catalogue stays. */
const finders = new WeakMap<LabelledCatalogue, ObjectFinder>()

function finderIn(catalogue: LabelledCatalogue): ObjectFinder {
  const finder = finders.get(catalogue) ?? new ObjectFinder(catalogue)
  finders.set(catalogue, finder)
  return finder
}

function hasAnswer(source: LabelledSource | undefined): source is LabelledSource {
  return source !== undefined && (source.answers.size > 0 || source.settled !== undefined)
}

function peopleIn(sources: readonly (LabelledSource | undefined)[]): string[] {
  return [...new Set(sources.flatMap((source) => [...(source?.answers.keys() ?? [])]))].sort()
}

type Known = readonly (Answer | Settlement)[]

/** Events that stand and are of these classes. */
function knownEvents(all: readonly LabelEvent[], list: ClassList, notes: Notes): Known {
  const { events, nIdle } = standing(all)
  if (nIdle > 0) notes.doubt(`${nIdle} undos take back nothing: what they name is not in the log`)
  const said = classesSaid(list)
  const known = events.filter(
    (event) => event.classes === said && !((event.class ?? 0) > list.length),
  )
  const other = events.find((event) => event.classes !== said)
  if (known.length < events.length) {
    const theirs = other ? (other.classes ?? '1/2/3/4') : 'more than these'
    notes.doubt(
      `${events.length - known.length} of ${events.length} labels are of other classes ` +
        `(${theirs}), not of ${said ?? '1/2/3/4'}; they are left out`,
    )
  }
  return known
}

/** Many events are about one object of one catalogue: it is sought once. */
function distinctObjects(known: Known) {
  const seen = new Map<string, number>()
  const [objects, catalogues]: [LabelledObject[], string[]] = [[], []]
  const indices = known.map(({ object, catalogue }) => {
    const { id, x, y, ra, dec } = object
    const key = `${id} ${x} ${y} ${ra} ${dec} ${catalogue}`
    const there = seen.get(key)
    if (there !== undefined) return there
    seen.set(key, objects.length)
    catalogues.push(catalogue)
    return objects.push(object) - 1
  })
  return { objects, indices, catalogues }
}

interface Folded {
  object: LabelledObject
  answers: Map<string, Answer>
  second: Map<string, Answer>
  settled?: Settlement
}

/** @param at the number of each event's source */
function folded(known: Known, at: readonly number[]): LabelledSource[] {
  const sources: Folded[] = []
  known.forEach((event, i) => {
    const { object, person } = event
    sources[at[i]] ??= { object, answers: new Map(), second: new Map() }
    const source = sources[at[i]]
    if (event.kind === 'settle') {
      if (event.class === null) delete source.settled
      else source.settled = event
    } else if (event.kind === 'label' && event.isSecond) source.second.set(person, event)
    // What somebody answered here counts more than what a file says of them.
    else if (event.kind === 'label' || source.answers.get(person)?.kind !== 'label') {
      source.answers.set(person, event)
    }
  })
  return sources
}

interface Changes {
  readonly known: Known
  readonly places: readonly { row: number; found: string }[]
  readonly indices: readonly number[]
  readonly gone: readonly LabelledSource[]
  readonly sha256: string
}

function noteChanges({ known, places, indices, gone, sha256 }: Changes, notes: Notes): void {
  const isOther = known.map(({ catalogue }) => catalogue !== sha256)
  const nOther = isOther.filter(Boolean).length
  if (nOther > 0) {
    const changed = new Set(indices.filter((_, i) => isOther[i]))
    const by = (found: string) => [...changed].filter((i) => places[i].found === found).length
    const line =
      `${nOther} of ${known.length} labels were given on another catalogue, or before this one ` +
      `changed: ${by('id')} sources are found by id and place, ${by('place')} by their place alone`
    if (by('place') > 0) notes.doubt(line)
    else notes.say(line)
  }
  const rows = new Set(places.filter(({ row }) => row >= 0).map(({ row }) => row))
  const nJoined = places.filter(({ row }) => row >= 0).length - rows.size
  if (nJoined > 0 && nOther > 0) {
    notes.say(`${nJoined} sources have labels under two names or places, which count as one`)
  }
  if (gone.length === 0) return
  const ids = gone.slice(0, 3).map(({ object }) => object.id || `${object.x} ${object.y}`)
  notes.doubt(
    `${gone.length} labelled sources are not in the catalogue ` +
      `(${ids.join(', ')}${gone.length > 3 ? ', ...' : ''}); their labels stay in the log`,
  )
}
