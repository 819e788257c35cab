/** What is labelled: the mosaics, the catalogue, the classes, and the model that looks at them. */
import { sha256Hex } from '../bytes/index.js'
import {
  type AskedColumns,
  type CandidateSet,
  type ClassList,
  FOUR_CLASSES,
  isSameList,
} from '../catalog/index.js'
import { modelWindow } from '../classify/index.js'
import { candidatesOn, type FitsMosaicSet } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { sha256Of, withFile } from '../files/index.js'
import { classesOfCard, type Model } from '../models/index.js'
import type { OnNote } from '../notes.js'
import { type AskedClasses, classListAt } from './class-list.js'
import { openModelAt, SHIPPED_MODEL } from './model-path.js'
import { openTable, type TableChoice } from './open-table.js'

/** What the user says about them. */
export interface SourceOptions extends AskedColumns, TableChoice {
  /**
   * A model file, the folder of a training run, `shipped` or `typical`. Default: the classes that
   * the catalogue has from an earlier run; without them the shipped model, where it fits the
   * mosaics.
   */
  readonly model?: string
  /** A recipe, a model or the folder of a run; default: the classes of `model`, or the four. */
  readonly classes?: AskedClasses
  readonly origin?: 0 | 1
  /** Column of people's classes, by its name or number; default: the one of the layout. */
  readonly classColumn?: string
}

export interface Sources {
  readonly field: FitsMosaicSet
  readonly catalog: string
  readonly candidates: CandidateSet
  readonly classes: ClassList
  /** Undefined where there is none, or it does not fit. */
  readonly model?: Model
  /** What the model sees of a source. */
  readonly window?: ReturnType<typeof modelWindow>
  /** Whether the model shall look: the catalogue has no classes of an earlier run. */
  readonly isAsked: boolean
  /** Why the model is not used. */
  readonly problem?: InputError
}

/** @throws InputError if the catalogue, the classes or the model cannot be read */
export async function openSources(
  field: FitsMosaicSet,
  catalog: string,
  options: SourceOptions,
  onNote: OnNote,
): Promise<Sources> {
  const { hdu, format, x, y, ra, dec, id, frame, origin, classColumn } = options
  const table = await openTable(catalog, { hdu, format }, [x, y, ra, dec, id, classColumn])
  const asked = { origin, x, y, ra, dec, id, frame, classColumn }
  const candidates = candidatesOn(field, table, asked)
  candidates.notes.tell(onNote)
  field.notes.tell(onNote)
  const model = await openModelAt(options.model ?? SHIPPED_MODEL)
  const list = classesOfCard(model.card)
  const named = options.classes === undefined ? undefined : await classListAt(options.classes)
  const classes = named ?? (options.model ? list : FOUR_CLASSES)
  const isAsked = options.model !== undefined || !candidates.table.has('ml_class')
  const found = { field, catalog, candidates, classes, isAsked }
  try {
    if (!isSameList(list, classes)) throw otherClasses(model.name, list, classes)
    return { ...found, model, window: modelWindow(field, model.card) }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const isDoubt = options.model !== undefined
    onNote(`no opinion of the machine: ${error.message}`, isDoubt)
    return { ...found, ...(isDoubt && { problem: error }) }
  }
}

function otherClasses(where: string, found: ClassList, asked: ClassList): InputError {
  const labels = (list: ClassList) => list.map(({ label }) => label).join(', ')
  return new InputError({
    ...{ what: 'the model has other classes', where },
    ...{ expected: labels(asked), got: labels(found) },
    remedy: 'give a model of these classes with --model',
  })
}

/** SHA-256 of a file; of what is in it, where the path leads into an archive. */
export async function contentHash(path: string): Promise<string> {
  const found = await sha256Of(path).catch(() => undefined)
  if (found !== undefined) return found
  return withFile(path, async (source) => sha256Hex(await source.slice(0, source.byteLength)))
}
