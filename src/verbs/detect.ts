/** `starsift detect` as a function: a catalogue of candidates from mosaics alone. */
import { resolve } from 'node:path'
import type { FitsMosaicSet } from '../cutouts/index.js'
import {
  type Candidates,
  type CutWords,
  candidateTable,
  cutColumns,
  type DetectionFlagName,
  detectionFlag,
  type FindWords,
  findCandidates,
  Segmentation,
  sourceRegions,
} from '../detect/index.js'
import { CommandError } from '../errors.js'
import {
  checkWritable,
  refuseOverwriting,
  writeAtomically,
  writeTextAtomically,
} from '../files/index.js'
import { listenerOf, type NoteOptions, type OnNote } from '../notes.js'
import { type FieldPhotometry, trialOf } from '../photometry/index.js'
import { SOFTWARE } from '../software.js'
import {
  refuseTaken,
  type Table,
  tableBytes,
  withHistoryLines,
  writableFormatOf,
} from '../tables/index.js'
import { flagNotes } from './measure.js'
import { type MosaicWords, openField } from './open-field.js'
import { type DownloadHooks, imageFiles } from './published.js'
import { writeSegmentation } from './segmentation-file.js'
import { openWeightMaps } from './weight-map.js'

/** How sources are found and measured. */
export interface DetectWords extends Omit<FindWords, 'weights' | 'onPixels' | 'onProgress'> {
  /** Files of weight maps by filter; the extension WHT of a file, or its only image. */
  readonly weights?: Readonly<Record<string, string>>
}

export interface DetectOptions
  extends NoteOptions,
    DownloadHooks,
    DetectWords,
    Pick<MosaicWords, 'unit'>,
    Pick<FindWords, 'onProgress'> {
  /** FITS mosaics of one field, one per band, folders or archives; or e.g. `legus:ngc1566`. */
  readonly images: readonly string[]
  /** The catalogue of candidates: .ecsv .fits .csv ... */
  readonly out: string
  /** An image in which each pixel has the id of its source: .fits */
  readonly segmentation?: string
  /** Regions for DS9: .reg */
  readonly regions?: string
  /** Cuts that become columns; default: none. */
  readonly cuts?: CutWords
}

export interface Detected {
  readonly out: string
  readonly table: Table
  readonly found: Candidates
}

/**
 * Finds the sources of a field, measures them in all bands and writes a catalogue.
 *
 * @throws InputError if anything does not fit, or nothing is found; nothing is written then
 * @example
 * await detect({ images: ['ngc1566/'], out: 'candidates.ecsv', threshold: 3 })
 */
export async function detect(options: DetectOptions): Promise<Detected> {
  const { out, segmentation: map, regions } = options
  const onNote = listenerOf(options)
  const format = writableFormatOf(out)
  const outputs = [out, map, regions].filter((path) => path !== undefined)
  refuseOneFile(outputs)
  const images = await imageFiles(options.images, options)
  const field = await openField(images, { unit: options.unit }, outputs)
  try {
    for (const path of outputs) {
      const weights = Object.values(options.weights ?? {})
      await refuseOverwriting(path, [...field.mosaics.map(({ file }) => file), ...weights])
      await checkWritable(path)
    }
    field.notes.tell(onNote)
    // A cut that cannot be made is told now, and not after the work.
    if (options.cuts) cutColumns(await trialOf(field.mosaics, options), options.cuts)
    const segmentation = map === undefined ? undefined : new Segmentation()
    const found = await foundIn(field, options, segmentation)
    found.notes.tell(onNote)
    for (const line of [...flagNotes(found.photometry), ...detectionNotes(found)]) {
      onNote(line, false)
    }
    const table = withCuts(tableOf(found, field), found.photometry, options.cuts, onNote)
    const bytes = await tableBytes(table, format)
    if (regions !== undefined) {
      await writeTextAtomically(regions, sourceRegions(found, `sources found by ${SOFTWARE}`))
    }
    if (map !== undefined) {
      const [{ headers }] = field.mosaics
      await writeSegmentation(map, segmentation!, numbersOf(found), field, headers[0])
    }
    await writeAtomically(out, (file) => file.write(bytes))
    return { out, table, found }
  } finally {
    await field.close()
  }
}

/** The candidates of an open field. */
export async function foundIn(
  field: FitsMosaicSet,
  { weights = {}, ...words }: DetectWords & Pick<FindWords, 'onProgress'>,
  segmentation?: Segmentation,
): Promise<Candidates> {
  const opened = await openWeightMaps(weights)
  try {
    return await findCandidates(field.mosaics, {
      ...words,
      weights: opened.maps,
      ...(segmentation && { onPixels: (pixels, index) => segmentation.add(pixels, index) }),
    })
  } finally {
    await opened.close()
  }
}

/** The catalogue, with how it was made. */
export function tableOf(found: Candidates, { wcs }: FitsMosaicSet): Table {
  const table = candidateTable(found, wcs)
  return withHistoryLines(table, [`sources found and measured by ${SOFTWARE}`, ...found.notes])
}

/** The catalogue with a column for each cut; the notes say how many sources pass. */
export function withCuts(
  table: Table,
  photometry: FieldPhotometry,
  cuts: CutWords | undefined,
  onNote: OnNote,
): Table {
  if (!cuts) return table
  const { columns, notes } = cutColumns(photometry, cuts)
  refuseTaken(table, columns)
  notes.tell(onNote)
  return withHistoryLines(table.withColumns(columns), notes)
}

function refuseOneFile(outputs: readonly string[]): void {
  const paths = outputs.map((path) => resolve(path))
  if (new Set(paths).size === paths.length) return
  throw new CommandError({
    what: '--out, --segmentation and --regions',
    expected: 'a file for each',
    got: outputs.join(', '),
  })
}

/** Ids by index of detection; 0 for what was cleaned away. */
function numbersOf({ sources }: Candidates): Int32Array {
  const most = sources.reduce((largest, { index }) => Math.max(largest, index), -1)
  const numbers = new Int32Array(most + 1)
  for (const [i, { index }] of sources.entries()) numbers[index] = i + 1
  return numbers
}

const SAID: readonly (readonly [DetectionFlagName, string])[] = [
  ['cosmic_ray', 'are in one band alone: flag cosmic_ray'],
  ['no_centre', 'have no windowed centre: flag no_centre'],
  ['close_pair', 'have a brighter source within 5 px: flag close_pair'],
  ['pair', 'have one other source within 5 px: flag pair'],
  ['triplet', 'have two or more others within 5 px: flag triplet'],
  ['very_red', 'are very red stars: flag very_red'],
  ['near_saturated', 'lie near a saturated source: flag near_saturated'],
]

export function detectionNotes({ flags }: Candidates): string[] {
  return SAID.flatMap(([name, said]) => {
    const n = flags.filter((bits) => (bits & detectionFlag(name)) !== 0).length
    return n > 0 ? [`${n} of ${flags.length} sources ${said}`] : []
  })
}
