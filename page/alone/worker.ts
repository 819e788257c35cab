/** The inside of the worker: it reads the dropped files, runs networks and answers the views. */
import shipped from 'virtual:shipped'
import {
  type ClassificationSummary,
  classifyCandidates,
  doubtfulMajority,
  summaryOf,
} from '../../src/classify/index.js'
import type { Model } from '../../src/models/index.js'
import { Notes } from '../../src/notes.js'
import type { Table } from '../../src/tables/index.js'
import { tableBytes, writableFormatOf } from '../../src/tables/index.js'
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
import { type DroppedFile, type ReadyFile, readyFiles } from './ready-files.js'
import { fetchShipped } from './shipped-url.js'

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
  /** E.g. `processor, 4 threads`. */
  readonly ranOn: string
}

/** How many rows have a class. */
export interface ClassCount {
  readonly value: number
  /** Its label in the saved catalogue, and what it is. */
  readonly title: string
  readonly n: number
}

/** The model that the page brings along. */
export interface ModelSummary {
  readonly name: string
  /** Filters that each band accepts. */
  readonly bands: readonly (readonly string[])[]
  readonly fewestBands: number
}

let model: Promise<Model> | undefined
let current: { readonly ready: DroppedField; readonly choice: Choice } | undefined
let classified: Table | undefined

const methods = {
  ready: (files: readonly DroppedFile[]): Promise<ReadyFile[]> =>
    readyFiles(files, (path, nRead, nBytes) =>
      say({ at: 'unpacking', path, share: nRead / nBytes }),
    ),

  async open(files: readonly ReadyFile[], choice: Choice): Promise<FieldSummary> {
    classified = undefined
    const { summary, ready } = await openDrop(files, choice, shippedModel)
    current = ready && { ready, choice }
    return summary
  },

  async model(): Promise<ModelSummary> {
    const { name, card } = await shippedModel()
    return {
      name,
      bands: card.bands.map(({ accepts }) => accepts),
      fewestBands: card.fewestBands ?? card.bands.length,
    }
  },

  async classify(): Promise<Outcome> {
    if (!current) throw new Error('internal: nothing is open')
    const { ready, choice } = current
    say({ at: 'runtime' })
    const { device, doubt } = await chosenDevice(ready.model)
    const classification = await classifyCandidates(ready, {
      device,
      batch: device === 'cpu' ? 8 : 64,
      prefix: choice.asked.prefix,
      orientations: choice.asked.orientations,
      onProgress: (nDone, nTotal) => say({ at: 'candidates', nDone, nTotal }),
    })
    classified = classification.table
    const notes = new Notes()
    if (doubt) notes.doubt(doubt)
    const summary = summaryOf(classification)
    const warning = doubtfulMajority(summary)
    return {
      summary,
      classes: classification.card.classes.map(({ value, name, label = value }) => ({
        value,
        title: `${label}` === name ? name : `${label} ${name}`,
        n: summary.classes[label],
      })),
      ...(warning && { warning }),
      notes: saidNotes(notes.add(classification.notes)),
      ranOn: device === 'cpu' ? `the processor, ${threads()}` : 'the graphics processor (WebGPU)',
    }
  },

  /** @param name its ending is the format */
  async save(name: string): Promise<Uint8Array> {
    if (!classified) throw new Error('internal: nothing is classified')
    return tableBytes(classified, writableFormatOf(name))
  },
}

export type Answering = typeof methods

const say: (said: WorkSaid) => void = answerCalls(self, methods)

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

function threads(): string {
  if (!self.crossOriginIsolated) return '1 thread'
  const n = Math.min(8, navigator.hardwareConcurrency)
  return n === 1 ? '1 thread' : `${n} threads`
}
