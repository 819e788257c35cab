/**
 * The field that dropped files are: its mosaics, its catalogue, its model, opened and checked as
 * `starsift classify` does. What is found before an error is kept, for the page shows it.
 */
import { fileNameOf, memorySource, sha256Hex } from '../../src/bytes/index.js'
import { askedFrame, type CandidateSet, wantedTables } from '../../src/catalog/index.js'
import { checkPrefix, stampsFor, unclassifiedTable } from '../../src/classify/index.js'
import { candidatesOn, type FitsMosaicSet, openMosaics } from '../../src/cutouts/index.js'
import { CommandError, InputError } from '../../src/errors.js'
import { type Model, openModel } from '../../src/models/index.js'
import { Notes } from '../../src/notes.js'
import { readTable, type Table } from '../../src/tables/index.js'
import { type Failure, failureOf } from './calls.js'
import type { Asked, Choice } from './choice.js'
import { type ReadyFile, sourceOf } from './ready-files.js'

/** A note, and whether it names a doubt. */
export interface SaidNote {
  readonly text: string
  readonly isDoubt: boolean
}

/** What the page shows of a field. */
export interface FieldSummary {
  readonly title: string
  readonly bands: readonly { readonly filter: string; readonly file: string }[]
  readonly width: number
  readonly height: number
  readonly scaleArcsec: number | undefined
  readonly catalogue:
    | { readonly path: string; readonly nRows: number; readonly columns: readonly string[] }
    | undefined
  readonly notes: readonly SaidNote[]
  /** What stands in the way of looking at the sources. */
  readonly failure?: Failure
  /** What stands in the way of classifying them. */
  readonly obstacle?: Failure
}

/** A field that can be looked at. */
export interface DroppedField {
  readonly title: string
  readonly field: FitsMosaicSet
  readonly candidates: CandidateSet
  readonly catalogue: { readonly file: string; readonly sha256: string }
  /** Undefined where the field cannot be classified. */
  readonly model: Model | undefined
}

export interface OpenedDrop {
  readonly summary: FieldSummary
  /** Undefined where the summary has a failure. */
  readonly ready: DroppedField | undefined
}

/**
 * @param shipped the model where the choice names none
 * @returns also where something is wrong: the summary says what
 */
export async function openDrop(
  files: readonly ReadyFile[],
  choice: Choice,
  shipped: () => Promise<Model>,
): Promise<OpenedDrop> {
  const notes = new Notes()
  const found: Found = {}
  try {
    const ready = await openField(files, choice, found, notes)
    try {
      const model = await fittingModel(files, choice, shipped, ready)
      notes.add(model.notes)
      return { summary: summaryOf(files, choice, found, notes), ready: { ...ready, model } }
    } catch (error) {
      const summary = summaryOf(files, choice, found, notes)
      return { summary: { ...summary, obstacle: failureOf(error) }, ready }
    }
  } catch (error) {
    const summary = summaryOf(files, choice, found, notes)
    return { summary: { ...summary, failure: failureOf(error) }, ready: undefined }
  }
}

/** What could be opened. */
interface Found {
  field?: FitsMosaicSet
  table?: Table
}

function summaryOf(
  files: readonly ReadyFile[],
  { catalogue }: Choice,
  { field, table }: Found,
  notes: Notes,
): FieldSummary {
  return {
    title: titleOf(files),
    bands: (field?.mosaics ?? []).map(({ band, file }) => ({ filter: band, file })),
    width: field?.width ?? 0,
    height: field?.height ?? 0,
    scaleArcsec: field?.pixelScaleArcsec,
    catalogue: table && { path: catalogue ?? '', nRows: table.nRows, columns: table.names },
    notes: saidNotes(notes),
  }
}

async function openField(
  files: readonly ReadyFile[],
  choice: Choice,
  found: Found,
  notes: Notes,
): Promise<DroppedField> {
  const { asked } = choice
  if (asked.frame) askedFrame(asked.frame)
  const field = await mosaicsOf(files, choice)
  found.field = field
  notes.add(field.notes)
  const file = catalogueOf(files, choice.catalogue)
  found.table = await tableOf(files, file, asked)
  const candidates = candidatesOn(field, found.table, asked)
  found.table = candidates.table
  notes.add(candidates.notes)
  const sha256 = await sha256Hex(new Uint8Array(await file.content.arrayBuffer()))
  const catalogue = { file: fileNameOf(file.path), sha256 }
  return { title: titleOf(files), field, candidates, catalogue, model: undefined }
}

/** What would stop the work is said before it. */
async function fittingModel(
  files: readonly ReadyFile[],
  { model: path, asked: { prefix } }: Choice,
  shipped: () => Promise<Model>,
  { field, candidates }: DroppedField,
): Promise<Model> {
  if (prefix) checkPrefix(prefix)
  const model = await modelOf(files, path, shipped)
  stampsFor(field, model.card)
  unclassifiedTable(candidates.table, model.card, prefix)
  return model
}

export function saidNotes(notes: Notes): SaidNote[] {
  return [...notes.unique()].map((text) => ({ text, isDoubt: notes.isDoubt(text) }))
}

/** The folder in which the mosaics were dropped, or the archive. */
export function titleOf(files: readonly ReadyFile[]): string {
  const mosaic = files.find(({ kind }) => kind === 'mosaic')
  const folders = mosaic?.path.split('/').slice(0, -1) ?? []
  return folders.at(-1) ?? 'Dropped files'
}

async function modelOf(
  files: readonly ReadyFile[],
  path: string | undefined,
  shipped: () => Promise<Model>,
): Promise<Model> {
  const file = path === undefined ? undefined : files.find((one) => one.path === path)
  if (!file) return shipped()
  const folder = file.path.slice(0, file.path.length - fileNameOf(file.path).length)
  return openModel(sourceOf(file), async (name) => {
    const member = files.find((one) => one.path === folder + name)
    if (member) return sourceOf(member)
    throw new InputError({
      what: `an ensemble without its member ${name}`,
      where: file.path,
      remedy: 'drop the whole folder of the model',
    })
  })
}

function mosaicsOf(
  files: readonly ReadyFile[],
  { leftOut, catalogue, asked: { unit, band } }: Choice,
): Promise<FitsMosaicSet> {
  const used = files.filter(({ kind, path }) => kind === 'mosaic' && !leftOut.includes(path))
  if (used.length === 0) {
    throw new InputError({
      what: 'no mosaics yet',
      expected: 'FITS images of one field, one file for each filter',
      remedy: 'drop them here too',
    })
  }
  const unused = files
    .filter((file) => !used.includes(file) && file.path !== catalogue && file.kind === 'other')
    .map(({ path }) => path)
  return openMosaics(used.map(sourceOf), { unit, band: standIns(band), unused })
}

/** `F606W=F555W, F435W=F438W` as an object. */
function standIns(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(/[\s,;]+/).filter(Boolean)
  return Object.fromEntries(
    pairs.map((pair) => {
      const [filter, band, ...others] = pair.toUpperCase().split('=')
      if (filter && band && others.length === 0 && filter !== band) return [filter, band]
      const expected = 'FILTER=BAND, e.g. F606W=F555W'
      throw new CommandError({ what: '--band', expected, got: pair })
    }),
  )
}

function catalogueOf(files: readonly ReadyFile[], path: string | undefined): ReadyFile {
  const chosen = files.find((file) => file.path === path)
  if (chosen) return chosen
  const tables = files.filter(({ kind }) => kind === 'table')
  throw tables.length === 0
    ? new InputError({
        what: 'no catalogue yet',
        expected: 'a table of candidates with their positions',
        remedy: 'drop it here too; starsift gives classes to candidates, it does not search them',
      })
    : new InputError({
        what: `${tables.length} tables`,
        expected: 'one catalogue of the candidates',
        remedy: 'choose it in the list of files',
      })
}

async function tableOf(
  files: readonly ReadyFile[],
  file: ReadyFile,
  { hdu, format, x, y, ra, dec, id, classColumn }: Asked,
): Promise<Table> {
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const beside = files.find(
    ({ kind, path }) => kind === 'readme' && path === folder + fileNameOf(path),
  )
  const readMe = beside && {
    name: beside.path,
    text: new TextDecoder('latin1').decode(await beside.content.arrayBuffer()),
  }
  const wanted = wantedTables([x, y, ra, dec, id, classColumn])
  const number = hdu !== undefined && /^\d+$/.test(hdu) ? Number(hdu) : hdu
  return readTable(sourceOf(file), { hdu: number, format, wanted, readMe })
}

/** A model that is in memory, by the name of its file. */
export function modelIn(bytes: Uint8Array, name: string): Promise<Model> {
  return openModel(memorySource(bytes, name))
}
