/**
 * Jobs on fields: a piece is a run of neighbouring rows of one field. The plan keeps the positions
 * of all rows in plan/, where a piece reads its own.
 */
import { join } from 'node:path'
import type { FitsMosaicSet } from '../cutouts/index.js'
import { CommandError } from '../errors.js'
import { fileOnDisk } from '../files/index.js'
import { type Job, refuseOtherFiles, rowsOfPiece } from '../jobs/index.js'
import { type NamedFiles, tableFiles } from '../verbs/index.js'
import { type JobPath, jobPath, pathOf } from './job-path.js'

/** A field, as it was asked for. */
export interface FieldOfJob {
  readonly name: string
  readonly images: readonly JobPath[]
  readonly catalog: JobPath
}

/** What the plan measured of a field. */
export interface FieldShare {
  readonly nRows: number
  readonly nPieces: number
  /** Its mosaics and its catalogue, as the job names its inputs. */
  readonly inputs: readonly string[]
}

export interface FieldPaths {
  readonly name: string
  readonly images: string[]
  readonly catalog: string
}

/** @param isFound whether the plan wrote the catalogue; then nobody typed its path */
export function fieldOfJob(
  folder: string,
  { name, images, catalog, isFound = false }: FieldPaths & { readonly isFound?: boolean },
): FieldOfJob {
  const places = images.map((path) => jobPath(folder, path))
  const place = jobPath(folder, catalog)
  return { name, images: places, catalog: isFound ? { ...place, typed: '' } : place }
}

export function pathsOf(job: Job, { name, images, catalog }: FieldOfJob): FieldPaths {
  return { name, images: images.map((path) => pathOf(job, path)), catalog: pathOf(job, catalog) }
}

/** The files on the disk that a field is read from. */
export async function filesOf(field: FitsMosaicSet, catalog: string): Promise<string[]> {
  const paths = [...field.mosaics.map(({ file }) => file), ...(await tableFiles(catalog))]
  return [...new Set(await Promise.all(paths.map(fileOnDisk)))]
}

/** @throws InputError if a field is read from other files than when it was planned */
export async function refuseOtherField(
  { folder }: Job,
  { inputs }: FieldShare,
  field: FitsMosaicSet,
  catalog: string,
): Promise<void> {
  refuseOtherFiles(folder, inputs, await filesOf(field, catalog))
}

/** The catalogue of the sources that the plan found in a field. */
export function foundPath(folder: string, name: string): string {
  return join(folder, 'plan', `${name}.fits`)
}

/** The file with the positions of a field's rows. */
export function positionsPath(folder: string, name: string): string {
  return join(folder, 'plan', `${name}.rows`)
}

/**
 * Each name becomes the name of a file.
 *
 * @throws CommandError if a name is given twice, or is no name for a file
 */
export function refuseNames(fields: readonly NamedFiles[]): void {
  const names = fields.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  const odd = names.find((name) => !/^[\w.+-]+$/.test(name))
  if (twice === undefined && odd === undefined) return
  throw new CommandError({
    what: twice === undefined ? 'the name of a field' : `field ${twice} is given twice`,
    ...(twice === undefined && { expected: 'letters, digits, _ . + and -', got: odd }),
    remedy: 'give each field its own name: --field NAME=DIR=CATALOG',
  })
}

/** A piece of so many rows takes seconds, so that workers end together, and little is lost. */
const ROWS_A_PIECE = 1000
/** So many pieces keep the workers of one machine busy. */
const FEWEST_PIECES = 16

/**
 * Pieces of each field, by its rows; the sum is `nPieces`, or the number of fields.
 *
 * @param nPieces default: one for 1000 rows, and at least 16
 */
export function piecesOfFields(nRows: readonly number[], nPieces?: number): number[] {
  const total = nRows.reduce((sum, n) => sum + n, 0)
  const asked = nPieces ?? Math.min(total, Math.max(FEWEST_PIECES, Math.ceil(total / ROWS_A_PIECE)))
  const ends = nRows.map((_, i) => nRows.slice(0, i + 1).reduce((sum, n) => sum + n, 0))
  const rounded = ends.map((end) => Math.round((asked * end) / total))
  return rounded.map((end, i) => Math.max(1, end - (rounded[i - 1] ?? 0)))
}

/** Rows [first, end) of a field. */
export interface Rows {
  readonly piece: number
  readonly field: number
  readonly first: number
  readonly end: number
}

/** The rows of a piece. */
export function rowsAt(fields: readonly FieldShare[], piece: number): Rows {
  let before = 0
  for (const [field, { nRows, nPieces }] of fields.entries()) {
    if (piece < before + nPieces) {
      const [first, end] = rowsOfPiece(piece - before, nPieces, nRows)
      return { piece, field, first, end }
    }
    before += nPieces
  }
  throw new Error(`internal: no field has piece ${piece}`)
}

/** The pieces of a field, in the order of its rows. */
export function rowsOfField(fields: readonly FieldShare[], field: number): Rows[] {
  const before = fields.slice(0, field).reduce((sum, one) => sum + one.nPieces, 0)
  return Array.from({ length: fields[field].nPieces }, (_, i) => rowsAt(fields, before + i))
}
