/**
 * Mosaics that are found in folders. Beside them lie tables, weight maps, earlier output and texts:
 * these are left out, and one note names them. A file that is damaged or packed is an error all the
 * same, for it may be a band.
 */
import { type ByteSource, fileNameOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { NotFits } from '../fits/index.js'
import { listed } from '../listed.js'
import { Notes } from '../notes.js'
import { type FitsMosaic, type MosaicOptions, openMosaic } from './fits-mosaic.js'
import { areOnOneGrid } from './one-grid.js'
import { NoMosaic } from './science-image.js'

/** A file that is not used. */
export interface LeftOut {
  /** Whether it may be a band that was meant to be used. */
  readonly isDoubt?: boolean
  /** Its name; its path where it lies in a sub-folder beside others of that name. */
  readonly name: string
  /** What it is, or why it is not used. */
  readonly is: string
}

export interface OpenedEach {
  readonly opened: FitsMosaic[]
  readonly leftOut: readonly LeftOut[]
}

/** So many names a note lists. */
const MOST_NAMES = 12

/** @throws InputError if no mosaic is left, or the user named a file that is none */
export async function openEach(
  sources: readonly ByteSource[],
  options: MosaicOptions,
): Promise<OpenedEach> {
  const leftOut: LeftOut[] = []
  const opened: Found[] = []
  for (const source of sources) {
    try {
      opened.push({ mosaic: await openMosaic(source, options), depth: source.depth })
    } catch (error) {
      const is = source.depth === undefined ? undefined : whatItIs(error)
      if (is === undefined) throw error
      leftOut.push({ name: fileNameOf(source.name), is, isDoubt: error instanceof NotFits })
    }
  }
  const kept = withoutDeeperDoubles(opened, leftOut)
  if (kept.length > 0) return { opened: kept, leftOut }
  throw new InputError({
    what: 'no mosaics',
    expected: 'one per band',
    ...(leftOut.length > 0 && { got: listedFiles(leftOut) }),
  })
}

function whatItIs(error: unknown): string | undefined {
  if (error instanceof NoMosaic) return error.is
  if (!(error instanceof NotFits) || error.file.isPacked) return undefined
  return `unreadable: ${error.file.looks}`
}

interface Found {
  readonly mosaic: FitsMosaic
  /** Of its source; undefined where the user named it. */
  readonly depth: number | undefined
}

/**
 * A folder may hold a field, and its sub-folders others or copies. What lies deeper than the first
 * mosaics is taken only where it adds a band on the same grid.
 */
function withoutDeeperDoubles(found: readonly Found[], leftOut: LeftOut[]): FitsMosaic[] {
  const depths = found.map(({ depth = 0 }) => depth)
  const least = Math.min(...depths)
  const first = found.filter(({ depth = 0 }) => depth === least).map(({ mosaic }) => mosaic)
  const deeper = found.filter(({ depth = 0 }) => depth > least).map(({ mosaic }) => mosaic)
  const added = deeper.filter((mosaic) => {
    const same = first.find(({ band }) => band === mosaic.band)
    const is = same
      ? `${mosaic.band} again: ${same.file} is taken`
      : areOnOneGrid(first[0], mosaic)
        ? undefined
        : `on another grid than ${first[0].file}`
    if (is) leftOut.push({ name: mosaic.file, is, isDoubt: true })
    return is === undefined
  })
  return [...first, ...added]
}

/**
 * The note about all files that are not used; none where there are none.
 *
 * @param unused files that were not opened, for they are not FITS by their names
 */
export function leftOutNotes(leftOut: readonly LeftOut[], unused: readonly string[] = []): Notes {
  const all = [...leftOut, ...unused.map((file) => ({ name: fileNameOf(file), is: '' }))]
  const notes = new Notes()
  const note = `not used, though beside the mosaics: ${listedFiles(all)}`
  if (leftOut.some(({ isDoubt }) => isDoubt)) notes.doubt(note)
  else if (all.length > 0) notes.say(note)
  return notes
}

function listedFiles(files: readonly LeftOut[]): string {
  return listed(
    files.map(({ name, is }) => name + (is && ` (${is})`)),
    MOST_NAMES,
  )
}
