/** The inside of the worker: it reads the dropped files, runs networks and answers the views. */
import shipped from 'virtual:shipped'
import type { Answer, Order, Plan, Question } from '../../src/asking/index.js'
import {
  type Classification,
  type ClassificationSummary,
  classifyCandidates,
  doubtfulMajority,
  opinionsOf,
  summaryOf,
} from '../../src/classify/index.js'
import { type ShownExplanation, shownExplanation } from '../../src/explanation/index.js'
import type { Model } from '../../src/models/index.js'
import type { Device } from '../../src/nn/index.js'
import { Notes } from '../../src/notes.js'
import {
  lostByFormat,
  TABLE_FORMATS,
  tableBytes,
  writableFormatOf,
  writtenEndings,
} from '../../src/tables/index.js'
import { machineOpinion, type OpenedFieldView } from '../../src/viewing/index.js'
import type { LabelEvent } from '../../src/votes/index.js'
import { answerCalls } from './calls.js'
import type { Choice } from './choice.js'
import { chosenDevice } from './device.js'
import {
  type DroppedField,
  type FieldSummary,
  modelIn,
  openDrop,
  type SaidNote,
  saidNotes,
} from './dropped-field.js'
import { planOf, viewOf } from './dropped-view.js'
import { type DroppedFile, type ReadyFile, readyFiles } from './ready-files.js'
import { type SavedVotes, votesOf } from './saved-votes.js'
import { fetchShipped } from './shipped-url.js'
import { nThreads } from './threads.js'

/** What the worker tells while it works. */
export type WorkSaid =
  | { readonly at: 'unpacking'; readonly path: string; readonly share: number }
  | { readonly at: 'runtime' }
  | { readonly at: 'candidates'; readonly nDone: number; readonly nTotal: number }

/** A classification as the page shows it. */
export interface Outcome {
  readonly summary: ClassificationSummary
  readonly classes: readonly ClassCount[]
  /** Present where most rows are in doubt. */
  readonly warning?: string
  readonly notes: readonly SaidNote[]
  /** E.g. `the processor, 4 threads`. */
  readonly ranOn: string
}

/** How many rows have a class. */
export interface ClassCount {
  readonly value: number
  /** Its label in the saved catalogue, and what it is. */
  readonly title: string
  readonly n: number
}

/** What the page can do: the model that it brings along, and the formats of tables. */
export interface Abilities {
  readonly model: string
  /** Filters that each band of the model accepts. */
  readonly bands: readonly (readonly string[])[]
  readonly fewestBands: number
  readonly readFormats: readonly string[]
  readonly writtenEndings: readonly string[]
}

let model: Promise<Model> | undefined
let open: { readonly dropped: DroppedField; readonly choice: Choice } | undefined
let view: OpenedFieldView | undefined
let classified: Classification | undefined
let plan: Plan | undefined

const methods = {
  async abilities(): Promise<Abilities> {
    const { name, card } = await shippedModel()
    return {
      model: name,
      bands: card.bands.map(({ accepts }) => accepts),
      fewestBands: card.fewestBands ?? card.bands.length,
      readFormats: TABLE_FORMATS,
      writtenEndings: writtenEndings(),
    }
  },

  ready: (files: readonly DroppedFile[]): Promise<ReadyFile[]> =>
    readyFiles(files, (path, nRead, nBytes) =>
      say({ at: 'unpacking', path, share: nRead / nBytes }),
    ),

  async open(files: readonly ReadyFile[], choice: Choice): Promise<FieldSummary> {
    const { summary, ready } = await openDrop(files, choice, shippedModel)
    open = ready && { dropped: ready, choice }
    view = ready && viewOf(ready)
    classified = undefined
    plan = undefined
    return summary
  },

  async classify(): Promise<Outcome> {
    const started = new Date()
    const { field, candidates, fitting, choice } = inUse()
    const { device, doubt } = await startedDevice(fitting)
    classified = await classifyCandidates(
      { field, candidates, model: fitting },
      {
        ...{ device, batch: batchOn(device), onProgress: sayCandidates, started },
        ...{ prefix: choice.asked.prefix, orientations: choice.asked.orientations },
      },
    )
    const { scores, card } = classified
    const values = card.classes.map(({ value }) => value)
    view?.setMachine(machineOpinion(scores, values))
    return outcomeOf(classified, doubt)
  },

  /** Settles the order of what is asked. The active one looks at every source once more. */
  async plan(order: Order): Promise<string> {
    let opinions: Parameters<typeof planOf>[2]
    if (order === 'active') {
      const { field, candidates, fitting } = inUse()
      const { device } = await startedDevice(fitting)
      const use = { device, batch: batchOn(device), onProgress: sayCandidates }
      opinions = await opinionsOf({ field, candidates, model: fitting }, use)
    }
    plan = planOf(inUse().dropped, order, opinions)
    return plan.said
  },

  next: (answers: readonly Answer[], count: number): Question[] => plan?.next(answers, count) ?? [],

  /**
   * The catalogue with classes, and what of the dropped one the format does not hold.
   *
   * @param name its ending is the format
   */
  async save(name: string): Promise<{ bytes: Uint8Array; lost: readonly string[] }> {
    if (!classified) throw new Error('internal: nothing is classified')
    const format = writableFormatOf(name)
    const bytes = await tableBytes(classified.table, format)
    return { bytes, lost: await lostByFormat(inUse().candidates.table, format) }
  },

  /** The catalogue with what people say of each row, as ECSV. */
  async votes(events: readonly LabelEvent[]): Promise<SavedVotes> {
    const { dropped } = inUse()
    return votesOf(dropped, await viewInUse().rows(), events)
  },

  async explain(row: number): Promise<ShownExplanation> {
    const { field, candidates, fitting, choice } = inUse()
    const { device } = await chosenDevice(fitting)
    const { orientations } = choice.asked
    const use = { device, batch: batchOn(device), orientations }
    return shownExplanation({ field, candidates, model: fitting }, row, use)
  },

  describe: () => viewInUse().describe(),
  rows: () => viewInUse().rows(),
  stamp: (row: number, sizePx: number) => viewInUse().stamp(row, sizePx),
  tile: (band: number, level: number, column: number, row: number) =>
    viewInUse().tile(band, level, column, row),
  cells: (row: number) => viewInUse().cells(row),
  stars: () => viewInUse().stars(),
}

export type Answering = typeof methods

const say: (said: WorkSaid) => void = answerCalls(self, methods)

function sayCandidates(nDone: number, nTotal: number): void {
  say({ at: 'candidates', nDone, nTotal })
}

function inUse() {
  if (!open) throw new Error('internal: nothing is open')
  const { dropped, choice } = open
  const { field, candidates } = dropped
  return {
    ...{ dropped, choice, field, candidates },
    get fitting(): Model {
      if (!dropped.model) throw new Error('internal: no model fits')
      return dropped.model
    },
  }
}

function viewInUse(): OpenedFieldView {
  if (!view) throw new Error('internal: nothing is open')
  return view
}

function startedDevice(fitting: Model) {
  say({ at: 'runtime' })
  return chosenDevice(fitting)
}

/** A graphics processor likes more stamps at a time. */
function batchOn(device: Device): number {
  return device === 'cpu' ? 8 : 64
}

function outcomeOf(classification: Classification, doubt: string | undefined): Outcome {
  const summary = summaryOf(classification)
  const warning = doubtfulMajority(summary)
  const notes = new Notes()
  if (doubt) notes.doubt(doubt)
  const { card, provenance } = classification
  return {
    summary,
    classes: card.classes.map(({ value, name, label = value }) => ({
      value,
      title: `${label}` === name ? name : `${label} ${name}`,
      n: summary.classes[label],
    })),
    ...(warning && { warning }),
    notes: saidNotes(notes.add(classification.notes)),
    ranOn: provenance.device === 'cpu' ? cpuText() : 'the graphics processor (WebGPU)',
  }
}

function cpuText(): string {
  const n = nThreads()
  return `the processor, ${n} ${n === 1 ? 'thread' : 'threads'}`
}

function shippedModel(): Promise<Model> {
  model ??= fetchShipped(shipped.model.path)
    .then((response) => response.arrayBuffer())
    .then((bytes) => modelIn(new Uint8Array(bytes), shipped.model.name))
    .catch((error) => {
      model = undefined
      throw error
    })
  return model
}
