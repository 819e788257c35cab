/**
 * The main job: mosaics, candidates and a model in, a class for every candidate out. It opens and
 * writes no file, so a browser runs it as it is.
 */

import { type CandidateSet, flagValue, isUnclassified } from '../catalog/index.js'
import {
  type FitsMosaicSet,
  type Positions,
  placeWindows,
  type StampWindow,
  type WindowRule,
} from '../cutouts/index.js'
import { ensembleScores, type Model, type ModelCard, unverifiedNote } from '../models/index.js'
import type { Device, Session } from '../nn/index.js'
import { Notes, type OnNote, rowsWhere } from '../notes.js'
import type { Table } from '../tables/index.js'
import { bandNotes, emptyBandDoubt } from './band-notes.js'
import { type Classification, provenanceOf } from './classification.js'
import { classifiedTable, unclassifiedTable } from './classified-table.js'
import { type Answers, answersOf, openFor } from './networks.js'
import { noiseRanks, unlikeDoubt } from './noise-doubt.js'
import { cardTemperature, type Orientations, orientationNotes } from './orientations.js'
import { filledStampsFor, type ModelStamps, stampsFor } from './stamps.js'

export interface ClassifyInput {
  readonly field: FitsMosaicSet
  readonly candidates: CandidateSet
  /**
   * The whole catalogue, where the candidates are a share of it: the noise of the field is measured
   * over all of it, so that every share comes to the same answer.
   */
  readonly whole?: CandidateSet
  readonly model: Model
  /** From {@link openedFor}, where it is being opened already; it is released here. */
  readonly first?: Promise<Session>
}

/** How the networks are run, and which functions are told of notes and progress. */
export interface NetworkUse {
  /** Default `cpu`. */
  readonly device?: Device
  /** Threads of the CPU; default: as many as the process may use. */
  readonly nThreads?: number
  /** Stamps per run of a network, at most 256; default {@link BATCH}. */
  readonly batch?: number
  /** In how many orientations each stamp is shown; the logits are their mean. Default 1. */
  readonly orientations?: Orientations
  /** The beginning of the names of the new columns, e.g. `ml_class`; default `ml`. */
  readonly prefix?: string
  /** When the work began, for the provenance and the total time; default now. */
  readonly started?: Date
  /** Called with every note before the networks run. */
  onNote?: OnNote
  /** Called after every batch. */
  onProgress?(nDone: number, nTotal: number): void
}

/**
 * Classifies every candidate. The rows come out as they came in, in their order.
 *
 * @throws InputError if a band is missing, or the catalogue has columns of an earlier run
 * @example
 * const { table, scores } = await classifyCandidates({ field, candidates, model })
 * scores.classes[0] // 1 to 4; 0 where the row could not be classified
 */
export async function classifyCandidates(
  input: ClassifyInput,
  words: NetworkUse = {},
): Promise<Classification> {
  const { field, candidates, model } = input
  const use = { started: new Date(), device: 'cpu' as const, ...words }
  // Its threads start while the noise of the field is measured.
  const first = input.first ?? openedFor(candidates.x.length, field, model, use)
  // Its error comes out where it is waited for; before, Node would end the process.
  first.catch(() => {})
  const release = () => first.then((session) => session.release()).catch(() => {})
  const remarks = await toldRemarks(input, use).catch(async (error) => {
    await release()
    throw error
  })
  const answers = await answersTo(field, candidates, model, { ...use, first })
  return joinedClassification(input, remarks, answers, use)
}

/** The first network of a model, for so many rows of a field. */
export async function openedFor(
  nRows: number,
  field: FitsMosaicSet,
  model: Model,
  use: Pick<NetworkUse, 'device' | 'nThreads'>,
): Promise<Session> {
  const { device = 'cpu', nThreads } = use
  return openFor(nRows, model.networks[0], filledStampsFor(field, model), { device, nThreads })
}

/** @throws whatever the listener to the notes throws, too */
async function toldRemarks(input: ClassifyInput, use: NetworkUse): Promise<FieldRemarks> {
  const remarks = await fieldRemarks(input, use)
  remarks.notes.tell(use.onNote)
  return remarks
}

/** What concerns a field as a whole, and is found before the networks run. */
export interface FieldRemarks {
  readonly notes: Notes
  /** Why every row is flagged `unlike_training`; undefined where they are not. */
  readonly unlikeNote: string | undefined
}

/**
 * Looks at the field, the whole catalogue and the model before the work.
 *
 * @throws InputError if a band is missing, or the catalogue has columns of an earlier run
 */
export async function fieldRemarks(
  { field, candidates, whole = candidates, model }: ClassifyInput,
  use: NetworkUse,
): Promise<FieldRemarks> {
  const windowsAt = (rule: WindowRule, cropPx: number) => {
    const windows = [...placeWindows(whole, field, rule, cropPx).windows.values()]
    return noiseRanks(windows.length).map((rank) => windows[rank])
  }
  const { table } = candidates
  return remarksOn({ field, table, notes: whole.notes, model, windowsAt }, use)
}

/** A field and its catalogue, of which memory need not hold the rows. */
export interface FieldOverview extends Pick<ClassifyInput, 'field' | 'model'> {
  /** With the columns of the catalogue, and some of its rows. */
  readonly table: Table
  /** The notes on the whole catalogue. */
  readonly notes: Notes
  /** The windows on which the noise is measured: those at {@link noiseRanks}. */
  windowsAt(
    rule: WindowRule,
    cropPx: number,
  ): readonly StampWindow[] | Promise<readonly StampWindow[]>
}

/** As {@link fieldRemarks}. */
export async function remarksOn(
  { field, table, notes: told, model, windowsAt }: FieldOverview,
  { orientations = 1, prefix }: NetworkUse,
): Promise<FieldRemarks> {
  const { card } = model
  unclassifiedTable(table, card, prefix)
  const stamps = stampsFor(field, card)
  const unlikeNote = await unlikeDoubt(stamps, card, () =>
    windowsAt(card.window, stamps.preparation.cropPx),
  )
  const notes = new Notes().add(told, field.notes, model.notes)
  notes.add(modelNotes(card, stamps, orientations))
  if (unlikeNote) notes.doubt(unlikeNote)
  return { notes, unlikeNote }
}

/**
 * The answers of the networks to some rows of a catalogue. A row's answer does not depend on the
 * other rows.
 */
export async function answersTo(
  field: FitsMosaicSet,
  positions: Positions,
  model: Model,
  { device = 'cpu', orientations = 1, ...use }: NetworkUse & { first?: Promise<Session> } = {},
): Promise<Answers> {
  const stamps = filledStampsFor(field, model)
  const { window } = model.card
  const placed = placeWindows(positions, field, window, stamps.preparation.cropPx)
  return answersOf(model, stamps, placed, { ...use, device, orientations })
}

/** The classification of a field from the answers to all its candidates. */
export function joinedClassification(
  { field, candidates, whole = candidates, model }: ClassifyInput,
  { notes: before, unlikeNote }: FieldRemarks,
  { logits, flags, seconds }: Answers,
  { device = 'cpu', orientations = 1, started = new Date(), prefix, onNote }: NetworkUse = {},
): Classification {
  const { card } = model
  const notes = new Notes().add(before)
  const { bandsNote } = stampsFor(field, card)
  if (!bandsNote) {
    const cut = rowsWhere(flags.length, (row) => !isUnclassified(flags[row]))
    const empty = emptyBandDoubt(flags, cut)
    empty.tell(onNote)
    notes.add(empty)
  }
  if (bandsNote) flagEveryRow(flags, flagValue('missing_bands'))
  if (unlikeNote) flagEveryRow(flags, flagValue('unlike_training'))
  const scores = ensembleScores(logits, flags, {
    classes: card.classes.map(({ value }) => value),
    temperature: cardTemperature(card, orientations),
  })
  return {
    table: classifiedTable(candidates.table, scores, model, { orientations, prefix }),
    scores,
    positions: { x: candidates.x, y: candidates.y },
    ...(candidates.humanClass && { people: candidates.humanClass }),
    ...{ card, notes },
    provenance: provenanceOf(field, whole.table, model, { started, device, orientations }),
    seconds: { total: (Date.now() - started.getTime()) / 1000, ...seconds },
  }
}

/** What to say of the model, and of the bands that it takes. */
function modelNotes(card: ModelCard, stamps: ModelStamps, orientations: Orientations): Notes {
  const notes = new Notes()
  if (card.remark) notes.say(`the model: ${card.remark}`)
  const unverified = unverifiedNote(card)
  if (unverified) notes.say(unverified)
  notes.doubt(...orientationNotes(card, orientations))
  if (card.temperature !== undefined && !card.sets) {
    notes.say('the model has no thresholds for ml_set, so there is no such column')
  }
  return notes.add(bandNotes(card, stamps))
}

/** Sets a flag in every row. */
function flagEveryRow(flags: Uint32Array, bit: number): void {
  for (const row of flags.keys()) flags[row] |= bit
}
