/** Which words about columns and about the table a format leaves out or changes. */
import type { ColumnPair } from './lost-cells.js'
import type { Column, EcsvMeta, TableMeta } from './table.js'

interface LostLabels {
  readonly what: string
  readonly pairs: readonly ColumnPair[]
  /** Where a label is read as another. */
  readonly example?: string
}

/** What a reader knows about a column beside its values. */
const LABELS: readonly (readonly [what: string, of: (column: Column) => string | undefined])[] = [
  ['units', ({ unit }) => unit],
  ['UCDs', ({ ucd }) => ucd],
  ['descriptions', ({ description }) => description],
  ['frames', frameOf],
  ['print formats', ({ format }) => format],
  ['further metadata', ({ attributes }) => metadataOf(attributes).join(', ')],
]

/**
 * The labels of columns, kind by kind.
 *
 * @param after what is read of the whole table; FITS has one frame for all columns
 */
export function lostLabels(pairs: readonly ColumnPair[], after: TableMeta): LostLabels[] {
  const frame = frameOf(after)
  return LABELS.flatMap(([what, of]) => {
    const isHeld = (was?: string, is?: string) => was === is || (of === frameOf && was === frame)
    const struck = pairs.filter(([was, is]) => of(was) && !isHeld(of(was), of(is)))
    const other = struck.find(([, is]) => of(is))
    if (struck.length === 0) return []
    if (!other || what === 'further metadata') return { what, pairs: struck }
    const [was, is] = other.map((column) => JSON.stringify(of(column)))
    return { what, pairs: struck, example: `${other[0].name}: ${was} is read as ${is}` }
  })
}

/** What is lost of the words about the whole table. */
export function lostMeta(before: TableMeta, after: TableMeta): string[] {
  const frame = frameOf(before)
  const isFrameLost = frame !== undefined && frame !== frameOf(after)
  const kept = new Set(metadataOf(after.attributes))
  const gone = metadataOf(before.attributes).filter((entry) => !kept.has(entry))
  const names = gone.map((entry) => entry.slice(0, entry.indexOf('=')))
  return [
    ...lostLines('comments', before.comments, after.comments),
    ...lostLines('history', historyOf(before), historyOf(after)),
    ...(isFrameLost ? [`the frame of the coordinates (${frame})`] : []),
    ...(names.length > 0 ? [`the metadata of the table (${names.join(', ')})`] : []),
  ]
}

function lostLines(
  what: string,
  before: readonly string[] = [],
  after: readonly string[] = [],
): string[] {
  const n = before.length
  if (n === 0 || squeezed(before) === squeezed(after)) return []
  const lines = n === 1 ? `the line of ${what}` : `the ${n} lines of ${what}`
  return [after.length > 0 ? `${lines} letter by letter` : lines]
}

/** Formats cut long lines in pieces. */
function squeezed(lines: readonly string[]): string {
  return lines.join('').replaceAll(/\s+/g, '')
}

/** ECSV and Parquet give the history back among the metadata. */
function historyOf({ history, attributes }: TableMeta): readonly string[] | undefined {
  if (history) return history
  const other = attributes?.history
  return Array.isArray(other) ? other.map(String) : undefined
}

/** Metadata that {@link TableMeta} has places of their own for. */
const PLACED = ['history', 'RADESYS', 'RADECSYS', 'EQUINOX', 'frame', 'equinox']

function frameOf({
  frame,
  attributes = {},
}: Pick<Column & TableMeta, 'frame' | 'attributes'>): string | undefined {
  const { RADESYS, RADECSYS, EQUINOX, equinox, frame: named } = attributes
  const system = frame?.system ?? RADESYS ?? RADECSYS ?? named
  if (typeof system !== 'string') return undefined
  // FITS has `FK5` and 2000 for what a VOTable calls `eq_FK5` and `J2000`.
  const year = `${frame ? (frame.equinox ?? '') : (EQUINOX ?? equinox ?? '')}`
  return `${system.replace(/^eq_/i, '').toUpperCase()} ${year.replace(/^[JB]/i, '')}`.trim()
}

/** Each name with its value. */
function metadataOf(attributes: EcsvMeta = {}): string[] {
  return Object.entries(attributes)
    .filter(([name]) => !PLACED.includes(name))
    .map(([name, value]) => `${name}=${JSON.stringify(value, withDigits)}`)
}

/** Numbers as texts: JSON has no integers of 64 bits, and 3 is read where 3n was written. */
function withDigits(_: string, value: unknown): unknown {
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : value
}
