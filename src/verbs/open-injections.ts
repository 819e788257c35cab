/** Opens a field for injections, with the model and whatever else decides the result. */
import {
  type CompletenessWords,
  checkWords,
  type FieldFacts,
  fieldFacts,
  roundsOf,
} from '../completeness/index.js'
import { candidatesOn, type FitsMosaicSet } from '../cutouts/index.js'
import { cutColumns } from '../detect/index.js'
import { CommandError, InputError } from '../errors.js'
import type { Model } from '../models/index.js'
import { trialOf } from '../photometry/index.js'
import {
  type CompletenessOptions,
  type InjectionWords,
  injectionWords,
} from './completeness-options.js'
import { openModelAt, SHIPPED_MODEL } from './model-path.js'
import { openField } from './open-field.js'
import { openTable } from './open-table.js'
import { type DownloadHooks, imageFiles } from './published.js'
import { openWeightMaps } from './weight-map.js'

/** A field that is open for injections. */
export interface OpenedInjections {
  readonly field: FitsMosaicSet
  readonly model: Model
  readonly words: CompletenessWords
  /** Measures the field before anything is painted. */
  facts(): Promise<FieldFacts>
  close(): Promise<void>
}

/**
 * @param besides files that lie among the mosaics and are none
 * @throws InputError for a number out of range, or mosaics that cannot be opened
 */
export async function openInjections(
  { images }: Pick<CompletenessOptions, 'images'>,
  options: InjectionWords & DownloadHooks,
  besides: readonly string[],
): Promise<OpenedInjections> {
  const { weights = {}, unit, band, catalog } = options
  checkWords(options)
  checkOwnWords(options)
  const mine = catalog === undefined ? besides : [...besides, catalog]
  const field = await openField(await imageFiles(images, options), { unit, band }, mine)
  const opened: { close(): Promise<void> }[] = [field]
  const close = async () => {
    await Promise.all(opened.map((one) => one.close()))
  }
  try {
    const model = await openModelAt(options.model ?? SHIPPED_MODEL, options.precision)
    const near = await placesOf(field, options)
    const { maps, close: closeMaps } = await openWeightMaps(weights)
    opened.push({ close: closeMaps })
    const words = { ...fieldWords(options), ...(near && { near }), weights: maps }
    roundsOf(field, words)
    // A cut that cannot be made is told now, and not after the work.
    if (words.cuts) cutColumns(await trialOf(field.mosaics, words), words.cuts)
    return { field, model, words, facts: () => fieldFacts(field, model, words), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The words of the field alone, without those of files. */
function fieldWords(options: InjectionWords): Omit<CompletenessWords, 'weights'> {
  const { weights: _, unit: __, band: ___, ...words } = injectionWords(options)
  const { model: ____, precision: _____, catalog: ______, origin, purity, ...rest } = words
  return rest
}

/** @throws InputError for a catalogue that cannot be read, or is of another field */
async function placesOf(
  field: FitsMosaicSet,
  { catalog, origin }: InjectionWords,
): Promise<CompletenessWords['near']> {
  if (catalog === undefined) return undefined
  const table = await openTable(catalog, {})
  const { x, y } = candidatesOn(field, table, { ...(origin !== undefined && { origin }) })
  const rows = [...x.keys()].filter((row) => Number.isFinite(x[row] + y[row]))
  return { x: rows.map((row) => x[row]), y: rows.map((row) => y[row]) }
}

function checkOwnWords({ purity, catalog, places, origin }: InjectionWords): void {
  if (purity !== undefined && !(purity > 0 && purity < 1)) {
    throw new InputError({ what: '--purity', expected: 'above 0, below 1', got: `${purity}` })
  }
  if (catalog !== undefined && places === 'uniform') {
    throw new CommandError({ what: '--places uniform and --catalog', expected: 'one of them' })
  }
  if (catalog === undefined && origin !== undefined) {
    throw new CommandError({ what: '--origin without --catalog', expected: 'a catalogue' })
  }
}
