/**
 * Cuts and classes of detections, as `classify` without a catalogue gives them: the same table of
 * candidates, the same stamps, the same networks.
 */
import type { CandidateSet } from '../catalog/index.js'
import { answersTo, cardTemperature, graphsOf, type NetworkUse } from '../classify/index.js'
import { candidatesOn, type FitsMosaicSet, type Positions } from '../cutouts/index.js'
import { type Candidates, type CutWords, candidateTable, cutColumns } from '../detect/index.js'
import { classesOfCard, ensembleScores, type Model, type Precision } from '../models/index.js'
import { numbersOf } from '../tables/index.js'

export interface ClassedRow {
  /** 0 for no class. */
  readonly classValue: number
  /** The sum over the classes of clusters; NaN without a class. */
  readonly probability: number
  /** `kept`, `no_class`, `class_N` or the first cut that drops it. */
  readonly fate: string
}

export interface ToClass {
  readonly field: FitsMosaicSet
  readonly found: Candidates
  readonly model: Model
  readonly words: { readonly cuts?: CutWords } & Pick<NetworkUse, 'nThreads'>
}

/** What decides a class beside the stamp. */
export interface ClassedBy {
  /** SHA-256 of the graph of each network. */
  readonly graphs: readonly string[]
  readonly orientations: typeof ORIENTATIONS
  readonly precision: Precision
}

/** As `classify` does by default. */
const ORIENTATIONS = 1

export function classedBy(model: Model): ClassedBy {
  return { graphs: graphsOf(model), orientations: ORIENTATIONS, precision: model.precision }
}

/** @param rows of the detections; default: all */
export async function classesAt(
  { field, found, model, words }: ToClass,
  rows: readonly number[] = [...found.sources.keys()],
): Promise<ClassedRow[]> {
  if (rows.length === 0) return []
  const candidates = candidatesOn(field, candidateTable(found, field.wcs))
  const { logits, flags } = await answersTo(field, picked(candidates, rows), model, {
    orientations: ORIENTATIONS,
    ...(words.nThreads !== undefined && { nThreads: words.nThreads }),
  })
  const list = classesOfCard(model.card)
  const { classes, probabilities } = ensembleScores(logits, flags, {
    classes: model.card.classes.map(({ value }) => value),
    temperature: cardTemperature(model.card, ORIENTATIONS),
  })
  const dropped = droppedBy(found, words.cuts)
  return rows.map((row, i) => {
    const own = probabilities.subarray(i * list.length, (i + 1) * list.length)
    const probability = list.reduce((sum, { isCluster }, k) => sum + (isCluster ? own[k] : 0), 0)
    const at = model.card.classes.findIndex(({ value }) => value === classes[i])
    const byClass = at < 0 ? 'no_class' : list[at].isCluster ? 'kept' : `class_${list[at].label}`
    return { classValue: classes[i], probability, fate: dropped(row) ?? byClass }
  })
}

function picked(candidates: CandidateSet, rows: readonly number[]): Positions {
  const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
  const { x, y, fitsX, fitsY, mismatch } = candidates
  return {
    ...{ x: of(x), y: of(y), fitsX: of(fitsX), fitsY: of(fitsY) },
    ...(mismatch && { mismatch: Uint8Array.from(rows, (row) => mismatch[row]) }),
  }
}

/** The first cut that drops a detection. */
function droppedBy(
  { photometry }: Candidates,
  cuts: CutWords | undefined,
): (row: number) => string | undefined {
  if (!cuts) return () => undefined
  const columns = cutColumns(photometry, cuts)
    .columns.filter(({ name }) => name.startsWith('cut_'))
    .map((column) => ({ name: column.name, passes: numbersOf(column) }))
  return (row) => columns.find(({ passes }) => passes[row] !== 1)?.name
}
