/**
 * What a person looks at and has chosen, shared by the field and the table: whose classes are
 * shown, the filter, and the rows that are selected. Opinions of the machine and of other people
 * are hidden for each row that this person has not labelled, unless they are switched on.
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import {
  type ClassChoice,
  type FieldRows,
  NO_FILTER,
  passingRows,
  type RowFacts,
  type RowFilter,
} from '../../src/viewing/index.js'
import type { ViewProps } from '../view.js'
import { classesOfPeople, HIDDEN, NONE, type PeopleClasses, UNSURE } from './people.js'

/** Whose classes are shown. */
export interface ClassSource {
  /** `machine`, `catalogue`, `settled`, or `by NAME`. */
  readonly key: string
  readonly label: string
  /** An opinion of somebody else, which may be hidden. */
  readonly isOther: boolean
}

/** A class, or what stands for none. */
export interface Kind extends Pick<ClassChoice, 'color' | 'path' | 'label'> {
  readonly value: number
  /** For a cell of the table, where the label is a sentence. */
  readonly short?: string
}

const CIRCLE = 'M-.9 0A.9.9 0 1 1 .9 0A.9.9 0 1 1-.9 0Z'
const PLUS = 'M-1 0H-.4M1 0H.4M0-1V-.4M0 1V.4'
const GREY = '#a8adb5'

type ChoiceOptions = Pick<ViewProps, 'description' | 'rows' | 'desk' | 'events' | 'opinions'>

export class RowChoice {
  readonly rows: FieldRows
  readonly source: Signal<string>
  readonly filter = signal<RowFilter>(NO_FILTER)
  readonly selected = signal<ReadonlySet<number>>(new Set())
  /** Whose classes can be shown. */
  readonly sources: ReadonlySignal<readonly ClassSource[]>
  readonly kinds: readonly Kind[]
  /** Classes of each person, whether they are hidden or not. */
  readonly people: ReadonlySignal<PeopleClasses>
  /** Columns as the filter and the views see them, with what is hidden left out. */
  readonly facts: ReadonlySignal<RowFacts>
  /** Rows that pass the filter, in the order of the catalogue. */
  readonly shown: ReadonlySignal<Uint32Array>
  /** Number of rows of each kind, whether they pass the filter or not. */
  readonly counts: ReadonlySignal<ReadonlyMap<number, number>>
  private readonly options: ChoiceOptions
  private readonly topProbability: Float64Array

  constructor(options: ChoiceOptions) {
    const { rows, description, events, desk, opinions } = options
    this.options = options
    this.rows = rows
    this.kinds = [
      ...description.classes,
      { value: UNSURE, label: 'unsure', color: '#ffffff', path: CIRCLE },
      {
        ...{ value: HIDDEN, label: 'hidden until you answer', short: 'hidden' },
        ...{ color: GREY, path: CIRCLE },
      },
      { value: NONE, label: 'no class', color: GREY, path: PLUS },
    ]
    this.topProbability = topProbabilities(rows, description.classes)
    this.source = signal(opinions.value && rows.machine ? 'machine' : `by ${desk.person}`)
    this.people = computed(() => classesOfPeople(events.value, rows, description))
    this.sources = computed(() => this.sourceList())
    this.facts = computed(() => this.factsOf(this.source.value))
    this.shown = computed(() => passingRows(this.facts.value, this.filter.value))
    this.counts = computed(() => counted(this.facts.value.classes))
  }

  /** Classes of a source, with what is hidden as {@link HIDDEN}. */
  classesOf(key: string): Int16Array {
    const { people, settled } = this.people.value
    const { machine, people: inCatalogue } = this.rows
    const nRows = this.rows.ids.length
    const found =
      key === 'machine'
        ? machine?.classes
        : key === 'catalogue'
          ? inCatalogue
          : key === 'settled'
            ? settled
            : people.get(key.slice('by '.length))
    const classes = Int16Array.from(found ?? new Int16Array(nRows))
    if (key === `by ${this.options.desk.person}`) return classes
    for (let row = 0; row < nRows; row++) if (!this.isOpen(row)) classes[row] = HIDDEN
    return classes
  }

  /** Whether the opinions of others about a row are shown. */
  isOpen(row: number): boolean {
    if (this.options.opinions.value) return true
    const own = this.people.value.people.get(this.options.desk.person)
    return own !== undefined && own[row] !== NONE
  }

  /** The machine's probability of its own class; NaN where it is hidden or there is none. */
  probability(row: number): number {
    return this.isOpen(row) ? this.topProbability[row] : Number.NaN
  }

  setFilter(change: Partial<RowFilter>): void {
    this.filter.value = { ...this.filter.value, ...change }
  }

  toggleClass(value: number): void {
    const { hidden } = this.filter.value
    const isHidden = hidden.includes(value)
    this.setFilter({
      hidden: isHidden ? hidden.filter((one) => one !== value) : [...hidden, value],
    })
  }

  select(rows: Iterable<number>, isAdded = false): void {
    this.selected.value = new Set([...(isAdded ? this.selected.value : []), ...rows])
  }

  toggle(row: number): void {
    const next = new Set(this.selected.value)
    if (!next.delete(row)) next.add(row)
    this.selected.value = next
  }

  /** What an export takes: the selected rows, or those that pass the filter. */
  get chosen(): number[] {
    const { size } = this.selected.value
    return size > 0 ? [...this.selected.value].sort((a, b) => a - b) : [...this.shown.value]
  }

  private factsOf(source: string): RowFacts {
    const { ids, machine } = this.rows
    const probabilities = Float64Array.from(ids, (_, row) => this.probability(row))
    const flags = machine?.flags ?? new Uint32Array(ids.length)
    return { ids, classes: this.classesOf(source), probabilities, flags }
  }

  private sourceList(): ClassSource[] {
    const { person } = this.options.desk
    const { people, settled } = this.people.value
    const others = [...people.keys()].filter((name) => name !== person)
    return [
      { key: `by ${person}`, label: `mine (${person})`, isOther: false },
      ...(this.rows.machine ? [{ key: 'machine', label: 'the machine', isOther: true }] : []),
      ...(this.rows.people
        ? [{ key: 'catalogue', label: 'people, in the catalogue', isOther: true }]
        : []),
      ...(settled ? [{ key: 'settled', label: 'settled together', isOther: true }] : []),
      ...others.map((name) => ({ key: `by ${name}`, label: name, isOther: true })),
    ]
  }
}

const choices = new WeakMap<FieldRows, RowChoice>()

/** The choice of an opened field: every view gets the same one. */
export function choiceOf(options: ChoiceOptions): RowChoice {
  const found = choices.get(options.rows) ?? new RowChoice(options)
  choices.set(options.rows, found)
  return found
}

function topProbabilities(
  { ids, machine }: FieldRows,
  classes: readonly ClassChoice[],
): Float64Array {
  const places = new Map(classes.map(({ value }, k) => [value, k]))
  return Float64Array.from(ids, (_, row) => {
    const k = places.get(machine?.classes[row] ?? NONE)
    return k === undefined ? Number.NaN : (machine!.probabilities[k]?.[row] ?? Number.NaN)
  })
}

function counted(classes: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>()
  for (let row = 0; row < classes.length; row++) {
    counts.set(classes[row], (counts.get(classes[row]) ?? 0) + 1)
  }
  return counts
}
